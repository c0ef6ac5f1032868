/* given: each is POSTed as it is, like what is sent to /api/v1/media. The first that fails ends all. */
#include "edge/given.h"

#include "base/log.h"
#include "live/media_reply.h"
#include "session/rules_media.h"
#include "session/rules_request.h"
#include "steward/v1/stored_media.pb-c.h"

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

static void fail(const struct one *one, const struct http_reply *reply, const struct error *err)
{
    struct given *given = one->given;
    struct live_fault fault = media_reply_fault(reply, given->arena);
    given_fn *done = given->done;
    void *owner = given->owner;

    if (!media_reply_is_about_bytes(reply))
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
        media_reply_read(reply, 201, &steward__v1__stored_media__descriptor, given->arena);

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
