/* worker_pool: whatever a decoder does, it costs its own piece an error, and the next is answered. */
#include "worker_pool.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/metrics.h"
#include "cage.h"
#include "cage_parts.h"
#include "steward/v1/common.pb-c.h"
#include "until.h"
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

/* The pool, and what was asked. */

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

static int open_pool(void **state)
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

static int close_pool(void **state)
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

static void ask_with(const struct work *work, struct worker_hold *hold, const char *what, int within_ms,
                     struct asked *asked)
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

static void ask_of(const struct work *work, const char *what, int within_ms, struct asked *asked)
{
    ask_with(work, NULL, what, within_ms, asked);
}

static void ask(const char *what, struct asked *asked)
{
    ask_of(&odd, what, UNTIL_MS, asked);
}

static double outcomes(const struct work *work, const char *outcome)
{
    char labels[64];

    snprintf(labels, sizeof(labels), "work=\"%s\",outcome=\"%s\"", work->name, outcome);
    return metric_value(metric_counter("steward_media_pieces_total", "", labels));
}

static double worker_starts(void)
{
    return metric_value(metric_seconds("steward_media_worker_start_seconds", "", "work=\"odd\""));
}

static void a_piece_is_answered_from_what_was_warmed(void **state)
{
    struct asked one;

    ask("hello", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo hello");
    ask("", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo ");
    assert_true(is_warm);
    assert_string_equal(warm_error, "there is no model in /nowhere");
}

static void what_the_work_refuses_is_told(void **state)
{
    struct asked one;

    ask("refuse", &one);
    until(one.times);
    assert_int_equal(one.err.policy, ERROR_SKIP);
    assert_string_equal(one.err.text, "this is no picture");
}

static void a_bad_piece_costs_only_itself(void **state)
{
    static const struct {
        const struct work *work;
        const char *what, *outcome;
    } cases[] = {
        {&odd, "crash", "crashed"},     {&odd, "abort", "crashed"},  {&odd, "exit", "crashed"},
        {&odd, "close", "crashed"},     {&hasty, "loop", "late"},    {&hasty, "sleep", "late"},
        {&odd, "connect", "forbidden"}, {&odd, "fork", "forbidden"}, {&odd, "exec", "forbidden"},
        {&odd, "kill", "forbidden"},    {&odd, "code", "forbidden"}, {&odd, "garbage", "nonsense"},
        {&odd, "wrong", "nonsense"},    {&odd, "ready", "nonsense"}, {&odd, "too much", "nonsense"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct asked before, bad, beside, after;
        double had = outcomes(cases[i].work, cases[i].outcome);

        ask("before", &before);
        ask_of(cases[i].work, cases[i].what, UNTIL_MS, &bad);
        ask("beside", &beside);
        until(before.times && bad.times && beside.times);
        ask("after", &after);
        until(after.times);
        if (outcomes(cases[i].work, cases[i].outcome) != had + 1)
            fail_msg("%s: %s", cases[i].what, bad.err.text);
        assert_int_equal(bad.err.policy, ERROR_SKIP);
        assert_string_equal(bad.err.origin, cases[i].work->name);
        assert_string_equal(before.text, "warm, 2 workers: echo before");
        assert_string_equal(beside.text, "warm, 2 workers: echo beside");
        assert_string_equal(after.text, "warm, 2 workers: echo after");
    }
}

/* With a sanitizer it is refused, and the worker ends itself; without, it is ended. */
static void a_file_cannot_be_opened(void **state)
{
    struct asked one;

    ask("open", &one);
    until(one.times);
    assert_int_equal(one.err.policy, ERROR_SKIP);
}

static void memory_has_an_end(void **state)
{
    struct asked one;
    int mib = 0;

    if (CAGE_IS_SANITIZED)
        skip(); /* the limit is on addresses, of which a sanitizer takes all */
    ask("eat", &one);
    until(one.times);
    assert_int_equal(one.err.policy, ERROR_SKIP);
    assert_int_equal(sscanf(one.err.text, "no memory for it after %d MiB", &mib), 1);
    assert_in_range(mib, 32, 128);
    ask("after", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo after");
}

static void an_asker_that_is_in_a_hurry_is_told_in_time(void **state)
{
    struct asked busy[2], hurried;

    ask_of(&hasty, "sleep", UNTIL_MS, &busy[0]);
    ask_of(&hasty, "sleep", UNTIL_MS, &busy[1]);
    ask_of(&hasty, "hello", 1, &hurried);
    until(hurried.times);
    assert_int_equal(hurried.err.policy, ERROR_RETRY);
    until(busy[0].times && busy[1].times);
    ask_of(&odd, "sleep", 20, &hurried); /* in hand, or about to be, when its time is over */
    until(hurried.times);
    assert_int_equal(hurried.err.policy, ERROR_RETRY);
}

static void only_so_many_wait(void **state)
{
    struct asked waits[5];

    for (size_t i = 0; i < COUNT_OF(waits); i++) /* nobody is warm yet */
        ask("hello", &waits[i]);
    until(waits[4].times);
    assert_int_equal(waits[4].err.policy, ERROR_RETRY);
    assert_int_equal(waits[0].times, 0);
    until(waits[0].times && waits[1].times && waits[2].times && waits[3].times);
    assert_string_equal(waits[3].text, "warm, 2 workers: echo hello");
}

static void a_work_without_its_model_says_so(void **state)
{
    struct asked early, late;

    ask_of(&unable, "hello", UNTIL_MS, &early);
    until(early.times);
    assert_int_equal(early.err.policy, ERROR_RETRY);
    assert_string_equal(early.err.text, "there is no model in /nowhere");
    ask_of(&unable, "hello", UNTIL_MS, &late);
    until(late.times);
    assert_string_equal(late.err.text, "there is no model in /nowhere");
}

static void a_worn_worker_is_replaced(void **state)
{
    char first[120];
    struct asked one;

    ask("pid", &one);
    until(one.times);
    snprintf(first, sizeof(first), "%s", one.text);
    for (int i = 0; i < 2 * WORKER_PIECES; i++) {
        ask("pid", &one);
        until(one.times);
        assert_true(one.text[0] != '\0');
    }
    assert_string_not_equal(first, one.text);
}

static void a_replacement_is_soon_there(void **state)
{
    struct asked one;
    double starts;
    int64_t began_us;

    ask("hello", &one);
    until(one.times && worker_starts() >= 2);
    starts = worker_starts();
    ask("crash", &one);
    until(one.times);
    began_us = clock_mono_us();
    until(worker_starts() == starts + 1);
    print_message("from the error to the next worker's readiness: %lld us\n",
                  (long long)(clock_mono_us() - began_us));
}

/* ---- a worker of one's own ---- */

static struct worker_hold *hold_one(void)
{
    struct worker_hold *hold = NULL;

    until((hold = worker_hold_new(pool, &odd)));
    return hold;
}

static void ask_own(struct worker_hold *hold, const char *what, struct asked *asked)
{
    ask_with(&odd, hold, what, UNTIL_MS, asked);
    until(asked->times);
}

static void a_worker_is_one_askers_own_and_ends_with_the_hold(void **state)
{
    struct worker_hold *first = hold_one(), *second = hold_one();
    char pid[120];
    struct asked one, other;

    assert_null(worker_hold_new(pool, &odd));
    ask("pid", &other); /* waits, for all are held */
    ask_own(first, "pid", &one);
    snprintf(pid, sizeof(pid), "%s", one.text);
    ask_own(second, "pid", &one);
    assert_string_not_equal(one.text, pid);
    ask_own(first, "pid", &one);
    assert_string_equal(one.text, pid);
    assert_int_equal(other.times, 0);
    worker_hold_free(first);
    until(other.times && kill(atoi(pid), 0));
    assert_string_not_equal(other.text, pid);
    worker_hold_free(second);
}

static void a_hold_whose_worker_is_lost_says_so(void **state)
{
    struct worker_hold *hold = hold_one();
    struct asked one;

    ask_own(hold, "refuse", &one); /* which costs it nothing */
    ask_own(hold, "crash", &one);
    assert_int_equal(one.err.policy, ERROR_SKIP);
    ask_own(hold, "hello", &one);
    assert_int_equal(one.err.policy, ERROR_RETRY);
    ask("hello", &one);
    until(one.times);
    assert_string_equal(one.text, "warm, 2 workers: echo hello");
    worker_hold_free(hold);
}

static void a_worker_that_dies_while_it_is_held_is_lost(void **state)
{
    struct worker_hold *hold = hold_one();
    struct asked one;

    ask_own(hold, "pid", &one);
    kill(atoi(one.text), SIGKILL);
    do
        ask_own(hold, "hello", &one);
    while (!one.err.text[0]);
    ask_own(hold, "hello", &one);
    assert_int_equal(one.err.policy, ERROR_RETRY);
    worker_hold_free(hold);
}

static void a_piece_in_hand_ends_with_the_hold(void **state)
{
    struct worker_hold *hold = hold_one();
    struct asked in_hand, late;

    ask_with(&odd, hold, "sleep", UNTIL_MS, &in_hand);
    worker_hold_free(hold);
    until(in_hand.times);
    assert_int_equal(in_hand.err.policy, ERROR_RETRY);
    hold = hold_one();
    ask_with(&odd, hold, "sleep", 20, &late); /* and so does the worker with a piece that takes too long */
    until(late.times);
    assert_int_equal(late.err.policy, ERROR_RETRY);
    ask_own(hold, "hello", &late);
    assert_int_equal(late.err.policy, ERROR_RETRY);
    worker_hold_free(hold);
}

/* The only child of this process. */
static pid_t nursery_pid(void)
{
    char path[64];
    FILE *file;
    int pid = 0;

    snprintf(path, sizeof(path), "/proc/self/task/%d/children", getpid());
    file = fopen(path, "re");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
    return pid;
}

static void without_its_nursery_it_says_so(void **state)
{
    struct asked in_hand, waiting[2], later;
    char worker[120];

    ask("pid", &in_hand);
    until(in_hand.times);
    snprintf(worker, sizeof(worker), "%s", in_hand.text);
    ask("sleep", &in_hand);
    ask("sleep", &waiting[0]);
    ask("hello", &waiting[1]);
    assert_false(is_gone);
    kill(nursery_pid(), SIGKILL);
    until(in_hand.times && waiting[0].times && waiting[1].times);
    assert_int_equal(in_hand.err.policy, ERROR_RETRY);
    assert_int_equal(waiting[0].err.policy, ERROR_RETRY);
    assert_int_equal(waiting[1].err.policy, ERROR_RETRY);
    assert_true(is_gone);
    ask("hello", &later);
    until(later.times);
    assert_int_equal(later.err.policy, ERROR_RETRY);
    until(kill(atoi(worker), 0)); /* workers end with it */
}

static void whoever_waits_at_the_end_is_told(void **state)
{
    struct asked waits[3];

    ask("sleep", &waits[0]);
    ask("sleep", &waits[1]);
    ask("hello", &waits[2]);
    until(is_warm);
    worker_pool_free(pool);
    pool = NULL;
    for (size_t i = 0; i < COUNT_OF(waits); i++) {
        assert_int_equal(waits[i].times, 1);
        assert_int_equal(waits[i].err.policy, ERROR_RETRY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_piece_is_answered_from_what_was_warmed, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(what_the_work_refuses_is_told, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_bad_piece_costs_only_itself, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_file_cannot_be_opened, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(memory_has_an_end, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(an_asker_that_is_in_a_hurry_is_told_in_time, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(only_so_many_wait, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_work_without_its_model_says_so, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_worn_worker_is_replaced, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_replacement_is_soon_there, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_worker_is_one_askers_own_and_ends_with_the_hold, open_pool,
                                        close_pool),
        cmocka_unit_test_setup_teardown(a_hold_whose_worker_is_lost_says_so, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_worker_that_dies_while_it_is_held_is_lost, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(a_piece_in_hand_ends_with_the_hold, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(without_its_nursery_it_says_so, open_pool, close_pool),
        cmocka_unit_test_setup_teardown(whoever_waits_at_the_end_is_told, open_pool, close_pool),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
