/* media/worker_link.h: the pool's end of one worker. It checks lengths; order and content are its owner's.
 * In the loop's thread. */
#pragma once

#include "loop/loop.h"
#include "nursery.h"
#include "worker.h"

struct worker_link;

struct worker_says {
    enum worker_word word;
    enum error_policy policy; /* of an error */
    struct str body;          /* packed answer, or the error's text; until the call returns */
};

/* Either may close the link. `ended`: its socket has, or what came was no word (is_nonsense). */
struct worker_link_events {
    void (*says)(void *owner, const struct worker_says *says);
    void (*ended)(void *owner, bool is_nonsense);
};

/* Forks a worker; NULL: the nursery could not be told, or there is no descriptor left. */
struct worker_link *worker_link_open(struct loop *loop, struct nursery *nursery, uint32_t work,
                                     uint64_t ticket, const struct worker_link_events *events, void *owner);
/* The descriptor stays the caller's. False: it does not listen, though it had nothing in hand. */
MUST_CHECK bool worker_link_send(struct worker_link *link, int bytes_fd, size_t bytes, struct str ask);
void worker_link_close(struct worker_link *link); /* who does nothing then ends; NULL does nothing */
