/* import_batch: see import_batch.h. */
#include "import_batch.h"

enum { IDS_LIMIT = 4 << 20 };

struct batch *batch_new(struct import *import)
{
    struct batch *batch = mem_new(struct batch);

    batch->import = import;
    batch->arena = arena_new(IDS_LIMIT);
    buf_str(&batch->body, STR("{\"products\":["));
    return batch;
}

void batch_add(struct batch *batch, const Steward__V1__Product *product, int64_t line)
{
    if (batch->count)
        buf_char(&batch->body, ',');
    json_from_message(&product->base, &batch->body);
    batch->lines[batch->count] = line;
    batch->ids[batch->count++] = str_copy(batch->arena, str_of(product->product_id));
}

bool batch_is_full(const struct batch *batch)
{
    return batch->count == BATCH_PRODUCTS || batch->body.len >= BATCH_BYTES;
}

void batch_close(struct batch *batch)
{
    buf_str(&batch->body, STR("]}"));
}

void batch_free(struct batch *batch)
{
    timer_free(batch->retry);
    buf_free(&batch->body);
    arena_free(batch->arena);
    mem_free(batch);
}
