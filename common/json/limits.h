/* json/limits.h: what a message's fields may hold, beyond their types, as a table.
 *
 * The same table is checked on the way in and shown in the API documents. Pure; every fault is found, not
 * only the first. */
#pragma once

#include "json/json.h"

struct limit {
    const ProtobufCMessageDescriptor *of;
    const char *field; /* of it; NULL: the message as a whole */
    bool has_range;    /* numbers: from least to most */
    double least, most;
    size_t bytes_max;  /* texts; 0: as long as the document may be */
    size_t items_max;  /* lists; 0: any number */
    bool is_needed;    /* a text must not be blank, a list not empty, a message not left out */
    bool one_by_one;   /* a list's messages: whoever takes it checks each, so they are not looked at here */
    bool may_be_empty; /* a text that is empty is not looked at any further */
    bool (*fits)(struct str text);                  /* texts */
    bool (*holds)(const ProtobufCMessage *message); /* of the message as a whole, or of that in the field */
    const char *about; /* what does not hold, for the path; NULL: the message itself */
    const char *said;  /* why, if `fits` or `holds` says no */
    const char
        *schema; /* the same as members of a JSON Schema, for the API documents; NULL: not told there */
};

#define LIMIT_FAULTS_MAX JSON_FAULTS_MAX
/* A pattern for a schema: there is something that str_trim does not take away. */
#define LIMIT_NOT_BLANK "[^\\\\t-\\\\r ]"

/* `table` ends with a NULL `of`. Gives how many faults there are in *ret_faults. */
size_t limits_check(const struct limit *table, const ProtobufCMessage *message,
                    struct json_fault ret_faults[LIMIT_FAULTS_MAX]);
/* The table's entry for a field; NULL: there is none. */
const struct limit *limit_of(const struct limit *table, const ProtobufCMessageDescriptor *of,
                             const char *field);
