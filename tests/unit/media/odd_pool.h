/* odd_pool.h: a pool of workers for odd works, and what was asked of it. */
#pragma once

#include "odd_works.h"
#include "until.h"
#include "worker_pool.h"

static const struct work *const works[] = {&odd, &hasty, &unable, NULL};
static const struct setting settings[] = {WORKER_SETTINGS, {0}};
static const struct setting *const tables[] = {settings, NULL};

static struct loop *loop;
static struct config *config;
static struct nursery *nursery;
static struct worker_pool *pool;
static bool is_warm, is_gone;
static char warm_error[240];

struct asked {
    struct arena *arena;
    int times;
    char text[120];
    struct error err;
};

static void on_warm(void *owner, const struct error *err)
{
    is_warm = true;
    snprintf(warm_error, sizeof(warm_error), "%s", err ? err->text : "");
}

static void on_gone(void *owner)
{
    is_gone = true;
}

static inline int open_pool(void **state)
{
    struct error err;

    setenv("STEWARD_MEDIA_QUEUE", "4", 1);
    assert_true(config_load(tables, NULL, &config, &err));
    nursery = nursery_start(works, tables, &err);
    assert_non_null(nursery);
    loop = loop_new();
    is_warm = is_gone = false;
    pool = worker_pool_new(loop, config, nursery, on_warm, on_gone, NULL);
    assert_false(is_warm);
    return 0;
}

static inline int close_pool(void **state)
{
    worker_pool_free(pool);
    pool = NULL;
    nursery_free(nursery);
    loop_free(loop);
    config_free(config);
    return 0;
}

static void on_done(void *owner, const ProtobufCMessage *answer, const struct error *err)
{
    struct asked *asked = owner;

    assert_true(!answer != !err);
    asked->times++;
    if (err)
        asked->err = *err;
    else
        snprintf(asked->text, sizeof(asked->text), "%s", ((const Steward__V1__Problem *)answer)->detail);
    arena_free(asked->arena);
}

static inline void ask_with(const struct work *work, struct worker_hold *hold, const char *what,
                            int within_ms, struct asked *asked)
{
    Steward__V1__Problem options = STEWARD__V1__PROBLEM__INIT;
    char title[] = "echo ";
    char *bytes = mem_text(what);

    *asked = (struct asked){.arena = arena_new((size_t)4 << 20)};
    options.title = title;
    pool_ask(pool, &(struct piece_ask){work, str_of(bytes), &options.base, hold, asked->arena, within_ms,
                                       on_done, asked});
    mem_free(bytes); /* they were copied */
    assert_int_equal(asked->times, 0);
}

static inline void ask_of(const struct work *work, const char *what, int within_ms, struct asked *asked)
{
    ask_with(work, NULL, what, within_ms, asked);
}

static inline void ask(const char *what, struct asked *asked)
{
    ask_of(&odd, what, UNTIL_MS, asked);
}
