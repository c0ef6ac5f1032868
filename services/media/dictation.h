/* media/dictation.h: recordings that are heard while they are being spoken.
 *
 * Each has its sound so far, and a worker of its own if one was free when it began. A worker that is lost
 * costs the text, never the sound. Whatever nobody goes on with is forgotten: DICTATION_IDLE_MS after its
 * last piece, DICTATION_MS after its beginning. In the loop's thread. */
#pragma once

#include "base/id.h"
#include "speech/recogniser.h"
#include "worker_pool.h"

#define DICTATIONS_MAX        32 /* of a copy of the service, each of up to 2 MB */
#define DICTATION_SECONDS_MAX 60
#define DICTATION_BYTES_MAX   ((size_t)DICTATION_SECONDS_MAX * RECOGNISER_RATE * 2)
#define DICTATION_PIECE_BYTES ((size_t)256 << 10)
#define DICTATION_IDLE_MS     15000
#define DICTATION_MS          120000

struct dictations;
struct dictation;

/* `idle_ms`: DICTATION_IDLE_MS. */
struct dictations *dictations_new(struct loop *loop, struct worker_pool *pool, const struct work *work,
                                  int64_t idle_ms);
void dictations_free(
    struct dictations *dictations); /* before the pool; whoever waits is told; NULL does nothing */

struct dictation *dictation_begin(struct dictations *dictations,
                                  struct str tenant); /* NULL: there are too many */
struct dictation *dictation_find(struct dictations *dictations, struct str tenant,
                                 struct str id);    /* NULL: none */
void dictation_forget(struct dictation *dictation); /* whoever waits is told */

const char *dictation_id(const struct dictation *dictation);
const char *dictation_text(const struct dictation *dictation); /* so far */
const char *
dictation_unheard(const struct dictation *dictation); /* why nobody listens; empty: somebody does */
struct str dictation_sound(const struct dictation *dictation);

enum dictation_takes { DICTATION_TAKES, DICTATION_IS_BUSY, DICTATION_IS_FULL };
typedef void dictated_fn(void *owner, const struct dictation *dictation);
/* One piece at a time, of whole samples. TAKES: `done` is called once, never inside, when it has been heard
 * or nobody listens; the dictation may be forgotten then, but not before it returns. */
enum dictation_takes dictation_add(struct dictation *dictation, struct str bytes, dictated_fn *done,
                                   void *owner);
