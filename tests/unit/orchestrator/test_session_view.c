/* session_view: whatever happens between the two readings, each request is there once, in its order. */
#include "edge/session_view.h"

#include "base/mem.h"
#include "unit.h"
#include "json/message.h"

static Steward__V1__Conversation *conversation(const char *id, struct arena *arena)
{
    Steward__V1__Conversation *c = message_new(&steward__v1__conversation__descriptor, arena);

    c->request = message_new(&steward__v1__request__descriptor, arena);
    c->request->request_id = str_c(arena, str_of(id));
    c->request->ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    c->request->search = message_new(&steward__v1__search_request__descriptor, arena);
    return c;
}

static Steward__V1__RequestRecord *record(const char *id, struct arena *arena)
{
    Steward__V1__RequestRecord *made = message_new(&steward__v1__request_record__descriptor, arena);

    made->conversation = conversation(id, arena);
    made->response = message_new(&steward__v1__response__descriptor, arena);
    return made;
}

static void each_request_is_there_once(void **state)
{
    static const struct {
        const char *current, *waiting; /* of the state that was read first */
        const char *records[3];        /* that were read then */
        const char *seen;
    } cases[] = {
        {NULL, NULL, {NULL}, ""},
        {NULL, NULL, {"a", "b"}, "a b "},
        {"c", "d", {"a", "b"}, "a b c d "},
        {"b", NULL, {"a", "b"}, "a b "},
        {"b", "c", {"a", "b", "c"}, "a b c "},
        {"b", "c", {"a", "b"}, "a b c "},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(1 << 20);
        Steward__V1__SessionState *s = message_new(&steward__v1__session_state__descriptor, arena);
        const Steward__V1__RequestRecord *records[3];
        struct stored_session session = {.state = s, .records = records};
        Steward__V1__Conversation *waiting;
        const Steward__V1__SessionView *view;
        struct buf seen = {0};

        if (cases[i].current)
            s->current = conversation(cases[i].current, arena);
        if (cases[i].waiting) {
            waiting = conversation(cases[i].waiting, arena);
            s->waiting = &waiting;
            s->n_waiting = 1;
        }
        for (; session.count < 3 && cases[i].records[session.count]; session.count++)
            records[session.count] = record(cases[i].records[session.count], arena);
        view = (const Steward__V1__SessionView *)session_view(&session, arena);
        for (size_t k = 0; k < view->n_requests; k++)
            buf_printf(&seen, "%s ", view->requests[k]->request_id);
        assert_string_equal(seen.data ? seen.data : "", cases[i].seen);
        buf_free(&seen);
        arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_request_is_there_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
