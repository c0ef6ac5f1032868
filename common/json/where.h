/* json/where.h: which field a fault is in. */
#pragma once

#include <stdio.h>

#include "json/json.h"

/* A place in a document: a chain from the value at hand to the document, on the stack of who reads it. */
struct where {
    const struct where *in; /* NULL: the document itself */
    struct str name;        /* a member's; of an item, STR_NONE */
    size_t index;
};

/* Fills *fault (NULL allowed) and returns false. */
bool where_fault(const struct where *where, struct json_fault *fault, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The path of what stands at `position` of a JSON text, as far as it can be followed. */
void where_in_text(struct str json, size_t position, char *ret_path, size_t size);
