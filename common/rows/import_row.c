/* import_row: see import_row.h. */
#include "rows/import_row.h"

static bool say(const struct json_fault *fault, struct error *err)
{
    return error_set(err, ERROR_SKIP, "json", "%s%s%s", fault->field, *fault->field ? ": " : "",
                     fault->reason);
}

static bool read_product(struct str json, struct arena *arena, Steward__V1__Product **ret_product,
                         struct error *err)
{
    struct json_fault fault;
    ProtobufCMessage *message;

    if (!json_to_message(&steward__v1__product__descriptor, json, arena, &message, &fault))
        return say(&fault, err);
    *ret_product = (Steward__V1__Product *)message;
    return *(*ret_product)->product_id || error_set(err, ERROR_SKIP, "json", "product_id is needed");
}

bool import_row(const struct row *row, const struct mapping *mapping, struct arena *arena,
                Steward__V1__Product **ret_product, struct error *err)
{
    struct json_member *members = row->fields;
    size_t count = row->field_count;
    struct json_fault fault;
    bool is_good;

    if (row->is_bad) {
        *err = row->err;
        return false;
    }
    if (!mapping)
        return read_product(row->json, arena, ret_product, err);
    if (row->json.len && !json_members(row->json, arena, &members, &count, &fault))
        return say(&fault, err);
    is_good = mapping_apply(mapping, members, count, arena, ret_product, err);
    return is_good && (!arena_failed(arena) || error_set(err, ERROR_SKIP, "map", "the product is too large"));
}
