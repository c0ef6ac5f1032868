/* requests_recent: reads the ends of steward.requests and steward.responses, and puts both together. */
#include "requests_recent.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/map.h"
#include "bus/topics.h"
#include "kafka_verbs.h"
#include "print.h"
#include "show.h"
#include "steward/v1/request.pb-c.h"
#include "json/json.h"

enum { ANSWERS_MORE = 1000, RECORD_ARENA = 8 << 20 };

struct asked {
    int64_t at_ms;
    struct str request_id, session_id, query;
};

struct recent {
    struct cli *cli;
    struct arena *scratch; /* of one record */
    struct asked *asked;
    size_t count, room;
    struct map states; /* name of the answer's state, by request */
};

static struct str first_of(struct str a, struct str b)
{
    return a.len ? a : b;
}

/* What cannot be read is in the dead letters; what has no room came while we read. */
static bool take_request(void *owner, const struct record *record)
{
    struct recent *recent = owner;
    struct arena *arena = recent->cli->arena;
    const Steward__V1__Request *request;
    struct asked *asked;
    struct event event;

    arena_reset(recent->scratch);
    if (recent->count == recent->room ||
        !event_read(record, topic_requests.types, recent->scratch, &event, NULL))
        return true;
    request = (const Steward__V1__Request *)event.message;
    asked = &recent->asked[recent->count++];
    asked->at_ms = record->timestamp_ms;
    asked->request_id = str_copy(arena, first_of(str_of(request->request_id), event.id));
    asked->session_id =
        str_copy(arena, first_of(str_of(request->session_id), utf8_valid(event.key)
                                                                  ? first_of(event.key, asked->request_id)
                                                                  : asked->request_id));
    if (request->ask_case == STEWARD__V1__REQUEST__ASK_SEARCH)
        asked->query = str_copy(arena, str_of(request->search->query));
    else if (request->ask_case == STEWARD__V1__REQUEST__ASK_CHAT)
        asked->query = str_copy(arena, str_of(request->chat->message));
    return true;
}

static bool take_response(void *owner, const struct record *record)
{
    struct recent *recent = owner;
    const Steward__V1__Response *response;
    struct event event;

    arena_reset(recent->scratch);
    if (!event_read(record, topic_responses.types, recent->scratch, &event, NULL))
        return true;
    response = (const Steward__V1__Response *)event.message;
    map_put(&recent->states, str_copy(recent->cli->arena, str_of(response->request_id)),
            (void *)(uintptr_t)show_state(response->status));
    return true;
}

static bool read_end(struct recent *recent, struct admin *admin, const char *topic, int64_t count,
                     admin_each_fn *each, struct error *err)
{
    struct admin_topic *there;
    size_t found;
    int64_t *from;

    if (!admin_topics(admin, topic, recent->cli->arena, &there, &found, err))
        return false;
    if (each == take_request) {
        recent->room = there->partition_count * (size_t)count;
        recent->asked = arena_array(recent->cli->arena, recent->room, sizeof(recent->asked[0]));
    }
    from = arena_array(recent->cli->arena, there->partition_count, sizeof(*from));
    for (size_t i = 0; i < there->partition_count; i++) {
        const struct admin_partition *partition = &there->partitions[i];

        from[i] = partition->high - count > partition->low ? partition->high - count : partition->low;
    }
    return admin_read_all(admin, there, from, each, recent, err);
}

static int newest_first(const void *a, const void *b)
{
    int64_t left = ((const struct asked *)a)->at_ms, right = ((const struct asked *)b)->at_ms;

    return (left < right) - (left > right);
}

static const char *state_of(const struct recent *recent, const struct asked *asked)
{
    const char *state = map_get(&recent->states, asked->request_id);

    return state ? state : "OPEN";
}

static void print_all(struct recent *recent, size_t limit)
{
    static const char *const heads[] = {"REQUEST", "SESSION", "STATUS", "ASKED", "QUERY", NULL};
    struct table *table = table_new(recent->cli->arena, heads);

    for (size_t i = 0; i < recent->count && i < limit; i++) {
        const struct asked *asked = &recent->asked[i];

        table_cell(table, "%.*s", STR_ARGS(asked->request_id));
        table_cell(table, "%.*s", STR_ARGS(asked->session_id));
        table_cell(table, "%s", state_of(recent, asked));
        table_cell(table, "%s", clock_rfc3339(recent->cli->arena, asked->at_ms));
        table_cell(table, "%.*s", STR_ARGS(asked->query));
    }
    table_print(table, stdout);
}

static void print_json(struct recent *recent, size_t limit)
{
    struct buf out = {0};

    buf_str(&out, STR("{\"requests\":["));
    for (size_t i = 0; i < recent->count && i < limit; i++) {
        const struct asked *asked = &recent->asked[i];

        buf_printf(&out, "%s{\"request_id\":", i ? "," : "");
        json_add_string(&out, asked->request_id);
        buf_str(&out, STR(",\"session_id\":"));
        json_add_string(&out, asked->session_id);
        buf_printf(&out, ",\"status\":\"%s\",\"asked_at\":\"%s\",\"query\":", state_of(recent, asked),
                   clock_rfc3339(recent->cli->arena, asked->at_ms));
        json_add_string(&out, asked->query);
        buf_char(&out, '}');
    }
    printf("%s]}\n", out.data);
    buf_free(&out);
}

int requests_recent(struct cli *cli, size_t limit)
{
    struct recent recent = {.cli = cli};
    struct admin *admin;
    struct error err;
    int code = kafka_connect(cli, &admin);

    if (code)
        return code;
    recent.scratch = arena_new(RECORD_ARENA);
    if (!read_end(&recent, admin, topic_requests.name, (int64_t)limit, take_request, &err) ||
        !read_end(&recent, admin, topic_responses.name, 4 * (int64_t)limit + ANSWERS_MORE, take_response,
                  &err))
        code = kafka_failed(cli, &err);
    if (recent.count)
        qsort(recent.asked, recent.count, sizeof(recent.asked[0]), newest_first);
    if (!code && cli->json)
        print_json(&recent, limit);
    else if (!code)
        print_all(&recent, limit);
    map_free(&recent.states);
    arena_free(recent.scratch);
    admin_close(admin);
    return code;
}
