// uses: steward_json
/* What is laid flat is what jansson reads of the same document, and refused is what jansson refuses: but for
 * a NUL between two values, which it does not always see. */
#include <stdlib.h>

#include <jansson.h>

#include "json/json.h"

enum { MOST = 200, DEPTH_MAX = 8 };

struct expected {
    const struct json_member *fields;
    size_t count, at;
};

static void must(bool holds)
{
    if (!holds)
        abort();
}

static struct str text_of(const json_t *value)
{
    return str_n(json_string_value(value), json_string_length(value));
}

static void check_plain(const struct json_member *field, const json_t *value)
{
    double number;

    must(field->is_text == json_is_string(value));
    if (field->is_text)
        must(str_eq(field->value, text_of(value)));
    else if (json_is_number(value))
        must(str_to_double(field->value, &number) && number == json_number_value(value));
    else
        must(str_is(field->value, json_is_null(value) ? "null" : json_is_true(value) ? "true" : "false"));
}

static void check(struct expected *e, json_t *value, int depth)
{
    const char *name;
    json_t *inside;
    size_t i;

    if (depth > DEPTH_MAX || e->at == MOST)
        return;
    json_object_foreach(value, name, inside) check(e, inside, depth + 1);
    json_array_foreach(value, i, inside) check(e, inside, depth + 1);
    if (!json_is_object(value) && !json_is_array(value)) {
        must(e->at < e->count);
        check_plain(&e->fields[e->at++], value);
    }
}

static void compare(struct str json)
{
    struct arena *arena = arena_new(64u << 20);
    struct json_member fields[MOST];
    struct expected expected = {fields, json_fields(json, arena, fields, MOST), 0};
    json_error_t error = {0};
    json_t *root = json_loadb(json.data, json.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    enum json_error_code code = json_error_code(&error);

    if (json_is_object(root))
        check(&expected, root, 0);
    if (root || (code != json_error_duplicate_key && code != json_error_numeric_overflow &&
                 code != json_error_stack_overflow))
        must(expected.at == expected.count);
    json_decref(root);
    arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size && !memchr(data, '\0', size))
        compare(str_n((const char *)data, size));
    return 0;
}
