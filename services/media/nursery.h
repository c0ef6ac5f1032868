/* media/nursery.h: a process that keeps the works warm and forks workers of them.
 *
 * It is forked at the very start of main, before any thread, socket or library is there, so that its forks
 * are sound and a new worker costs a millisecond, however large its models are: their memory is shared. It
 * ends with its parent, and its workers with it. It cannot be made anew later: a process with threads is no
 * place to fork from. Should it end first, the service ends, too, and is started anew by who watches over it.
 */
#pragma once

#include <stdint.h>

#include "work.h"

#define NURSERY_WORKS_MAX 8

struct nursery;

/* `works` and `settings` end with NULL and outlive it. The settings are read, from where the service reads
 * its own, when the works are to be warmed. NULL: *err. */
struct nursery *nursery_start(const struct work *const *works, const struct setting *const *settings,
                              struct error *err);
void nursery_free(
    struct nursery *nursery); /* ends it and all workers, and waits for that; NULL does nothing */

const struct work *const *nursery_works(const struct nursery *nursery);
int nursery_socket(const struct nursery *nursery); /* to be waited for: there is a word, or it has ended */

/* False: it is gone, or does not listen. */
MUST_CHECK bool nursery_warm(struct nursery *nursery); /* says NURSERY_WARMED of every work */
/* A worker on that end of a socket, which stays the caller's; says NURSERY_DIED of its ticket one day. */
MUST_CHECK bool nursery_fork(struct nursery *nursery, uint32_t work, uint64_t ticket, int socket);
MUST_CHECK bool nursery_kill(struct nursery *nursery, uint64_t ticket); /* unless it has died already */

struct nursery_word {
    enum { NURSERY_WARMED = 1, NURSERY_DIED } what;
    uint32_t work; /* warmed */
    bool is_able;  /* warmed; else `text` says what is missing */
    char text[240];
    uint64_t ticket; /* died */
    int status;      /* died: of waitpid(); -1: it could not be forked */
};

enum nursery_state { NURSERY_SAYS, NURSERY_SILENT, NURSERY_GONE };
enum nursery_state nursery_read(struct nursery *nursery, struct nursery_word *ret_word); /* never waits */
