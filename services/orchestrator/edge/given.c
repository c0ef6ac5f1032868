/* given: each is POSTed as it is, like what is sent to /api/v1/media. The first that fails ends all. */
#include "edge/given.h"

#include "base/log.h"
#include "http/client.h"
#include "session/rules_media.h"
#include "session/rules_request.h"
#include "steward/v1/stored_media.pb-c.h"
#include "json/json.h"

#define KEEP_MS     10000
#define REPLY_BYTES ((size_t)64 << 10)

struct one {
    struct given *given;
    size_t at; /* of the request's media */
    struct http_exchange *exchange;
    const char *media_id; /* NULL: not kept yet */
};

struct given {
    struct process *process;
    Steward__V1__MediaRef **media;
    struct arena *arena;
    struct one all[MEDIA_MAX];
    size_t count, kept;
    given_fn *done;
    void *owner;
};

bool given_any(const Steward__V1__Request *request)
{
    size_t count;
    Steward__V1__MediaRef **media = request_media(request, &count);

    for (size_t i = 0; i < count; i++)
        if (media[i]->data.len)
            return true;
    return false;
}

void given_drop(struct given *given)
{
    if (!given)
        return;
    for (size_t i = 0; i < given->count; i++)
        if (given->all[i].exchange)
            http_client_cancel(given->all[i].exchange);
    mem_free(given);
}

/* ---- answers ---- */

static const void *message_of(const ProtobufCMessageDescriptor *type, const struct http_reply *reply,
                              struct arena *arena)
{
    ProtobufCMessage *message;
    struct json_fault fault;

    return json_to_message(type, reply->body, arena, &message, &fault) ? message : NULL;
}

/* What it says of bytes that it does not keep is for who has sent them. */
static bool is_about_the_bytes(const struct http_reply *reply)
{
    return reply && (reply->status == 415 || reply->status == 422 || reply->status == 507);
}

static struct live_fault fault_of(const struct http_reply *reply, struct arena *arena)
{
    const Steward__V1__Problem *said =
        is_about_the_bytes(reply) ? message_of(&steward__v1__problem__descriptor, reply, arena) : NULL;

    if (said && str_starts(str_of(said->type), STR(PROBLEM_TYPES)))
        return (struct live_fault){.status = reply->status,
                                   .type = said->type + strlen(PROBLEM_TYPES),
                                   .detail = said->detail};
    if (reply && (reply->status == 401 || reply->status == 403))
        return (struct live_fault){.status = 403,
                                   .type = "media-refuses",
                                   .detail = "the media service does not answer who asks: "
                                             "STEWARD_SERVICE_SECRET must be the same there as here"};
    return (struct live_fault){.status = 503,
                               .type = "media-silent",
                               .detail = "the media service did not answer in time: try again",
                               .is_retryable = true};
}

static void fail(const struct one *one, const struct http_reply *reply, const struct error *err)
{
    struct given *given = one->given;
    struct live_fault fault = fault_of(reply, given->arena);
    given_fn *done = given->done;
    void *owner = given->owner;

    if (!is_about_the_bytes(reply))
        log_warn("the media service does not keep what came with a request",
                 {"why", LOG_TEXT(err ? err->text : "")}, {"status", LOG_INT(reply ? reply->status : 0)});
    fault.field = str_printf(given->arena, "media[%zu].data", one->at);
    given_drop(given);
    done(owner, &fault);
}

static void all_are_kept(struct given *given)
{
    given_fn *done = given->done;
    void *owner = given->owner;

    for (size_t i = 0; i < given->count; i++) {
        Steward__V1__MediaRef *ref = given->media[given->all[i].at];

        ref->media_id = str_c(given->arena, str_of(given->all[i].media_id));
        ref->data = (ProtobufCBinaryData){0};
    }
    given_drop(given);
    done(owner, NULL);
}

static void on_answered(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct one *one = owner;
    struct given *given = one->given;
    const Steward__V1__StoredMedia *stored =
        reply && reply->status == 201
            ? message_of(&steward__v1__stored_media__descriptor, reply, given->arena)
            : NULL;

    one->exchange = NULL;
    if (!stored) {
        fail(one, reply, err);
        return;
    }
    one->media_id = stored->media_id;
    if (++given->kept == given->count)
        all_are_kept(given);
}

/* ---- asking ---- */

static void ask(struct one *one, struct str tenant, const char *bearer)
{
    const struct given *given = one->given;
    const struct process *process = given->process;
    const ProtobufCBinaryData *data = &given->media[one->at]->data;
    const struct tls_files files = process_http_tls(process);
    const char *pass = process_pass(process, "media", tenant, GIVEN_SCOPE, given->arena);
    const char *headers[] = {str_printf(given->arena, "Steward-Tenant: %.*s", STR_ARGS(tenant)),
                             "Content-Type: application/octet-stream", NULL};

    one->exchange =
        http_client_ask(process_http(process),
                        &(struct http_ask){
                            .method = "POST",
                            .url = str_printf(given->arena, "%s/media",
                                              config_text(process_config(process), "STEWARD_MEDIA_URL")),
                            .headers = headers,
                            .bearer = pass ? pass : bearer,
                            .tls = &files,
                            .body = str_n((const char *)data->data, data->len),
                            .max_bytes = REPLY_BYTES,
                            .deadline_ms = KEEP_MS,
                        },
                        on_answered, one);
}

struct given *given_keep(struct process *process, struct str tenant, const char *bearer,
                         Steward__V1__Request *request, struct arena *arena, given_fn *kept, void *owner)
{
    struct given *given = mem_new(struct given);
    size_t count;

    given->process = process;
    given->arena = arena;
    given->done = kept;
    given->owner = owner;
    given->media = request_media(request, &count);
    for (size_t i = 0; i < count && i < MEDIA_MAX; i++)
        if (given->media[i]->data.len)
            given->all[given->count++] = (struct one){.given = given, .at = i};
    for (size_t i = 0; i < given->count; i++)
        ask(&given->all[i], tenant, bearer);
    return given;
}
