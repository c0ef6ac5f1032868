/* store/kind.h: what bytes are, by the bytes alone: neither a name nor a header is believed. Pure. */
#pragma once

#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

struct media_type {
    uint32_t code;    /* in sealed files, for good */
    const char *kind; /* "picture", "voice" */
    const char *type; /* "image/jpeg" */
    bool (*is)(struct str bytes);
    /* As strip() of store/strip.h; NULL: nothing is taken away. */
    bool (*strip)(uint8_t *bytes, size_t *len, struct error *err);
};

const struct media_type *kind_of(struct str bytes);   /* NULL: nothing that is taken */
const struct media_type *kind_of_code(uint32_t code); /* NULL: none */
bool kind_is_mp3_frame(struct str bytes);             /* that they begin with one */
void kind_write_all(struct buf *out);                 /* "image/jpeg, image/png, ..." */
