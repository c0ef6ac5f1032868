/* decide_to_mention: what is said once, after the commit, and never stored. */
#include "fold/decide.h"
#include "steward/v1/composer.pb-c.h"
#include "steward/v1/request.pb-c.h"
#include "unit.h"

static int times;
static bool is_dropped;

static struct str key(const struct event *event)
{
    return event->key;
}

static int meaning(const struct event *event)
{
    return 0;
}

static int state_of(const ProtobufCMessage *state)
{
    return 0;
}

static void mention(struct decision *d)
{
    Steward__V1__ComposeResult said = STEWARD__V1__COMPOSE_RESULT__INIT;
    struct event event = {.key = d->key, .message = &said.base};

    for (int i = 0; i < times; i++) {
        said.message = str_printf(d->arena, "%.*s %d", STR_ARGS(d->event->id), i);
        decide_to_mention(d, &topic_progress, &event);
    }
    if (is_dropped)
        decide_to_drop(d, "on second thoughts");
}

static const struct transition transitions[] = {{0, 0, mention, STATE(0)}, {0}};

static const struct fold fold_of_mentions = {
    .name = "mentions",
    .state = &steward__v1__compose_result__descriptor,
    .transitions = transitions,
    .key = key,
    .meaning = meaning,
    .state_of = state_of,
};

static const char *happens(struct instance *instance, const char *id, struct arena *arena)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    struct event event = {.id = str_of(id), .key = instance->key, .message = &request.base};
    struct input input = {.event = &event, .now_ms = 1700000000000, .source = "test"};
    struct error err;

    return fold_decide(&fold_of_mentions, instance, &input, arena, &err);
}

static void mentions_come_in_their_order_and_are_not_stored(void **state)
{
    static const char *const said[] = {"a 0", "a 1", "b 0", "b 1"};
    struct arena *arena = arena_new(1 << 20);
    struct instance *instance = instance_new(&fold_of_mentions, STR("k"), arena);
    const struct mention *at;
    size_t count = 0;

    times = 2;
    is_dropped = false;
    assert_null(happens(instance, "a", arena));
    assert_null(happens(instance, "b", arena));
    for (at = instance->mentions; at; at = at->next, count++) {
        assert_true(count < COUNT_OF(said));
        assert_string_equal(at->record.topic, topic_progress.name);
        assert_true(str_is(at->record.key, "k"));
        assert_true(str_is(event_header(&at->record, "ce_source"), "test"));
        assert_true(str_ends(at->record.value, str_of(said[count])));
    }
    assert_int_equal(count, COUNT_OF(said));
    assert_int_equal(instance->book->n_told, 0);
    assert_int_equal(book_pack(instance->book, arena).len, 0);
    arena_free(arena);
}

static void a_dropped_event_mentions_nothing(void **state)
{
    struct arena *arena = arena_new(1 << 20);
    struct instance *instance = instance_new(&fold_of_mentions, STR("k"), arena);

    times = 1;
    is_dropped = true;
    assert_string_equal(happens(instance, "a", arena), "on second thoughts");
    assert_null(instance->mentions);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mentions_come_in_their_order_and_are_not_stored),
        cmocka_unit_test(a_dropped_event_mentions_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
