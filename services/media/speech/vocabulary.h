/* vocabulary.h: what a shop has and calls by name, as it is spoken.
 *
 * A file of lines "kind: what is written": title, category, brand, colour or attribute; a line without a kind
 * is a title, one that begins with # is nothing. Everything lives in the arena. Pure. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define VOCABULARY_PHRASES_MAX 200000

enum phrase_kind {
    PHRASE_TITLE,
    PHRASE_CATEGORY,
    PHRASE_BRAND,
    PHRASE_COLOUR,
    PHRASE_ATTRIBUTE,
    PHRASE_KINDS
};

struct phrases {
    struct str *spoken; /* each as words with a blank between */
    size_t *head;       /* of a title: how much of it stands before its first comma */
    size_t count;
};

struct vocabulary {
    struct phrases of[PHRASE_KINDS];
};

/* False: *err names the line. */
MUST_CHECK bool vocabulary_read(struct str file, struct arena *arena, struct vocabulary **ret_vocabulary,
                                struct error *err);
