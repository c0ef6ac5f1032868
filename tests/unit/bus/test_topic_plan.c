/* topic_plan: what there should be, and what is said of what there is. */
#include "bus/topic_plan.h"

#include "unit.h"

#include <string.h>

static const struct topic asks = {.name = "asks"};
static const struct topic answers = {.name = "answers", .settings = (const char *const[]){"a=1", NULL}};
static const struct topic *const topics[] = {&asks, &answers, NULL};

static const struct topic_setting usual[] = {
    {"cleanup.policy", "delete", false},
    {"retention.ms", "604800000", false},
    {"a", "1", true},
};
static const struct topic_setting of_letters[] = {
    {"cleanup.policy", "delete", false},
    {"retention.ms", "2592000000", true},
    {"max.message.bytes", "2097152", true},
};
static const struct topic_setting of_warmup[] = {
    {"cleanup.policy", "delete", false},
    {"retention.ms", "600000", true},
    {"segment.bytes", "1048576", true},
};

static const struct topic_state good[] = {
    {"answers", 3, 1, usual, 3},
    {"answers-dlt", 1, 1, of_letters, 3},
    {"asks", 3, 1, usual, 3},
    {"asks-dlt", 1, 1, of_letters, 3},
    {"steward.warmup", 1, 1, of_warmup, 3},
    {"somebody-elses", 1, 1, NULL, 0},
};

struct fixture {
    struct arena *arena;
    struct topic_plan *plans;
    size_t plan_count;
    struct topic_state states[COUNT_OF(good)];
    struct topic_fault *faults;
};

static int set_up(void **state)
{
    static struct fixture fixture;

    fixture.arena = arena_new(1 << 20);
    fixture.plan_count = topic_plans(topics, fixture.arena, &fixture.plans);
    memcpy(fixture.states, good, sizeof(good));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(((struct fixture *)*state)->arena);
    return 0;
}

static size_t faults_of(struct fixture *f, int partitions, int replicas)
{
    return topic_faults(f->plans, f->plan_count, f->states, COUNT_OF(good), partitions, replicas, f->arena,
                        &f->faults);
}

static void every_topic_has_its_dead_letters(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(f->plan_count, 5);
    assert_string_equal(f->plans[0].name, "asks");
    assert_string_equal(f->plans[1].name, "asks-dlt");
    assert_int_equal(f->plans[1].partitions, 1);
    assert_int_equal(f->plans[0].partitions, 0);
}

static void what_is_well_is_not_told(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(faults_of(f, 3, 1), 0);
    assert_int_equal(faults_of(f, 1, 1), 0); /* more than asked for */
}

static void expect(const struct topic_fault *fault, enum topic_fault_kind kind, const char *topic,
                   const char *what, const char *is, const char *wanted)
{
    assert_int_equal(fault->kind, kind);
    assert_string_equal(fault->topic, topic);
    assert_string_equal(fault->what, what);
    assert_string_equal(fault->is, is);
    assert_string_equal(fault->wanted, wanted);
}

static void a_missing_topic(void **state)
{
    struct fixture *f = *state;

    f->states[2].name = "other";
    assert_int_equal(faults_of(f, 3, 1), 1);
    expect(&f->faults[0], TOPIC_MISSING, "asks", "topic", "", "there");
}

static void partitions_must_agree(void **state)
{
    struct fixture *f = *state;

    f->states[0].partitions = 12;
    assert_int_equal(faults_of(f, 3, 1), 1);
    expect(&f->faults[0], TOPIC_PARTITIONS, "asks", "partitions", "3", "12");
    assert_int_equal(faults_of(f, 24, 1), 2);
    expect(&f->faults[1], TOPIC_PARTITIONS, "answers", "partitions", "12", "24");
}

static void replicas_and_settings(void **state)
{
    static const struct topic_setting odd[] = {{"cleanup.policy", "compact", true},
                                               {"retention.ms", "3600000", true}};
    struct fixture *f = *state;

    assert_int_equal(faults_of(f, 3, 3), 5);
    expect(&f->faults[0], TOPIC_REPLICAS, "asks", "replicas", "1", "3");
    f->states[0].settings = odd;
    f->states[0].setting_count = COUNT_OF(odd);
    assert_int_equal(faults_of(f, 3, 1), 3);
    expect(&f->faults[0], TOPIC_SETTING, "answers", "a", "", "1");
    expect(&f->faults[1], TOPIC_SETTING, "answers", "cleanup.policy", "compact", "delete");
    expect(&f->faults[2], TOPIC_SETTING, "answers", "retention.ms", "3600000", "86400000");
}

static void what_is_kept_for_ever_is_kept_long_enough(void **state)
{
    static const struct topic_setting for_ever[] = {{"cleanup.policy", "delete", false},
                                                    {"retention.ms", "-1", true},
                                                    {"a", "1", true}};
    struct fixture *f = *state;

    f->states[0].settings = for_ever;
    assert_int_equal(faults_of(f, 3, 1), 0);
}

static void the_topics_of_the_system_can_be_planned(void **state)
{
    struct fixture *f = *state;
    size_t count = topic_plans(all_topics, f->arena, &f->plans);

    assert_int_equal(topic_faults(f->plans, count, NULL, 0, 12, 1, f->arena, &f->faults), count);
    assert_string_equal(f->plans[0].name, "steward.requests");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_topic_has_its_dead_letters, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_well_is_not_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_topic, set_up, tear_down),
        cmocka_unit_test_setup_teardown(partitions_must_agree, set_up, tear_down),
        cmocka_unit_test_setup_teardown(replicas_and_settings, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_kept_for_ever_is_kept_long_enough, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_topics_of_the_system_can_be_planned, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
