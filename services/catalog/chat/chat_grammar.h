/* chat_grammar.h: what people say, as data: patterns of words for each group, and tables of words.
 *
 * chat_en.txt is the English one and says how such a file is written. Patterns are compiled at start; a match
 * visits each place of a pattern at each word at most once, so no message and no pattern can make it slow. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "chat/chat_words.h"

enum chat_group { GROUP_INTENT, GROUP_SKIP, GROUP_CONDITION, GROUP_ANSWER, CHAT_GROUPS };

enum chat_table {
    TABLE_SAY,       /* "don't" = do not */
    TABLE_NUMBER,    /* two = 2 */
    TABLE_TIMES,     /* hundred = 100 */
    TABLE_ORDINAL,   /* second = 2; last = -1 */
    TABLE_PRONOUN,   /* it = one; both = 2; them = many */
    TABLE_MOST,      /* cheapest = -price */
    TABLE_MORE,      /* cheaper = -price; more = + */
    TABLE_ATTRIBUTE, /* battery life = battery_life */
    TABLE_FACET,     /* color = colour */
    TABLE_NOUN,      /* one, item: stands for a product */
    TABLE_SMALL,     /* the, a: says nothing by itself */
    TABLE_CUE,       /* under, above: beside a number */
    CHAT_TABLES
};

/* What a pattern may have between braces; how many words it takes is told by a chat_lengths_fn. */
enum chat_slot {
    SLOT_REST,       /* any words */
    SLOT_FEW,        /* one to three words */
    SLOT_WHAT,       /* any words; they are read for conditions and things */
    SLOT_PURPOSE,    /* any words */
    SLOT_PRODUCT,    /* "the second one", "it" */
    SLOT_PRODUCTS,   /* "both", "the first two" */
    SLOT_ATTRIBUTES, /* two and more, joined by "and" or commas */
    SLOT_ATTRIBUTE,  /* a name of an attribute, or an everyday word for one */
    SLOT_ASKED,      /* one to four words that may be an attribute */
    SLOT_FLAG,       /* an attribute that is there or not */
    SLOT_FACET,
    SLOT_BRAND,
    SLOT_COLOUR,
    SLOT_MEASURE, /* 16 GB */
    SLOT_NUMBER,
    SLOT_MORE,
    SLOT_MOST,
    SLOT_NOUN,
    SLOT_TYPE, /* a word for a kind of product */
    SLOT_CURRENCY,
    SLOT_VALUE, /* what an attribute of the products shown says in words: "oled", "dark roast" */
    CHAT_SLOTS
};

#define CHAT_CAPTURES_MAX 8

struct chat_capture {
    enum chat_slot slot;
    size_t from, to; /* words */
};

struct chat_match {
    struct str name; /* of the pattern: SEARCH, at_least */
    double confidence;
    struct chat_capture captures[CHAT_CAPTURES_MAX];
    size_t count;
    size_t to; /* behind the last word it took */
};

/* Bit n - 1: the slot may take n words at `at`. Asked often: who answers remembers. */
typedef uint64_t chat_lengths_fn(void *owner, enum chat_slot slot, size_t at);

struct chat_grammar *chat_grammar_read(struct str text,
                                       struct error *err); /* NULL: says which line is wrong */
void chat_grammar_free(struct chat_grammar *grammar);      /* NULL does nothing */

struct str chat_grammar_value(const struct chat_grammar *grammar, enum chat_table table, struct str key);
bool chat_grammar_has_word(const struct chat_grammar *grammar, struct str word); /* in any pattern or table */
/* The one word of the grammar that is one slip away from it; empty: none. */
struct str chat_grammar_guess(const struct chat_grammar *grammar, struct str word);
/* The same among the words of a table, with shorter ones. */
struct str chat_grammar_guess_in(const struct chat_grammar *grammar, enum chat_table table, struct str word);

/* The first pattern of the group, in the file's order, that fits from `from` on: up to `to` if `whole`. */
bool chat_grammar_match(const struct chat_grammar *grammar, enum chat_group group,
                        const struct chat_words *words, size_t from, size_t to, bool whole,
                        chat_lengths_fn *lengths, void *owner, struct chat_match *ret);
const struct chat_capture *chat_captured(const struct chat_match *match, enum chat_slot slot, size_t nth);
