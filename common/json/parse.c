/* jansson takes its memory from an arena here: a document is then bounded in what it may grow to (an object
 * of jansson's is some hundred times as large as the two bytes of "{}"), and goes at once. */
#include "json/parse.h"

#define TREE_BYTES_PER_BYTE 200 /* of a document: what jansson makes of "[{},{},...]" */

static _Thread_local struct arena *parsing_in;

static void *take(size_t size)
{
    return arena_alloc_bounded(parsing_in, size);
}

static void leave(void *memory)
{
    (void)memory;
}

/* jansson does not always say that it had no memory. */
static const char *reason_of(struct str json, const json_error_t *error, const struct arena *tree)
{
    static const struct {
        enum json_error_code code;
        const char *reason;
    } reasons[] = {
        {json_error_stack_overflow, "is nested too deep"},
        {json_error_invalid_utf8, "is not UTF-8"},
        {json_error_null_byte_in_key, "holds a NUL in a name"},
        {json_error_duplicate_key, "stands there twice"},
        {json_error_numeric_overflow, "is too large a number"},
        {json_error_premature_end_of_input, "ends too early"},
    };

    if (arena_failed(tree))
        return "is too large";
    if (str_starts(json, STR("\xef\xbb\xbf")))
        return "begins with a byte order mark";
    for (size_t i = 0; i < COUNT_OF(reasons); i++)
        if (json_error_code(error) == reasons[i].code)
            return reasons[i].reason;
    return "is not JSON";
}

static size_t tree_bytes(size_t len, size_t max_bytes)
{
    size_t most = max_bytes ? max_bytes : JSON_TREE_BYTES_MAX;

    return len < most / TREE_BYTES_PER_BYTE - 64 ? (len + 64) * TREE_BYTES_PER_BYTE : most;
}

json_t *json_parse(struct str json, size_t max_bytes, struct arena **ret_tree, struct json_fault *fault)
{
    json_error_t error;
    json_t *root;

    *ret_tree = arena_new(tree_bytes(json.len, max_bytes));
    json_set_alloc_funcs(take, leave);
    parsing_in = *ret_tree;
    root =
        json_loadb(json.len > 0 ? json.data : "", json.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &error);
    if (root || !fault)
        return root;
    where_in_text(json, error.position > 0 ? (size_t)error.position : 0, fault->field, sizeof(fault->field));
    snprintf(fault->reason, sizeof(fault->reason), "%s (line %d, column %d)",
             reason_of(json, &error, *ret_tree), error.line, error.column);
    return NULL;
}

/* Whole numbers are most of what is printed: without jansson, which goes over a value twice. */
static bool print_whole(const json_t *value, struct arena *arena, struct str *ret_text)
{
    char number[24];
    int len = snprintf(number, sizeof(number), "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    char *text = arena_alloc_bounded(arena, (size_t)len + 1);

    if (text)
        *ret_text = str_n(memcpy(text, number, (size_t)len), (size_t)len);
    return text;
}

bool json_print(const json_t *value, struct arena *tree, struct arena *arena, struct str *ret_text)
{
    const size_t flags = JSON_ENCODE_ANY | JSON_COMPACT;
    size_t size;
    char *text;

    if (json_is_integer(value))
        return print_whole(value, arena, ret_text);
    parsing_in = tree;
    size = json_dumpb(value, NULL, 0, flags);
    text = size > 0 ? arena_alloc_bounded(arena, size + 1) : NULL;
    if (text)
        *ret_text = str_n(text, json_dumpb(value, text, size, flags));
    return text;
}
