/* media/worker.h: the life of a worker process, and how it and the pool talk.
 *
 * A stream socket. The pool sends a piece: a head, with the sealed bytes as a descriptor, and the packed
 * options. The worker says what it has to say as a head and what follows it: that it is ready, once; then for
 * each piece an answer or an error. A worker that was fed foreign bytes is believed nothing: the pool checks
 * lengths, order and content. */
#pragma once

#include <stdint.h>

#include "work.h"

#define WORKER_PIECES 200 /* then another takes its place */

struct piece_head {
    uint64_t bytes;
    uint32_t ask_bytes;
};

enum worker_word { WORKER_READY = 1, WORKER_ANSWER, WORKER_ERROR };

struct worker_head {
    uint32_t word;
    uint32_t policy; /* of an error, whose text follows */
    uint32_t bytes;  /* that follow */
};

/* In a process just forked: enters the cage and does pieces until its socket ends. */
_Noreturn void worker_run(const struct work *work, int socket);
