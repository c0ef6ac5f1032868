/* store/pg_array: arrays in Postgres' binary form: dimensions, flags, element type, length, first index, and
 * then each element with its length before it. */
#include <endian.h>
#include <string.h>

#include "store/pg_batch.h"

enum { HEADER_SIZE = 20, FLAGS_AT = 4, COUNT_AT = 12, NULL_LENGTH = -1 };

static void put32(char *to, uint32_t value)
{
    uint32_t big_endian = htobe32(value);

    memcpy(to, &big_endian, sizeof(big_endian));
}

static void begin(struct pg_array *array, enum pg_kind of)
{
    char *header = buf_reserve(&array->bytes, HEADER_SIZE);

    array->of = of;
    put32(header, 1);
    put32(header + FLAGS_AT, 0);
    put32(header + 8, pg_element_type(of));
    put32(header + COUNT_AT, 0);
    put32(header + 16, 1);
    array->bytes.len = HEADER_SIZE;
}

static void add_bytes(struct buf *out, const void *bytes, size_t len)
{
    char *to = buf_reserve(out, sizeof(uint32_t) + len);

    put32(to, (uint32_t)len);
    if (len > 0)
        memcpy(to + sizeof(uint32_t), bytes, len);
    out->len += sizeof(uint32_t) + len;
}

static void add_null(struct pg_array *array)
{
    char length[sizeof(uint32_t)];

    put32(length, (uint32_t)NULL_LENGTH);
    buf_add(&array->bytes, length, sizeof(length));
    put32(array->bytes.data + FLAGS_AT, 1);
}

void pg_array_add(struct pg_array *array, struct pg_param value)
{
    uint64_t big_endian = htobe64((uint64_t)value.integer);
    char flag = value.integer != 0;

    if (array->count == 0)
        begin(array, value.kind);
    if (value.kind == PG_INT)
        add_bytes(&array->bytes, &big_endian, sizeof(big_endian));
    else if (value.kind == PG_BOOL)
        add_bytes(&array->bytes, &flag, sizeof(flag));
    else if (value.text.data)
        add_bytes(&array->bytes, value.text.data, value.text.len);
    else
        add_null(array);
    put32(array->bytes.data + COUNT_AT, ++array->count);
}

struct pg_param pg_array_param(const struct pg_array *array)
{
    return (struct pg_param){.kind = array->of + (PG_TEXTS - PG_TEXT), .text = buf_as_str(&array->bytes)};
}

void pg_array_free(struct pg_array *array)
{
    buf_free(&array->bytes);
    *array = (struct pg_array){0};
}
