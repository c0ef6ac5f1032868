/* store/redis.h: Redis without blocking: only for what may be lost. Owner of hiredis.
 *
 * Connects in the background and again after a loss. Each command is answered exactly once, never inside the
 * call: with its reply, or with NULL when Redis is away or did not answer in time (the caller then does
 * without). */
#pragma once

#include "base/config.h"
#include "base/str.h"
#include "loop/loop.h"

struct redis;

struct redis_reply {
    enum { REDIS_NIL, REDIS_TEXT, REDIS_INTEGER, REDIS_LIST, REDIS_ERROR } kind;
    struct str text;
    int64_t integer;
    const struct redis_reply *items;
    size_t count;
};
typedef void redis_done_fn(void *owner, const struct redis_reply *reply);

extern const struct setting redis_settings[]; /* STEWARD_REDIS_URL, time-outs */

struct redis *redis_open(struct loop *loop, const struct config *config);
bool redis_is_ready(const struct redis *redis);
const char *redis_trouble(const struct redis *redis); /* NULL: none */
void redis_command(struct redis *redis, const struct str *words, size_t count, redis_done_fn *done,
                   void *owner);
void redis_close(struct redis *redis); /* NULL does nothing */
