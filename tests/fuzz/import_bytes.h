/* import_bytes.h: any bytes as an import file, given in pieces and mapped to products. The first byte says
 * how large the pieces are. */
#pragma once

#include "rows/import_row.h"

struct memory {
    struct str text;
    size_t piece;
};

static ptrdiff_t read_memory(void *owner, char *room, size_t size, struct error *err)
{
    struct memory *memory = owner;
    size_t len = memory->piece < memory->text.len ? memory->piece : memory->text.len;

    len = len < size ? len : size;
    if (len)
        memcpy(room, memory->text.data, len);
    memory->text = str_sub(memory->text, len, memory->text.len);
    return (ptrdiff_t)len;
}

/* Every second row goes without the mapping when `some_without` is set: such a row names the product's own
 * fields. */
static inline void import_bytes(const uint8_t *data, size_t size, enum row_format format, const char *map,
                                bool some_without)
{
    struct memory memory = {str_n((const char *)data + 1, size ? size - 1 : 0),
                            size ? (size_t)data[0] + 1 : 1};
    static struct arena *kept; /* what the mapping is in */
    static struct mapping *mapping;
    struct arena *arena = arena_new(16 << 20);
    struct rows *rows = rows_new(read_memory, &memory, format);
    struct error err;
    struct row row;

    kept = kept ? kept : arena_new(1 << 20);
    if (!mapping && !mapping_read(str_of(mapping_built_in(str_of(map))), kept, &mapping, &err))
        __builtin_trap();
    while (rows_next(rows, arena, &row, &err)) {
        bool mapped = !some_without || row.number % 2;
        Steward__V1__Product *product;
        struct buf json = {0};

        if (import_row(&row, mapped ? mapping : NULL, arena, &product, &err))
            json_from_message(&product->base, &json);
        buf_free(&json);
        arena_reset(arena);
    }
    rows_free(rows);
    arena_free(arena);
}
