/* odd_works.h: work that does whatever a decoder could do, as its piece's bytes say. */
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cage.h"
#include "cage_parts.h"
#include "steward/v1/common.pb-c.h"
#include "unit.h"
#include "worker.h"
#include "json/message.h"

/* What a piece does is in its bytes. */

static char warmed[32];

static bool warm(const struct config *config, struct error *err)
{
    snprintf(warmed, sizeof(warmed), "warm, %d workers", (int)config_int(config, "STEWARD_MEDIA_WORKERS"));
    return true;
}

static ProtobufCMessage *say(struct arena *arena, char *text)
{
    Steward__V1__Problem *answer = message_new(&steward__v1__problem__descriptor, arena);

    answer->detail = text;
    return &answer->base;
}

static void do_crash(struct arena *arena)
{
    raise(SIGSEGV);
}

static void do_abort(struct arena *arena)
{
    abort();
}

static void do_loop(struct arena *arena)
{
    for (volatile unsigned i = 0;; i++) /* a sanitizer would end an int that wraps */
        ;
}

static void do_sleep(struct arena *arena)
{
    sleep(1000);
}

static void do_open(struct arena *arena)
{
    if (open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0)
        _exit(9);
}

static void do_connect(struct arena *arena)
{
    (void)socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static void do_fork(struct arena *arena)
{
    (void)fork();
}

static void do_exec(struct arena *arena)
{
    char name[] = "/bin/true";
    char *arguments[] = {name, NULL};

    execv(name, arguments);
}

static void do_kill_parent(struct arena *arena)
{
    kill(-1, SIGTERM);
}

static void do_map_code(struct arena *arena)
{
    (void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void do_write_garbage(struct arena *arena)
{
    (void)!write(CAGE_SOCKET, "what a decoder that was taken over might say", 44);
}

static void do_write_wrong_message(struct arena *arena)
{
    struct worker_head head = {.word = WORKER_ANSWER, .bytes = 4};

    (void)!write(CAGE_SOCKET, &head, sizeof(head));
    (void)!write(CAGE_SOCKET, "\xff\xff\xff\xff", 4);
}

static void do_be_ready_again(struct arena *arena)
{
    struct worker_head head = {.word = WORKER_READY};

    (void)!write(CAGE_SOCKET, &head, sizeof(head));
}

static void do_close_socket(struct arena *arena)
{
    close(CAGE_SOCKET);
    sleep(1000);
}

static void do_exit(struct arena *arena)
{
    _exit(0);
}

static const struct {
    const char *name;
    void (*act)(struct arena *arena);
} acts[] = {
    {"crash", do_crash},
    {"abort", do_abort},
    {"loop", do_loop},
    {"sleep", do_sleep},
    {"open", do_open},
    {"connect", do_connect},
    {"fork", do_fork},
    {"exec", do_exec},
    {"kill", do_kill_parent},
    {"code", do_map_code},
    {"garbage", do_write_garbage},
    {"wrong", do_write_wrong_message},
    {"ready", do_be_ready_again},
    {"close", do_close_socket},
    {"exit", do_exit},
};

static bool eat_memory(struct error *err)
{
    for (size_t i = 0; i < 1024; i++) {
        char *piece = malloc((size_t)1 << 20);

        if (!piece)
            return error_set(err, ERROR_SKIP, "hungry", "no memory for it after %zu MiB", i);
        memset(piece, 1, (size_t)1 << 20);
    }
    return true;
}

static char *long_text(struct arena *arena)
{
    size_t len = 2 * WORK_ANSWER_BYTES;
    char *text = arena_alloc(arena, len + 1);

    memset(text, 'x', len);
    return text;
}

static bool run(struct str bytes, const ProtobufCMessage *ask, struct arena *arena,
                ProtobufCMessage **ret_answer, struct error *err)
{
    const Steward__V1__Problem *options = (const Steward__V1__Problem *)ask;

    if (str_is(bytes, "refuse"))
        return error_set(err, ERROR_SKIP, "odd", "this is no picture");
    if (str_is(bytes, "eat") && !eat_memory(err))
        return false;
    if (str_is(bytes, "pid")) {
        *ret_answer = say(arena, str_printf(arena, "%d", getpid()));
        return true;
    }
    if (str_is(bytes, "too much")) {
        *ret_answer = say(arena, long_text(arena));
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(acts); i++)
        if (str_is(bytes, acts[i].name))
            acts[i].act(arena);
    *ret_answer = say(arena, str_printf(arena, "%s: %s%.*s", warmed, options->title, STR_ARGS(bytes)));
    return true;
}

static const struct work odd = {.name = "odd",
                                .asks = &steward__v1__problem__descriptor,
                                .answers = &steward__v1__problem__descriptor,
                                .seconds = 60,
                                .memory_bytes = (size_t)128 << 20,
                                .warm = warm,
                                .run = run};
static const struct work hasty = {.name = "hasty",
                                  .asks = &steward__v1__problem__descriptor,
                                  .answers = &steward__v1__problem__descriptor,
                                  .seconds = 1,
                                  .memory_bytes = (size_t)128 << 20,
                                  .run = run};

static bool warm_in_vain(const struct config *config, struct error *err)
{
    return error_set(err, ERROR_FATAL, "model", "there is no model in /nowhere");
}

static const struct work unable = {.name = "unable",
                                   .asks = &steward__v1__problem__descriptor,
                                   .answers = &steward__v1__problem__descriptor,
                                   .seconds = 1,
                                   .memory_bytes = (size_t)128 << 20,
                                   .warm = warm_in_vain,
                                   .run = run};
