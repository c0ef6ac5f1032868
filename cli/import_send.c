/* import_send: a batch on its way: sent, tried again, or told to be refused. A batch is put, not posted:
 * sending it twice changes nothing. */
#include "import_parts.h"
#include "json/json.h"

enum { ATTEMPTS = 7, DEADLINE_MS = 30000, FIRST_PAUSE_MS = 200, REPLY_ARENA = 8 << 20 };

/* State is kept for the completed prefix: what is behind a gap is sent again when the import goes on. */
static void forget_done(struct import *import)
{
    bool has_moved = false;

    list_each(link, &import->batches)
    {
        struct batch *batch = list_item(link, struct batch, link);

        if (!batch->is_done)
            break;
        import->state.done = batch->last_number;
        import->state.accepted += batch->accepted;
        import->state.rejected += batch->rejected;
        list_remove(link);
        batch_free(batch);
        has_moved = true;
    }
    if (has_moved)
        import_state_write(import->state_path, &import->state);
}

static void finish(struct batch *batch)
{
    struct import *import = batch->import;

    for (size_t i = 0; i < batch->count; i++)
        map_remove(&import->pending, batch->ids[i]);
    batch->is_done = true;
    buf_free(&batch->body);
    import->in_flight--;
    forget_done(import);
    import_pump(import);
}

static bool take_result(struct batch *batch, struct str body, struct error *err)
{
    struct import *import = batch->import;
    struct arena *arena = arena_new(REPLY_ARENA);
    ProtobufCMessage *message;
    struct json_fault fault;
    bool is_read = json_to_message(&steward__v1__bulk_result__descriptor, body, arena, &message, &fault);
    const Steward__V1__BulkResult *result = is_read ? (const Steward__V1__BulkResult *)message : NULL;

    if (!is_read)
        error_set(err, ERROR_FATAL, "catalog", "%s %s", fault.field, fault.reason);
    for (size_t i = 0; result && i < result->n_rejected; i++) {
        int32_t index = result->rejected[i]->index;

        if (index < 0 || (size_t)index >= batch->count)
            continue;
        batch->rejected++;
        import_reject(import, batch->lines[index], result->rejected[i]->reason);
    }
    if (result) {
        batch->accepted = result->accepted;
        import->result->accepted += result->accepted;
    }
    arena_free(arena);
    return is_read;
}

static void send_again(void *owner)
{
    struct batch *batch = owner;
    struct import *import = batch->import;

    import->in_flight--;
    if (import->is_stopping)
        import_pump(import);
    else
        import_send(import, batch);
}

static void try_later(struct batch *batch, int retry_after_s, const char *why)
{
    struct import *import = batch->import;
    int64_t pause_ms = (int64_t)FIRST_PAUSE_MS << batch->attempts;

    if (++batch->attempts == ATTEMPTS) {
        import_stop(import, CLI_UNAVAILABLE, "the catalogue does not take products: %s", why);
        import->in_flight--;
        import_pump(import);
        return;
    }
    if (retry_after_s > 0 && pause_ms < retry_after_s * 1000)
        pause_ms = retry_after_s * 1000;
    if (!batch->retry)
        batch->retry = timer_new(import->cli->loop, send_again, batch);
    timer_set(batch->retry, pause_ms);
}

static void on_reply(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct batch *batch = owner;
    struct import *import = batch->import;
    struct cli_reply answer;
    struct error why;

    if (err) {
        try_later(batch, 0, err->text);
        return;
    }
    answer = (struct cli_reply){reply->status, reply->body};
    if (reply->status == 200 && take_result(batch, reply->body, &why)) {
        finish(batch);
    } else if (reply->status >= 500 || reply->status == 429) {
        try_later(batch, reply->retry_after_s, cli_problem(import->cli, &answer));
    } else {
        import_stop(import, CLI_FAILED, "the catalogue refused lines %lld to %lld as a whole: %s",
                    (long long)batch->lines[0], (long long)batch->lines[batch->count - 1],
                    reply->status == 200 ? why.text : cli_problem(import->cli, &answer));
        import->in_flight--;
        import_pump(import);
    }
}

void import_send(struct import *import, struct batch *batch)
{
    static const char *const headers[] = {"Content-Type: application/json", NULL};
    const struct tls_files tls = cli_tls(import->cli);
    const struct http_ask ask = {.method = "PUT",
                                 .url = cli_url(import->cli, "STEWARD_CATALOG_URL", "/products"),
                                 .headers = headers,
                                 .bearer = cli_key(import->cli),
                                 .tls = &tls,
                                 .body = buf_as_str(&batch->body),
                                 .deadline_ms = DEADLINE_MS};

    import->in_flight++;
    http_client_ask(import->cli->client, &ask, on_reply, batch);
}
