/* routes_uploads: what is sent in pieces, by tus 1.0.0 (tus.io): core, creation, expiration, termination. */
#include <time.h>

#include "media.h"
#include "store/uploads.h"

#define VERSION    "1.0.0"
#define EXTENSIONS "creation,expiration,termination"

/* False: answered. The store is NULL then. */
static struct media_store *begin(struct call *call)
{
    call_add_header(call, "Tus-Resumable", STR(VERSION));
    if (str_is(call_header(call, "Tus-Resumable"), VERSION))
        return media_store_of(call);
    call_add_header(call, "Tus-Version", STR(VERSION));
    call_problem(call, 412, "tus-version", "Tus-Resumable", "must be " VERSION);
    return NULL;
}

/* False: answered. */
static bool number_of(struct call *call, const char *name, int64_t *ret_value)
{
    if (call_header(call, name).data)
        return call_query_int(call, name, ret_value);
    call_problem(call, 422, "invalid-parameter", name, "must be there");
    return false;
}

static void say_number(struct call *call, const char *name, int64_t value)
{
    call_add_header(call, name, str_of(str_printf(call_arena(call), "%lld", (long long)value)));
}

static void say_end(struct call *call, int64_t expires_ms)
{
    time_t expires_s = (time_t)(expires_ms / 1000);
    struct tm utc;
    char text[40];

    gmtime_r(&expires_s, &utc);
    strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &utc);
    call_add_header(call, "Upload-Expires", str_of(text));
}

static void say(struct call *call, int status, const struct media_answer *answer)
{
    if (!kept_is_done(call, answer))
        return;
    say_number(call, "Upload-Offset", answer->offset);
    say_number(call, "Upload-Length", answer->length);
    if (answer->id[0])
        call_add_header(call, "Steward-Media-Id", str_of(answer->id));
    else
        say_end(call, answer->expires_ms);
    call_reply(call, status, NULL);
}

/* A reference from where it was made: it holds at the edge as it does here. */
static void on_begun(void *owner, const struct media_answer *answer)
{
    struct call *call = owner;

    if (answer->outcome == MEDIA_DONE)
        call_add_header(call, "Location", str_of(str_printf(call_arena(call), "uploads/%s", answer->upload)));
    say(call, 201, answer);
}

static void on_known(void *owner, const struct media_answer *answer)
{
    say(owner, 200, answer);
}

static void on_added(void *owner, const struct media_answer *answer)
{
    say(owner, 204, answer);
}

static void on_removed(void *owner, const struct media_answer *answer)
{
    if (kept_is_done(owner, answer))
        call_reply(owner, 204, NULL);
}

/* Without a version: this is how it is found out. */
void upload_options(struct call *call)
{
    call_add_header(call, "Tus-Resumable", STR(VERSION));
    call_add_header(call, "Tus-Version", STR(VERSION));
    call_add_header(call, "Tus-Extension", STR(EXTENSIONS));
    say_number(call, "Tus-Max-Size", MEDIA_BODY_BYTES);
    call_reply(call, 204, NULL);
}

void upload_post(struct call *call)
{
    struct media_store *store = begin(call);
    int64_t length;

    if (!store || !number_of(call, "Upload-Length", &length))
        return;
    if (length > MEDIA_BODY_BYTES)
        call_problem(call, 413, "upload-too-large", "Upload-Length", "is %d at most", MEDIA_BODY_BYTES);
    else
        media_upload_begin(store, call_tenant(call), length, on_begun, call);
}

void upload_head(struct call *call)
{
    struct media_store *store = begin(call);

    if (store)
        media_upload_stat(store, call_tenant(call), call_param(call, "id"), on_known, call);
}

void upload_patch(struct call *call)
{
    struct media_store *store = begin(call);
    int64_t offset;

    if (store && number_of(call, "Upload-Offset", &offset))
        media_upload_add(store, call_tenant(call), call_param(call, "id"), offset, call_bytes(call), on_added,
                         call);
}

/* For who is behind something that lets no PATCH through. */
void upload_override(struct call *call)
{
    if (str_is(call_header(call, "X-HTTP-Method-Override"), "PATCH"))
        upload_patch(call);
    else
        call_problem(call, 422, "invalid-parameter", "X-HTTP-Method-Override", "must be PATCH");
}

void upload_delete(struct call *call)
{
    struct media_store *store = begin(call);

    if (store)
        media_upload_remove(store, call_tenant(call), call_param(call, "id"), on_removed, call);
}
