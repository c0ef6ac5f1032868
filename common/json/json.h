/* json/json.h: protobuf messages as JSON and back, over protobuf-c's descriptors. Owner of jansson.
 *
 * The proto3 JSON rules: names as in the .proto (camelCase accepted on the way in), enums by name, bytes
 * in base64, Timestamp as RFC 3339, 64-bit integers read as number or string and written as numbers while a
 * double holds them exactly (else as text). No other number may be text, but for NaN and Infinity. Unknown
 * fields, duplicate keys, bad UTF-8, NUL in a string, a wrong type, a number out of range, too deep or too
 * large: refused, with the path of the field
 * ("filters.price.min"). Out: unset messages and empty strings are left out, everything else is written. */
#pragma once

#include <protobuf-c/protobuf-c.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define JSON_MAX_DEPTH      32
#define JSON_FAULTS_MAX     16 /* more are not told */
#define JSON_TREE_BYTES_MAX ((size_t)256 << 20)

struct json_fault {
    char field[128]; /* path; empty: the document itself */
    char reason[160];
};

/* The message lives in the arena. */
MUST_CHECK bool json_to_message(const ProtobufCMessageDescriptor *type, struct str json, struct arena *arena,
                                ProtobufCMessage **ret_message, struct json_fault *fault);
/* The same, but goes on after a fault: gives how many were found, 0 if there is a message. A document may
 * take up to 200 times its size while it is read, but no more than `tree_max`; 0: JSON_TREE_BYTES_MAX. */
MUST_CHECK size_t json_to_message_or_faults(const ProtobufCMessageDescriptor *type, struct str json,
                                            size_t tree_max, struct arena *arena,
                                            ProtobufCMessage **ret_message,
                                            struct json_fault ret_faults[JSON_FAULTS_MAX]);
void json_from_message(const ProtobufCMessage *message, struct buf *out);
void json_add_string(struct buf *out, struct str text); /* quoted and escaped */

/* The members of an object whose shape is not known beforehand. A text's value is what it says, any other's
 * its JSON. */
struct json_member {
    struct str name;
    struct str value;
    bool is_text;
};
MUST_CHECK bool json_members(struct str json, struct arena *arena, struct json_member **ret_members,
                             size_t *ret_count, struct json_fault *fault);
/* The one with this name; NULL: there is none. */
const struct json_member *json_member_of(const struct json_member *members, size_t count, struct str name);
/* Its value; STR_NONE: there is none. */
struct str json_value_of(const struct json_member *members, size_t count, struct str name);
/* The same, but of a text only. */
struct str json_text_of(const struct json_member *members, size_t count, struct str name);
/* An object and its members, where several are read side by side. */
struct json_object {
    struct json_member *members;
    size_t count;
};
MUST_CHECK bool json_object_read(struct str json, struct arena *arena, struct json_object *ret_object);
const struct json_member *json_object_member(const struct json_object *object, const char *name);
/* The items of a list, as members without a name. */
MUST_CHECK bool json_items(struct str json, struct arena *arena, struct json_member **ret_items,
                           size_t *ret_count, struct json_fault *fault);

/* A list inside a document, read once. `path` is where it is ("data.hits"; "": the document is the list).
 * NULL and true: nothing is there. False: this is no JSON, or no list. Lives in the arena, and as long as
 * `json`. */
struct json_list;
MUST_CHECK bool json_list_open(struct str json, const char *path, struct arena *arena,
                               struct json_list **ret_list);
size_t json_list_count(const struct json_list *list);
/* An item laid flat: what is inside it becomes fields that are named by their paths ("price.value",
 * "images.0.url"); numbers stay as they are written. How many there are, `most` at most; 0: it is no object,
 * or has none. They live as long. */
size_t json_list_fields(const struct json_list *list, size_t item, struct json_member *fields, size_t most);
/* The same of a document that is one item. */
size_t json_fields(struct str json, struct arena *arena, struct json_member *fields, size_t most);
