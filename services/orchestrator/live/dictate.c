/* dictate: dictate_go_on says what is asked next; every answer comes back to it. */
#include "live/dictate.h"

#include "base/list.h"
#include "base/log.h"
#include "live/media_reply.h"

#define PIECE_BYTES ((size_t)64 << 10) /* two seconds of it */
#define PIECE_MS    6000
#define WHOLE_MS    20000
#define REPLY_BYTES ((size_t)1 << 20)
#define ARENA_BYTES ((size_t)4 << 20)

struct dictates {
    struct process *process;
    struct link open;
};

struct dictate {
    struct link link; /* in open */
    struct dictates *dictates;
    struct http_client *client;
    struct deferred go_on; /* when nothing is on its way */
    char *tenant, *id;     /* id NULL: it has not begun there */
    struct buf waiting;
    size_t sent; /* of waiting, on its way */
    bool is_asked, is_ending, is_over;
    const struct dictate_events *events; /* NULL: dropped */
    void *owner;
};

static void go_on(void *owner);

struct dictates *dictates_new(struct process *process)
{
    struct dictates *dictates = mem_new(struct dictates);

    dictates->process = process;
    list_init(&dictates->open);
    return dictates;
}

static void dictate_free(struct dictate *dictate)
{
    list_remove(&dictate->link);
    http_client_free(dictate->client); /* what is on its way comes back once more */
    loop_cancel(process_loop(dictate->dictates->process), &dictate->go_on);
    buf_free(&dictate->waiting);
    mem_free(dictate->tenant);
    mem_free(dictate->id);
    mem_free(dictate);
}

void dictates_free(struct dictates *dictates)
{
    if (!dictates)
        return;
    while (!list_is_empty(&dictates->open)) {
        struct dictate *dictate = list_item(dictates->open.next, struct dictate, link);

        dictate->events = NULL;
        dictate_free(dictate);
    }
    mem_free(dictates);
}

static void go_on_soon(struct dictate *dictate)
{
    if (!dictate->is_asked)
        loop_defer(process_loop(dictate->dictates->process), &dictate->go_on);
}

struct dictate *dictate_new(struct dictates *dictates, struct str tenant, const struct dictate_events *events,
                            void *owner)
{
    struct dictate *dictate = mem_new(struct dictate);

    dictate->dictates = dictates;
    dictate->client = http_client_new(process_loop(dictates->process), 1);
    dictate->go_on = (struct deferred){.fn = go_on, .owner = dictate};
    dictate->tenant = str_to_text(tenant);
    dictate->events = events;
    dictate->owner = owner;
    list_push(&dictates->open, &dictate->link);
    go_on_soon(dictate);
    return dictate;
}

void dictate_add(struct dictate *dictate, struct str bytes)
{
    buf_str(&dictate->waiting, bytes);
    go_on_soon(dictate);
}

void dictate_end(struct dictate *dictate)
{
    dictate->is_ending = true;
    go_on_soon(dictate);
}

void dictate_drop(struct dictate *dictate)
{
    dictate->events = NULL;
    go_on_soon(dictate);
}

/* ---- answers ---- */

static void fail(struct dictate *dictate, const struct http_reply *reply, const struct error *err,
                 struct arena *arena)
{
    struct live_fault fault = media_reply_fault(reply, arena);

    log_warn("a recording that is being spoken is lost at the media service",
             {"why", LOG_TEXT(err ? err->text : "")}, {"status", LOG_INT(reply ? reply->status : 0)});
    dictate->is_over = true;
    if (dictate->events)
        dictate->events->failed(dictate->owner, &fault);
}

/* Of the beginning and of a piece. */
static void on_piece(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct dictate *dictate = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    const Steward__V1__Dictation *said =
        media_reply_read(reply, dictate->id ? 200 : 201, &steward__v1__dictation__descriptor, arena);
    bool is_begun = dictate->id != NULL;

    dictate->is_asked = false;
    buf_drop_front(&dictate->waiting, dictate->sent);
    dictate->sent = 0;
    go_on_soon(dictate);
    if (!said) {
        fail(dictate, reply, err, arena);
    } else {
        if (!is_begun)
            dictate->id = mem_text(said->dictation_id);
        if (dictate->events && !is_begun)
            dictate->events->begun(dictate->owner);
        if (dictate->events)
            dictate->events->heard(dictate->owner, said);
    }
    arena_free(arena);
}

static void on_whole(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct dictate *dictate = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    const Steward__V1__Dictated *said =
        media_reply_read(reply, 200, &steward__v1__dictated__descriptor, arena);

    dictate->is_asked = false;
    dictate->is_over = true;
    go_on_soon(dictate);
    if (!said)
        fail(dictate, reply, err, arena);
    else if (dictate->events)
        dictate->events->ended(dictate->owner, said);
    arena_free(arena);
}

static void on_dropped(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct dictate *dictate = owner;

    dictate->is_asked = false;
    dictate->is_over = true;
    go_on_soon(dictate);
}

/* ---- what is asked ---- */

static void ask(struct dictate *dictate, const char *method, const char *after, struct str body,
                int deadline_ms, http_done_fn *done)
{
    const struct process *process = dictate->dictates->process;
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct tls_files files = process_http_tls(process);
    const char *headers[] = {str_printf(arena, "Steward-Tenant: %s", dictate->tenant),
                             body.len ? "Content-Type: application/octet-stream" : NULL, NULL};

    dictate->is_asked = true;
    http_client_ask(dictate->client,
                    &(struct http_ask){
                        .method = method,
                        .url = str_printf(arena, "%s/dictations%s%s%s",
                                          config_text(process_config(process), "STEWARD_MEDIA_URL"),
                                          dictate->id ? "/" : "", dictate->id ? dictate->id : "", after),
                        .headers = headers,
                        .bearer = process_pass(process, "media", str_of(dictate->tenant), "media", arena),
                        .tls = &files,
                        .body = body,
                        .max_bytes = REPLY_BYTES,
                        .deadline_ms = deadline_ms,
                    },
                    done, dictate);
    arena_free(arena);
}

static void go_on(void *owner)
{
    struct dictate *dictate = owner;

    if (dictate->is_over) {
        dictate_free(dictate);
    } else if (!dictate->id) {
        if (dictate->events)
            ask(dictate, "POST", "", STR(""), PIECE_MS, on_piece);
        else
            dictate_free(dictate);
    } else if (!dictate->events) {
        ask(dictate, "DELETE", "", STR(""), PIECE_MS, on_dropped);
    } else if (dictate->waiting.len) {
        dictate->sent = dictate->waiting.len < PIECE_BYTES ? dictate->waiting.len : PIECE_BYTES;
        ask(dictate, "POST", "", str_sub(buf_as_str(&dictate->waiting), 0, dictate->sent), PIECE_MS,
            on_piece);
    } else if (dictate->is_ending) {
        ask(dictate, "POST", "/end", STR(""), WHOLE_MS, on_whole);
    }
}
