/* routes_store: what people send is kept, looked at, given back and erased. */
#include "media.h"
#include "steward/v1/stored_media.pb-c.h"
#include "json/message.h"

/* What an outcome that is not done means to who asks. */
static const struct {
    int status;
    const char *problem;
} told[MEDIA_OUTCOMES] = {
    [MEDIA_MISSING] = {404, "media-not-found"},     [MEDIA_UNKNOWN] = {415, "unknown-media"},
    [MEDIA_BROKEN] = {422, "unreadable-media"},     [MEDIA_FULL] = {507, "media-full"},
    [MEDIA_DAMAGED] = {500, "media-damaged"},       [MEDIA_AWAY] = {503, "unavailable"},
    [MEDIA_UNFETCHED] = {422, "unfetchable-media"}, [MEDIA_ELSEWHERE] = {409, "upload-elsewhere"},
};

int kept_problem(enum media_outcome outcome, const char **ret_type)
{
    *ret_type = told[outcome].problem;
    return told[outcome].status;
}

bool kept_is_done(struct call *call, const struct media_answer *answer)
{
    struct buf kinds = {0};

    if (answer->outcome == MEDIA_DONE)
        return true;
    if (told[answer->outcome].status == 503)
        call_add_header(call, "Retry-After", STR("1"));
    if (answer->outcome == MEDIA_UNKNOWN)
        kind_write_all(&kinds);
    call_problem(call, told[answer->outcome].status, told[answer->outcome].problem, NULL, "%s%s%s",
                 answer->why, kinds.len ? ": " : "", kinds.len ? kinds.data : "");
    buf_free(&kinds);
    return false;
}

static void say(struct call *call, int status, const struct media_answer *answer)
{
    struct arena *arena = call_arena(call);
    Steward__V1__StoredMedia *said = message_new(&steward__v1__stored_media__descriptor, arena);

    said->media_id = str_c(arena, str_of(answer->id));
    said->kind = str_c(arena, str_of(answer->type->kind));
    said->type = str_c(arena, str_of(answer->type->type));
    said->bytes = answer->bytes;
    said->expires_at = message_new(&google__protobuf__timestamp__descriptor, arena);
    said->expires_at->seconds = answer->expires_ms / 1000;
    call_reply(call, status, &said->base);
}

static void on_put(void *owner, const struct media_answer *answer)
{
    if (kept_is_done(owner, answer))
        say(owner, 201, answer);
}

static void on_stat(void *owner, const struct media_answer *answer)
{
    if (kept_is_done(owner, answer))
        say(owner, 200, answer);
}

static void on_removed(void *owner, const struct media_answer *answer)
{
    if (kept_is_done(owner, answer))
        call_reply(owner, 204, NULL);
}

static void on_content(void *owner, const struct media_answer *answer)
{
    struct call *call = owner;

    if (!kept_is_done(call, answer))
        return;
    call_add_header(call, "Content-Disposition", STR("attachment"));
    call_reply_text(call, 200, answer->type->type, answer->content);
}

/* Bytes are kept, a URL is asked for them first. */
void kept_post(struct call *call)
{
    const Steward__V1__MediaSource *source = call_message(call);
    struct media_store *store = media_store_of(call);
    struct str bytes = source ? str_n((const char *)source->data.data, source->data.len) : call_bytes(call);

    if (!store)
        return;
    if (source && (*source->url != '\0') == (bytes.len > 0))
        call_problem(call, 422, "invalid-request", NULL, "either a url or data is wanted");
    else if (!source || bytes.len)
        media_store_put(store, call_tenant(call), bytes, on_put, call);
    else
        taker_take(media_taker_of(call), call_tenant(call), source->url, on_put, call);
}

void kept_get(struct call *call)
{
    struct media_store *store = media_store_of(call);

    if (store)
        media_store_stat(store, call_tenant(call), call_param(call, "id"), on_stat, call);
}

void kept_content_get(struct call *call)
{
    struct media_store *store = media_store_of(call);

    if (store)
        media_store_get(store, call_tenant(call), call_param(call, "id"), on_content, call);
}

void kept_delete(struct call *call)
{
    struct media_store *store = media_store_of(call);

    if (store)
        media_store_remove(store, call_tenant(call), call_param(call, "id"), on_removed, call);
}

struct awaited {
    struct call *call;
    media_bytes_fn *then;
    void *owner;
};

static void on_kept(void *owner, const struct media_answer *answer)
{
    const struct awaited *awaited = owner;

    if (kept_is_done(awaited->call, answer))
        awaited->then(awaited->owner, answer->content);
}

void media_bytes_of(struct call *call, media_bytes_fn *then, void *owner)
{
    struct media_store *store = media_store_of(call);
    struct awaited *awaited;
    struct str id;

    if (!store)
        return;
    if (!call_query(call, "media_id", &id)) {
        then(owner, call_bytes(call));
        return;
    }
    awaited = arena_new_of(call_arena(call), struct awaited);
    *awaited = (struct awaited){call, then, owner};
    media_store_get(store, call_tenant(call), id, on_kept, awaited);
}
