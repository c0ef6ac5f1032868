/* service/schema.h: messages as JSON Schema, made from their descriptors: the same that decode and encode
 * them. For documents that keep their schemas under #/components/schemas.
 *
 * A schema says what is accepted and what is given at once: what is given never has a field that would not be
 * accepted, and is within the limits of what is. Messages that come in are told as liberally as they are
 * read: null is as good as left out, and 64-bit integers may be text. Those that are checked one by one, and
 * refused by themselves, have a second schema without limits: "Product.Unchecked". */
#pragma once

#include "base/mem.h"
#include "json/limits.h"

#define SCHEMAS_MAX 160

struct schemas {
    struct buf *out;
    const struct limit *limits; /* of fields; NULL: none */
    struct {
        const ProtobufCMessageDescriptor *type;
        bool comes_in, is_unchecked;
    } all[SCHEMAS_MAX]; /* in the order in which they were first named */
    size_t count;
};

const char *schema_name(const ProtobufCMessageDescriptor *type); /* "SessionView.RequestView" */
/* Writes a reference to it, whose schema will be needed. */
void schema_refer(struct schemas *schemas, const ProtobufCMessageDescriptor *type, bool comes_in);
/* The members of "schemas": those that were named, and all within them. */
void schemas_write(struct schemas *schemas);

/* A comma, unless what is written is the first of its list. */
void schema_separate(struct buf *out);
