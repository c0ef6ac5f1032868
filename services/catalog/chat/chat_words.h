/* chat_words.h: a message cut into words, each with the bytes of the message that it stands for.
 *
 * Words are in lower case, without what punctuates them. Contractions are written out ("don't": do, not), so
 * two words may stand for the same bytes; numbers in words are one word in digits ("two hundred": 200), so
 * one word may stand for several. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

#define CHAT_WORDS_MAX 64 /* what is behind is not read */

struct chat_grammar;

struct chat_word {
    struct str text;
    struct str meant; /* the word of the grammar that it misspells; empty: none */
    uint16_t start, end;
    double number;
    bool is_number;
    bool ends_clause; /* followed by a comma, a full stop or the like */
};

struct chat_words {
    struct str message;
    struct chat_word all[CHAT_WORDS_MAX];
    size_t count;
    bool asks;    /* a question mark */
    bool clipped; /* it has more words */
};

/* The message may be any bytes; what is longer than 2000 of them is cut. */
void chat_words_read(const struct chat_grammar *grammar, struct str message, struct arena *arena,
                     struct chat_words *ret);
struct str chat_words_said(const struct chat_words *words, size_t from, size_t to); /* the very words */
/* The words as they are read, joined by blanks. In the arena. */
struct str chat_words_joined(const struct chat_words *words, size_t from, size_t to, char joint,
                             struct arena *arena);
