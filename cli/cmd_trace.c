/* cmd_trace: the whole way of one request: its states, which the orchestrator has in Postgres, and the
 * records that it was in Kafka. */
#include <stdio.h>

#include "base/clock.h"
#include "base/tenant.h"
#include "bus/topics.h"
#include "hops.h"
#include "kafka_verbs.h"
#include "letter.h"
#include "print.h"
#include "show.h"
#include "steward/v1/request.pb-c.h"
#include "json/json.h"
#include "json/message.h"

enum { RECORD_ARENA = 8 << 20, SLACK_MS = 2000 };

/* A request may have waited in Kafka before it was taken: for so long it is looked for. */
static const int64_t waited_ms[] = {SLACK_MS, 60000, 3600000, 86400000};

struct tracing {
    struct cli *cli;
    struct admin *admin;
    struct arena *scratch; /* of one record */
    const Steward__V1__Response *response;
    struct str key; /* of the session, in the topics inside */
    const struct topic *topic;
    enum hop_kind kind;
    struct hops hops;
};

static int64_t time_ms(const Google__Protobuf__Timestamp *at)
{
    return at ? at->seconds * 1000 + at->nanos / 1000000 : 0;
}

static bool is_answered(const Steward__V1__Response *response)
{
    return response->status == STEWARD__V1__WORKFLOW__STATE__COMPLETED ||
           response->status == STEWARD__V1__WORKFLOW__STATE__FAILED ||
           response->status == STEWARD__V1__WORKFLOW__STATE__CLARIFICATION;
}

static int64_t asked_ms(const Steward__V1__Response *response)
{
    return response->n_timeline ? time_ms(response->timeline[0]->at) : 0;
}

static int64_t begun_ms(const Steward__V1__Response *response)
{
    return response->n_timeline > 1 ? time_ms(response->timeline[1]->at) : INT64_MAX;
}

static int64_t ended_ms(const Steward__V1__Response *response)
{
    return is_answered(response) && response->n_timeline
               ? time_ms(response->timeline[response->n_timeline - 1]->at)
               : INT64_MAX;
}

/* ---- reading ---- */

static bool names_request(const struct tracing *tracing, const struct event *event)
{
    struct str wanted = str_of(tracing->response->request_id);

    if (event->message->descriptor == &steward__v1__request__descriptor) {
        const char *named = ((const Steward__V1__Request *)event->message)->request_id;

        return *named ? str_is(wanted, named) : str_eq(event->id, wanted);
    }
    return event->message->descriptor == &steward__v1__response__descriptor &&
           str_is(wanted, ((const Steward__V1__Response *)event->message)->request_id);
}

/* Of a dead letter only the envelope is read: it may be one because the rest cannot be. */
static bool read_hop(const struct tracing *tracing, const struct record *record, struct event *event,
                     bool *ret_names)
{
    *ret_names = false;
    if (tracing->kind == HOP_REQUEST || tracing->kind == HOP_RESPONSE) {
        if (!event_read(record, tracing->topic->types, tracing->scratch, event, NULL))
            return false;
        *ret_names = names_request(tracing, event);
        return *ret_names;
    }
    *event = (struct event){.id = event_header(record, "ce_id"),
                            .type = event_header(record, "ce_type"),
                            .source = event_header(record, "ce_source"),
                            .answers = event_header(record, "ce_causationid")};
    return str_eq(record->key, tracing->key);
}

static bool take(void *owner, const struct record *record)
{
    struct tracing *tracing = owner;
    struct arena *arena = tracing->cli->arena;
    struct event event = {0};
    struct hop *hop;
    bool names;

    arena_reset(tracing->scratch);
    if (!read_hop(tracing, record, &event, &names))
        return true;
    hop = hops_add(&tracing->hops, arena);
    *hop = (struct hop){
        .kind = tracing->kind,
        .topic = str_c(arena, str_of(record->topic)),
        .partition = record->partition,
        .offset = record->offset,
        .at_ms = record->timestamp_ms,
        .id = str_copy(arena, event.id),
        .answers = str_copy(arena, event.answers),
        .type = str_copy(arena, event.type),
        .source = str_copy(arena, event.source),
        .note = tracing->kind == HOP_DEAD_LETTER ? str_copy(arena, letter_reason(record)) : STR_NONE,
        .names_request = names,
    };
    return true;
}

static bool read_topic(struct tracing *tracing, const char *name, enum hop_kind kind, int64_t from_ms,
                       struct error *err)
{
    struct arena *arena = tracing->cli->arena;
    struct admin_topic *there;
    size_t count;
    int64_t *from;

    tracing->kind = kind;
    if (!admin_topics(tracing->admin, name, arena, &there, &count, err))
        return err->policy == ERROR_SKIP; /* no such topic: nothing in it */
    from = arena_array(arena, there->partition_count, sizeof(*from));
    return admin_offsets_at(tracing->admin, there, from_ms, from, err) &&
           admin_read_all(tracing->admin, there, from, take, tracing, err);
}

/* The further back, the more there is to read: so only as far as needed. */
static bool read_request(struct tracing *tracing, int64_t asked, struct error *err)
{
    tracing->topic = &topic_requests;
    for (size_t i = 0; !tracing->hops.count && i < COUNT_OF(waited_ms); i++) {
        if (!read_topic(tracing, topic_requests.name, HOP_REQUEST, asked - waited_ms[i], err))
            return false;
    }
    return true;
}

static bool read_all(struct tracing *tracing, struct error *err)
{
    static const struct {
        const struct topic *topic;
        enum hop_kind kind;
    } way[] = {
        {&topic_catalog_commands, HOP_COMMAND},  {&topic_catalog_events, HOP_EVENT},
        {&topic_composer_commands, HOP_COMMAND}, {&topic_composer_events, HOP_EVENT},
        {&topic_responses, HOP_RESPONSE},
    };
    int64_t asked = asked_ms(tracing->response);

    if (!read_request(tracing, asked, err))
        return false;
    for (size_t i = 0; i < COUNT_OF(way); i++) {
        tracing->topic = way[i].topic;
        if (!read_topic(tracing, way[i].topic->name, way[i].kind, asked - SLACK_MS, err) ||
            !read_topic(tracing, str_printf(tracing->cli->arena, "%s-dlt", way[i].topic->name),
                        HOP_DEAD_LETTER, asked - SLACK_MS, err))
            return false;
    }
    return true;
}

/* ---- telling ---- */

static const char *short_type(struct cli *cli, const struct hop *hop)
{
    struct str type = hop->type;

    if (!type.len)
        return hop->kind == HOP_REQUEST ? "Request" : "-";
    return print_safe(cli->arena, str_starts(type, STR("steward.v1."))
                                      ? str_sub(type, strlen("steward.v1."), type.len)
                                      : type);
}

static void print_json(const struct tracing *tracing, size_t ours)
{
    const Steward__V1__Response *r = tracing->response;
    struct buf out = {0};

    buf_str(&out, STR("{\"request_id\":"));
    json_add_string(&out, str_of(r->request_id));
    buf_str(&out, STR(",\"session_id\":"));
    json_add_string(&out, str_of(r->session_id));
    buf_printf(&out, ",\"status\":\"%s\",\"states\":[", show_state(r->status));
    for (size_t i = 0; i < r->n_timeline; i++)
        buf_printf(&out, "%s{\"state\":\"%s\",\"at\":\"%s\"}", i ? "," : "",
                   show_state(r->timeline[i]->state), show_time(tracing->cli->arena, r->timeline[i]->at));
    buf_str(&out, STR("],\"hops\":["));
    for (size_t i = 0; i < ours; i++) {
        const struct hop *hop = &tracing->hops.hops[i];

        buf_printf(
            &out,
            "%s{\"at\":\"%s\",\"topic\":\"%s\",\"partition\":%d,\"offset\":%lld,\"attempt\":%d,\"type\":",
            i ? "," : "", clock_rfc3339(tracing->cli->arena, hop->at_ms), hop->topic, hop->partition,
            (long long)hop->offset, hop->attempt);
        json_add_string(&out, str_of(short_type(tracing->cli, hop)));
        buf_str(&out, STR(",\"id\":"));
        json_add_string(&out, str_of(print_safe(tracing->cli->arena, hop->id)));
        buf_str(&out, STR(",\"source\":"));
        json_add_string(&out, str_of(print_safe(tracing->cli->arena, hop->source)));
        if (hop->kind == HOP_DEAD_LETTER) {
            buf_str(&out, STR(",\"reason\":"));
            json_add_string(&out, str_of(print_safe(tracing->cli->arena, hop->note)));
        }
        buf_char(&out, '}');
    }
    printf("%s]}\n", out.data);
    buf_free(&out);
}

static void add_state(struct tracing *tracing, struct table *table, const Steward__V1__Step *step,
                      int64_t from_ms)
{
    table_cell(table, "%s", show_time(tracing->cli->arena, step->at));
    table_cell(table, "%lld", (long long)(time_ms(step->at) - from_ms));
    table_cell(table, "= %s", show_state(step->state));
    table_cell(table, "orchestrator");
    table_cell(table, " ");
    table_cell(table, " ");
}

static void add_hop(struct tracing *tracing, struct table *table, const struct hop *hop, int64_t from_ms)
{
    struct arena *arena = tracing->cli->arena;

    table_cell(table, "%s", clock_rfc3339(arena, hop->at_ms));
    table_cell(table, "%lld", (long long)(hop->at_ms - from_ms));
    table_cell(table, "%s", short_type(tracing->cli, hop));
    table_cell(table, "%s", hop->source.len ? print_safe(arena, hop->source) : "-");
    table_cell(table, "%s/%d/%lld", hop->topic, hop->partition, (long long)hop->offset);
    if (hop->kind == HOP_DEAD_LETTER)
        table_cell(table, "set aside: %s", print_safe(arena, str_sub(hop->note, 0, 100)));
    else if (hop->attempt > 1)
        table_cell(table, "attempt %d", hop->attempt);
    else
        table_cell(table, " ");
}

static void print_way(struct tracing *tracing, size_t ours)
{
    static const char *const heads[] = {"AT", ">MS", "WHAT", "BY", "TOPIC/PARTITION/OFFSET", "NOTE", NULL};
    const Steward__V1__Response *r = tracing->response;
    struct table *table = table_new(tracing->cli->arena, heads);
    const struct hop *hops = tracing->hops.hops;
    int64_t from_ms = ours && hops[0].at_ms < asked_ms(r) ? hops[0].at_ms : asked_ms(r);
    size_t hop = 0, step = 0;

    while (hop < ours || step < r->n_timeline) {
        /* What comes in makes a state, which makes what goes out: at the same millisecond in this order. */
        bool is_hop =
            hop < ours && (step == r->n_timeline || hops[hop].at_ms < time_ms(r->timeline[step]->at) ||
                           (hops[hop].at_ms == time_ms(r->timeline[step]->at) &&
                            (hops[hop].kind == HOP_REQUEST || hops[hop].kind == HOP_EVENT)));

        if (is_hop)
            add_hop(tracing, table, &hops[hop++], from_ms);
        else
            add_state(tracing, table, r->timeline[step++], from_ms);
    }
    table_print(table, stdout);
    printf("\nrequest %s · session %s · %s\n", r->request_id, r->session_id, show_state(r->status));
    if (!ours)
        printf("Kafka has none of its records any more.\n");
}

static int fetch(struct cli *cli, const Steward__V1__Response **ret_response)
{
    const struct cli_ask ask = {.method = "GET",
                                .url = cli_url(cli, "STEWARD_URL", "/api/v1/requests/%s",
                                               cli_escaped(cli, cli->args->words[0])),
                                .header = cli_tenant_header(cli)};
    int code;

    *ret_response = cli_fetch_message(cli, &ask, &steward__v1__response__descriptor, NULL, &code);
    return code;
}

static int run(struct cli *cli)
{
    struct tracing tracing = {.cli = cli};
    struct error err;
    int code = fetch(cli, &tracing.response);
    size_t ours;

    if (!code)
        code = kafka_connect(cli, &tracing.admin);
    if (code)
        return code;
    tracing.scratch = arena_new(RECORD_ARENA);
    tracing.key = tenant_key(cli->arena, str_of(args_text(cli->args, "tenant", TENANT_DEFAULT)),
                             str_of(tracing.response->session_id));
    if (!read_all(&tracing, &err))
        code = kafka_failed(cli, &err);
    ours = hops_settle(&tracing.hops, begun_ms(tracing.response), ended_ms(tracing.response));
    if (!code && cli->json)
        print_json(&tracing, ours);
    else if (!code)
        print_way(&tracing, ours);
    arena_free(tracing.scratch);
    admin_close(tracing.admin);
    return code;
}

static const struct option options[] = {{"tenant", "ID", "whose it is (that of who asks)"}, {0}};

const struct verb verb_trace = {
    .name = "trace",
    .words = "REQUEST_ID",
    .min_words = 1,
    .max_words = 1,
    .summary = "Show the whole way of one request: states, records, times, attempts",
    .help =
        "A line for each state (= SEARCHING) and each record that Kafka still has, with the milliseconds "
        "since "
        "the\n"
        "first; a record of a type that was there before is another attempt. Dead letters say why they are.\n"
        "Needs the orchestrator, and a Kafka user who may read the topics.\n",
    .options = options,
    .run = run,
};
