/* import: the way of a file into the catalogue.
 *
 * Records are read and mapped as long as fewer than IN_FLIGHT batches are on their way. The complication: an
 * id that comes twice. Batches may be written in any order, so the later record waits until the batch of the
 * earlier one is done. */
#include "import.h"

#include <signal.h>

#include "base/clock.h"
#include "import_parts.h"
#include "rows/import_row.h"

enum { RECORD_LIMIT = 16 << 20 };

void import_reject(struct import *import, int64_t line, const char *reason)
{
    struct import_rejects *rejects = import->rejects;

    import->result->rejected++;
    if (import->plan->rejects)
        fprintf(import->plan->rejects, "%lld\t%s\n", (long long)line, reason);
    if (rejects->count == IMPORT_SHOWN_MAX)
        return;
    rejects->shown[rejects->count].line = line;
    rejects->shown[rejects->count++].reason = str_c(import->cli->arena, str_of(reason));
}

void import_stop(struct import *import, int code, const char *format, ...)
{
    struct buf text = {0};
    va_list args;

    if (!import->code) { /* the first reason is the one to tell */
        va_start(args, format);
        buf_vprintf(&text, format, args);
        va_end(args);
        import_progress_end(&import->progress);
        import->code = cli_fail(import->cli, code, "%s", text.data);
        buf_free(&text);
    }
    import->is_stopping = true;
}

/* The next product that is to be sent; NULL: none, the file's end or a failure. */
static Steward__V1__Product *next_product(struct import *import, struct batch *batch, int64_t *ret_line)
{
    struct error err;
    struct row row;

    for (;;) {
        Steward__V1__Product *product;
        const struct mapping *mapping = import->plan->mapping;

        arena_reset(import->scratch);
        if (!rows_next(import->rows, import->scratch, &row, &err)) {
            import->is_end = true;
            if (err.origin)
                import_stop(import, CLI_FAILED, "%s", err.text);
            return NULL;
        }
        if (!mapping && rows_format(import->rows) == ROWS_CSV)
            mapping = import->plan->map_csv;
        import->result->read = row.number;
        batch->last_number = row.number;
        if (row.number <= import->result->resumed_after && !import->plan->replace)
            continue;
        *ret_line = row.line;
        if (import_row(&row, mapping, import->scratch, &product, &err)) {
            if (import->plan->replace)
                id_set_add(&import->seen, str_of(product->product_id));
            if (row.number > import->result->resumed_after)
                return product;
        } else if (row.number > import->result->resumed_after) {
            batch->rejected++;
            import_reject(import, row.line, err.text);
        }
    }
}

static void fill(struct import *import, struct batch *batch)
{
    while (!batch_is_full(batch)) {
        Steward__V1__Product *product = import->held;
        int64_t line = import->held_line;

        import->held = NULL;
        if (!product)
            product = next_product(import, batch, &line);
        if (!product)
            return;
        if (map_get(&import->pending, str_of(product->product_id))) {
            import->held = product;
            import->held_line = line;
            batch->last_number--; /* it is the next batch's */
            return;
        }
        batch_add(batch, product, line);
        map_put(&import->pending, batch->ids[batch->count - 1], batch);
    }
}

static bool may_send(const struct import *import)
{
    if (import->is_stopping || import->in_flight >= IN_FLIGHT)
        return false;
    if (import->held)
        return !map_get(&import->pending, str_of(import->held->product_id));
    return !import->is_end;
}

void import_pump(struct import *import)
{
    while (may_send(import)) {
        struct batch *batch = batch_new(import);

        batch->last_number = import->result->read;
        fill(import, batch);
        if (import->is_stopping && !batch->count) {
            batch_free(batch);
            break;
        }
        batch_close(batch);
        list_push(&import->batches, &batch->link);
        if (batch->count)
            import_send(import, batch);
        else
            batch->is_done = true; /* the end of the file, or rejected records only */
    }
    import_progress_show(&import->progress, import->result->accepted, import->result->rejected,
                         import_file_share(import->file));
    if (!import->in_flight)
        loop_stop(import->cli->loop);
}

static void on_interrupt(void *owner)
{
    struct import *import = owner;

    import_stop(import, CLI_FAILED, "stopped; the same command goes on where it was");
    import_pump(import);
}

static void begin_or_go_on(struct import *import)
{
    const char *identity = import_file_identity(import->file, import->cli->arena);
    const char *purpose =
        str_printf(import->cli->arena, "%s %.*s%s", config_text(import->cli->config, "STEWARD_CATALOG_URL"),
                   STR_ARGS(import->plan->map_name), import->plan->replace ? " replace" : "");

    import->state_path = import_state_path(identity, str_of(purpose), import->cli->arena);
    if (import->plan->restart)
        import_state_forget(import->state_path);
    if (!import_state_read(import->state_path, &import->state))
        return;
    import->result->resumed_after = import->state.done;
    import->result->accepted = import->state.accepted;
    import->result->rejected = import->state.rejected;
    if (!import->cli->json)
        fprintf(stderr, "going on after record %lld (--restart begins anew)\n",
                (long long)import->state.done);
}

static void finish(struct import *import)
{
    struct import_result *result = import->result;

    import_progress_end(&import->progress);
    if (import->code)
        return;
    import_state_forget(import->state_path);
    result->is_complete = true;
    if (!import->plan->replace)
        return;
    if (result->rejected || !result->accepted)
        import->code =
            cli_fail(import->cli, CLI_FAILED, "nothing was deleted: %s",
                     result->rejected ? "lines were rejected, so it is not known what they stand for"
                                      : "the file has no products");
    else
        import->code = import_delete_rest(import);
}

static void close_all(struct import *import)
{
    list_each(link, &import->batches) batch_free(list_item(link, struct batch, link));
    map_free(&import->pending);
    id_set_free(&import->seen);
    rows_free(import->rows);
    import_file_close(import->file);
    arena_free(import->scratch);
}

int import_run(struct cli *cli, const struct import_plan *plan, struct import_result *ret_result,
               struct import_rejects *ret_rejects)
{
    struct import import = {.cli = cli, .plan = plan, .result = ret_result, .rejects = ret_rejects};
    int64_t started_ms = clock_mono_ms();
    struct error err;

    *ret_result = (struct import_result){0};
    ret_rejects->count = 0;
    if (!import_file_open(plan->path, &import.file, &err))
        return cli_fail(cli, CLI_FAILED, "%s", err.text);
    list_init(&import.batches);
    import.scratch = arena_new(RECORD_LIMIT);
    import.rows = rows_new(import_file_read, import.file, plan->format);
    begin_or_go_on(&import);
    import_progress_start(&import.progress, !cli->json);
    loop_on_signal(cli->loop, SIGINT, on_interrupt, &import);
    loop_on_signal(cli->loop, SIGTERM, on_interrupt, &import);
    import_pump(&import);
    loop_run(cli->loop);
    finish(&import);
    ret_result->took_ms = clock_mono_ms() - started_ms;
    close_all(&import);
    return import.code;
}
