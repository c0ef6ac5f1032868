/* A session's fold, decided one event at a time, with what was told looked at as it would be published. What
 * the driver would store goes through bytes between events, so nothing lives on by accident. */
#pragma once

#include "session/fold_session.h"

#include <stdlib.h>

#include "base/tenant.h"
#include "fold/decide.h"
#include "steward/v1/composer.pb-c.h"
#include "unit.h"
#include "json/message.h"

#define S(name) STEWARD__V1__WORKFLOW__STATE__##name

struct session {
    struct arena *arena;
    struct instance *instance;
    const char *tenant;
    int64_t now_ms;
    int events;
    Steward__V1__Told *told[300]; /* by the last event */
    size_t told_count;
    const char *dropped;
};

static struct session s;

/* The session "shop" of that tenant, as nobody has used it. */
static inline void session_of(const char *tenant)
{
    s.tenant = tenant;
    s.instance = instance_new(&fold_session, tenant_key(s.arena, str_of(tenant), STR("shop")), s.arena);
    s.events = 0;
}

static inline int set_up(void **state)
{
    memset(&s, 0, sizeof(s));
    s.arena = arena_new(256 << 20);
    s.now_ms = 1000000;
    session_of(TENANT_DEFAULT);
    return 0;
}

static inline int tear_down(void **state)
{
    arena_free(s.arena);
    return 0;
}

static inline void store_and_load(void)
{
    struct str state = message_pack(s.instance->state, s.arena);
    struct str book = book_pack(s.instance->book, s.arena);

    s.instance->state = message_unpack(fold_session.state, state, s.arena, NULL);
    s.instance->book =
        (Steward__V1__FoldBook *)message_unpack(&steward__v1__fold_book__descriptor, book, s.arena, NULL);
    assert_non_null(s.instance->state);
    assert_non_null(s.instance->book);
    s.instance->version++;
}

static inline void decide(const struct input *input)
{
    struct error err = {0};
    size_t before = s.instance->book->n_told;

    s.dropped = fold_decide(&fold_session, s.instance, input, s.arena, &err);
    if (s.dropped && !strcmp(s.dropped, FOLD_BROKEN))
        fail_msg("%s", err.text);
    s.told_count = s.instance->book->n_told - before;
    memcpy(s.told, s.instance->book->told + before, s.told_count * sizeof(s.told[0]));
    store_and_load();
}

static inline void event_comes(const ProtobufCMessage *message, struct str answers)
{
    struct event event = {
        .id = str_of(str_printf(s.arena, "event-%d", ++s.events)),
        .key = s.instance->key,
        .answers = answers,
        .tenant = str_of(s.tenant),
        .message = message,
    };

    decide(&(struct input){.event = &event, .now_ms = s.now_ms, .source = "test"});
}

static inline void time_passes(int64_t ms)
{
    struct input input = {.source = "test"};

    s.now_ms += ms;
    input.now_ms = s.now_ms;
    instance_due(s.instance, &input.on);
    decide(&input);
}

static inline void request_of(const char *id, const char *user, const char *query)
{
    Steward__V1__Request request = STEWARD__V1__REQUEST__INIT;
    Steward__V1__SearchRequest search = STEWARD__V1__SEARCH_REQUEST__INIT;

    search.query = (char *)(uintptr_t)query;
    request.request_id = (char *)(uintptr_t)id;
    request.user_id = (char *)(uintptr_t)user;
    request.ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request.search = &search;
    event_comes(&request.base, STR_NONE);
}

static inline void request_comes(const char *id)
{
    request_of(id, "", "usb c cable");
}

static inline size_t told_now(void)
{
    return s.told_count;
}

static inline const Steward__V1__Told *told(size_t which)
{
    assert_true(which < s.told_count);
    return s.told[which];
}

static inline const Steward__V1__Response *response(size_t which)
{
    const Steward__V1__Told *message = told(which);

    assert_string_equal(message->topic, "steward.responses");
    return (const Steward__V1__Response *)message_unpack(&steward__v1__response__descriptor,
                                                         str_n((const char *)message->value.data,
                                                               message->value.len),
                                                         s.arena, NULL);
}

/* As the driver reads it: only the fields that the fold looks at are decoded. */
static inline const ProtobufCMessage *passing(const ProtobufCMessage *message,
                                              const ProtobufCMessageDescriptor *as)
{
    return message_unpack(as, message_pack(message, s.arena), s.arena, NULL);
}

static inline void result_comes(const Steward__V1__SearchResult *found, struct str answers)
{
    event_comes(passing(&found->base, &steward__v1__search_passing__descriptor), answers);
}

static inline struct str waits_for(void)
{
    return str_of(s.instance->book->waits_for);
}

static inline void catalog_finds(const char *title)
{
    Steward__V1__SearchResult found = STEWARD__V1__SEARCH_RESULT__INIT;
    Steward__V1__Candidate candidate = STEWARD__V1__CANDIDATE__INIT, *candidates[] = {&candidate};

    candidate.title = (char *)(uintptr_t)title;
    candidate.product_id = (char *)(uintptr_t) "p1";
    found.candidates = candidates;
    found.n_candidates = 1;
    found.total = 1;
    found.limit = 10;
    result_comes(&found, waits_for());
}

static inline void composer_ranks(const char *message)
{
    Steward__V1__RankResult ranked = STEWARD__V1__RANK_RESULT__INIT;

    ranked.total = 1;
    ranked.message = (char *)(uintptr_t)message;
    event_comes(passing(&ranked.base, &steward__v1__response_passing__descriptor), waits_for());
}
