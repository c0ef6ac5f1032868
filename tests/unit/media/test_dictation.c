/* dictation: whoever speaks is heard by a worker of his own, or by nobody; what he says is there either way.
 */
#include "dictation.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "steward/v1/dictation.pb-c.h"
#include "until.h"
#include "json/message.h"

#define WORKERS 2
#define LONG_MS 60000

/* How much it has been given in its life; told what to do by the first byte. */
static bool run(struct str bytes, const ProtobufCMessage *ask, struct arena *arena,
                ProtobufCMessage **ret_answer, struct error *err)
{
    static size_t given;
    Steward__V1__Dictation *answer = message_new(&steward__v1__dictation__descriptor, arena);

    if (str_starts(bytes, STR("crash")))
        raise(SIGSEGV);
    if (str_starts(bytes, STR("sleep")))
        sleep(1000);
    given += bytes.len;
    answer->text = str_printf(arena, "%zu", given);
    *ret_answer = &answer->base;
    return true;
}

static const struct work counting = {.name = "counting",
                                     .answers = &steward__v1__dictation__descriptor,
                                     .seconds = 60,
                                     .memory_bytes = (size_t)128 << 20,
                                     .run = run};

static const struct work *const works[] = {&counting, NULL};
static const struct setting settings[] = {WORKER_SETTINGS, {0}};
static const struct setting *const tables[] = {settings, NULL};

static struct loop *loop;
static struct config *config;
static struct nursery *nursery;
static struct worker_pool *pool;
static struct dictations *dictations;
static int answers;

static void on_warm(void *owner, const struct error *err)
{
}

static void on_gone(void *owner)
{
}

/* With all workers ready, as they are when nobody has spoken for a moment. */
static int open_for(int64_t idle_ms)
{
    struct worker_hold *holds[WORKERS] = {0};
    struct error err;

    assert_true(config_load(tables, NULL, &config, &err));
    nursery = nursery_start(works, tables, &err);
    assert_non_null(nursery);
    loop = loop_new();
    pool = worker_pool_new(loop, config, nursery, on_warm, on_gone, NULL);
    dictations = dictations_new(loop, pool, &counting, idle_ms);
    for (int i = 0; i < WORKERS; i++)
        until((holds[i] = worker_hold_new(pool, &counting)));
    for (int i = 0; i < WORKERS; i++)
        worker_hold_free(holds[i]);
    answers = 0;
    return 0;
}

static int open_all(void **state)
{
    return open_for(LONG_MS);
}

static int open_impatient(void **state)
{
    return open_for(20);
}

static int close_all(void **state)
{
    dictations_free(dictations);
    worker_pool_free(pool);
    nursery_free(nursery);
    loop_free(loop);
    config_free(config);
    return 0;
}

static void on_answer(void *owner, const struct dictation *dictation)
{
    answers++;
}

static void say(struct dictation *dictation, const char *what)
{
    int before = answers;

    assert_int_equal(dictation_add(dictation, str_of(what), on_answer, NULL), DICTATION_TAKES);
    assert_int_equal(answers, before);
    until(answers == before + 1);
}

/* One that somebody listens to: whoever did before may still be on his way out. */
static struct dictation *begin_heard(void)
{
    for (;;) {
        struct dictation *dictation = dictation_begin(dictations, STR("shop"));

        if (!*dictation_unheard(dictation))
            return dictation;
        dictation_forget(dictation);
        loop_run_once(loop, 20);
    }
}

static void each_has_a_worker_of_its_own(void **state)
{
    struct dictation *one = begin_heard(), *other = begin_heard();

    say(one, "1234");
    say(other, "12");
    say(one, "5678");
    assert_string_equal(dictation_text(one), "8");
    assert_string_equal(dictation_text(other), "2");
    assert_true(str_is(dictation_sound(one), "12345678"));
    dictation_forget(one);
    one = begin_heard();
    say(one, "12");
    assert_string_equal(dictation_text(one), "2"); /* nothing of who spoke before */
}

static void who_finds_nobody_free_is_not_heard(void **state)
{
    struct dictation *third;

    begin_heard();
    begin_heard();
    third = dictation_begin(dictations, STR("shop"));
    assert_string_equal(dictation_unheard(third), "nobody is free to listen just now");
    say(third, "12");
    say(third, "34");
    assert_string_equal(dictation_text(third), "");
    assert_true(str_is(dictation_sound(third), "1234"));
}

static void a_worker_that_is_lost_costs_the_text_alone(void **state)
{
    struct dictation *one = begin_heard();

    say(one, "12");
    say(one, "crash!");
    assert_string_equal(dictation_unheard(one), "what listened has failed");
    say(one, "34");
    assert_string_equal(dictation_text(one), "2");
    assert_true(str_is(dictation_sound(one), "12crash!34"));
}

static void one_piece_at_a_time_and_so_many_in_all(void **state)
{
    struct dictation *one = begin_heard();
    char *piece = mem_alloc(DICTATION_BYTES_MAX);

    memset(piece, 0, DICTATION_BYTES_MAX);
    say(one, "12");
    assert_int_equal(dictation_add(one, str_n(piece, DICTATION_BYTES_MAX), on_answer, NULL),
                     DICTATION_IS_FULL);
    assert_int_equal(dictation_add(one, str_n(piece, DICTATION_BYTES_MAX - 2), on_answer, NULL),
                     DICTATION_TAKES);
    assert_int_equal(dictation_add(one, STR(""), on_answer, NULL), DICTATION_IS_BUSY);
    until(answers == 2);
    assert_int_equal(dictation_sound(one).len, DICTATION_BYTES_MAX);
    mem_free(piece);
}

static void it_may_be_forgotten_while_a_piece_is_in_hand(void **state)
{
    struct dictation *one = begin_heard(), *other = begin_heard(), *unheard;

    assert_int_equal(dictation_add(one, STR("sleep!"), on_answer, NULL), DICTATION_TAKES);
    dictation_forget(one);
    assert_int_equal(answers, 1); /* whoever waited is told */
    begin_heard();
    unheard = dictation_begin(dictations, STR("shop"));
    assert_int_equal(dictation_add(unheard, STR("12"), on_answer, NULL), DICTATION_TAKES);
    dictation_forget(unheard);
    assert_int_equal(answers, 2);
    assert_int_equal(dictation_add(other, STR("sleep!"), on_answer, NULL),
                     DICTATION_TAKES); /* and so at the end */
}

static void it_is_found_by_its_tenant_alone(void **state)
{
    struct dictation *one = begin_heard();
    struct str id = str_of(dictation_id(one));

    assert_ptr_equal(dictation_find(dictations, STR("shop"), id), one);
    assert_null(dictation_find(dictations, STR("another"), id));
    assert_null(dictation_find(dictations, STR("shop"), STR("another")));
}

static void what_nobody_goes_on_with_is_forgotten(void **state)
{
    char id[64];

    snprintf(id, sizeof(id), "%s", dictation_id(dictation_begin(dictations, STR("shop"))));
    until(!dictation_find(dictations, STR("shop"), str_of(id)));
}

static void there_are_so_many(void **state)
{
    for (int i = 0; i < DICTATIONS_MAX; i++)
        assert_non_null(dictation_begin(dictations, STR("shop")));
    assert_null(dictation_begin(dictations, STR("shop")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_has_a_worker_of_its_own, open_all, close_all),
        cmocka_unit_test_setup_teardown(who_finds_nobody_free_is_not_heard, open_all, close_all),
        cmocka_unit_test_setup_teardown(a_worker_that_is_lost_costs_the_text_alone, open_all, close_all),
        cmocka_unit_test_setup_teardown(one_piece_at_a_time_and_so_many_in_all, open_all, close_all),
        cmocka_unit_test_setup_teardown(it_may_be_forgotten_while_a_piece_is_in_hand, open_all, close_all),
        cmocka_unit_test_setup_teardown(it_is_found_by_its_tenant_alone, open_all, close_all),
        cmocka_unit_test_setup_teardown(what_nobody_goes_on_with_is_forgotten, open_impatient, close_all),
        cmocka_unit_test_setup_teardown(there_are_so_many, open_all, close_all),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
