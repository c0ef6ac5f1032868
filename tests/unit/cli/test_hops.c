/* hops: which records are a request's own. */
#include "hops.h"

#include "base/mem.h"

#include "unit.h"

static struct hop *add(struct hops *hops, struct arena *arena, enum hop_kind kind, int64_t at_ms,
                       const char *id, const char *answers)
{
    struct hop *hop = hops_add(hops, arena);

    *hop = (struct hop){.kind = kind,
                        .topic = kind == HOP_COMMAND ? "commands" : "others",
                        .at_ms = at_ms,
                        .id = str_of(id),
                        .answers = str_of(answers),
                        .type = STR("T")};
    return hop;
}

static void a_request_between_two_others(void **state)
{
    static const char *const expected[] = {"ask", "c1", "e1", "c2", "e2", "answer", "late"};
    struct arena *arena = arena_new(1 << 16);
    struct hops hops = {0};

    add(&hops, arena, HOP_COMMAND, 90, "before", "");
    add(&hops, arena, HOP_EVENT, 99, "before's", "before");
    add(&hops, arena, HOP_RESPONSE, 130, "answer", "")->names_request = true;
    add(&hops, arena, HOP_RESPONSE, 100, "other answer", "");
    add(&hops, arena, HOP_EVENT, 110, "e1", "c1");
    add(&hops, arena, HOP_COMMAND, 100, "c1", "");
    add(&hops, arena, HOP_COMMAND, 130, "after", "");
    add(&hops, arena, HOP_EVENT, 129, "e2", "c2");
    add(&hops, arena, HOP_COMMAND, 111, "c2", "");
    add(&hops, arena, HOP_REQUEST, 80, "ask", "")->names_request = true;
    add(&hops, arena, HOP_EVENT, 500, "late", "c1");
    assert_int_equal(hops_settle(&hops, 100, 130), COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_true(str_is(hops.hops[i].id, expected[i]));
    assert_int_equal(hops.hops[1].attempt, 1);
    assert_int_equal(hops.hops[3].attempt, 2);
    arena_free(arena);
}

static void all_within_a_millisecond(void **state)
{
    static const char *const expected[] = {"ask", "c1", "e1", "c2", "e2", "answer"};
    struct arena *arena = arena_new(1 << 16);
    struct hops hops = {0};

    add(&hops, arena, HOP_REQUEST, 100, "ask", "")->names_request = true;
    add(&hops, arena, HOP_EVENT, 100, "e1", "c1");
    add(&hops, arena, HOP_COMMAND, 100, "c1", "")->topic = "catalog";
    add(&hops, arena, HOP_EVENT, 100, "e2", "c2");
    add(&hops, arena, HOP_COMMAND, 100, "c2", "")->topic = "composer";
    add(&hops, arena, HOP_RESPONSE, 100, "answer", "")->names_request = true;
    assert_int_equal(hops_settle(&hops, 100, INT64_MAX), COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_true(str_is(hops.hops[i].id, expected[i]));
    arena_free(arena);
}

static void what_an_event_leads_to_in_its_millisecond(void **state)
{
    static const char *const expected[] = {"c1", "e1", "c2", "e2"};
    struct arena *arena = arena_new(1 << 16);
    struct hops hops = {0};

    add(&hops, arena, HOP_COMMAND, 100, "c1", "");
    add(&hops, arena, HOP_COMMAND, 105, "c2", "");
    add(&hops, arena, HOP_EVENT, 105, "e1", "c1");
    add(&hops, arena, HOP_EVENT, 106, "e2", "c2");
    assert_int_equal(hops_settle(&hops, 100, INT64_MAX), COUNT_OF(expected));
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_true(str_is(hops.hops[i].id, expected[i]));
    arena_free(arena);
}

static void not_begun_has_no_commands(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct hops hops = {0};

    add(&hops, arena, HOP_REQUEST, 80, "ask", "")->names_request = true;
    add(&hops, arena, HOP_COMMAND, 90, "of another", "");
    assert_int_equal(hops_settle(&hops, INT64_MAX, INT64_MAX), 1);
    arena_free(arena);
}

static void dead_letters_of_ours(void **state)
{
    struct arena *arena = arena_new(1 << 16);
    struct hops hops = {0};

    for (int i = 0; i < 100; i++) /* more than there is room for at first */
        add(&hops, arena, HOP_COMMAND, 10 + i, "c", "");
    add(&hops, arena, HOP_DEAD_LETTER, 300, "c", "");
    add(&hops, arena, HOP_DEAD_LETTER, 300, "d", "");
    add(&hops, arena, HOP_DEAD_LETTER, 300, "", "");
    assert_int_equal(hops_settle(&hops, 0, INT64_MAX), 101);
    assert_int_equal(hops.hops[100].kind, HOP_DEAD_LETTER);
    arena_free(arena);
}

static void nothing_at_all(void **state)
{
    struct hops hops = {0};

    assert_int_equal(hops_settle(&hops, 0, INT64_MAX), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_between_two_others),
        cmocka_unit_test(all_within_a_millisecond),
        cmocka_unit_test(what_an_event_leads_to_in_its_millisecond),
        cmocka_unit_test(not_begun_has_no_commands),
        cmocka_unit_test(dead_letters_of_ours),
        cmocka_unit_test(nothing_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
