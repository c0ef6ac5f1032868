/* texts.h: what is said, in each language: sentences with places for words, read from texts/<language>.*txt.
 *
 * A line is `key = sentence`; # begins a comment. In a sentence `{name}` is a place, `{n?one|other}` one of
 * two forms by the number n, `[ by {brands}]` is left out where one of its places is empty, and `\` takes the
 * meaning from what follows it. Words put into a place are clipped and on one line, so nothing that a product
 * or a shopper says can change the sentence around it. Pure, safe on any sentence. */
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "base/text_file.h"

#define TEXT_PLACES_MAX 16  /* of one sentence */
#define TEXT_VALUE_MAX  600 /* bytes put into one place */
#define TEXT_KEYS_MAX   2000

struct text_arg {
    const char *name;
    const char *text; /* NULL or "": empty */
    int64_t count;    /* for the forms */
};

#define TEXT_ARGS(...)                                                                                       \
    (const struct text_arg[])                                                                                \
    {                                                                                                        \
        __VA_ARGS__,                                                                                         \
        {                                                                                                    \
            0                                                                                                \
        }                                                                                                    \
    }

/* `args` ends with a NULL name; NULL: none. */
void text_write(struct buf *out, const char *sentence, const struct text_arg *args);
/* The places of a sentence, each once; for who compares languages. Gives how many. */
size_t text_places(const char *sentence, struct str ret_places[TEXT_PLACES_MAX]);

/* ---- files ---- */

struct text_entry {
    struct str key;
    const char *text;
};

struct text_table {
    struct text_entry *entries; /* by key */
    size_t count;
    size_t left_out; /* lines without a key or a sentence, and keys that are there already */
};

/* Adds a file's lines; texts live in the arena. */
void text_table_read(struct text_table *table, struct str file, struct arena *arena);
const char *text_table_find(const struct text_table *table, struct str key); /* NULL: not there */
