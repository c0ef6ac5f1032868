/* rules_fact.h: one thing that a product states, in words and as a number. Pure.
 *
 * What there is no fact of is not known: nothing is guessed from other fields or from the description. */
#pragma once

#include "base/arena.h"
#include "languages.h"
#include "steward/v1/catalog.pb-c.h"

#define FACT_ATTRIBUTES_MAX 200 /* of a product that are looked at */

enum fact_kind { FACT_NOT_STATED, FACT_TEXT, FACT_FLAG, FACT_NUMBER };

struct fact {
    enum fact_kind kind;
    char *said;       /* "38 hours", "yes", "navy and silver"; NULL: not stated */
    double number;    /* of FACT_NUMBER, in the basic unit: grams, hours, ... so that it can be compared */
    const char *unit; /* the basic one */
    bool flag;
};

struct speech {
    const struct language *language;
    struct str locale;
    struct arena *arena;
};

/* `name`: "price", "rating", "stock", "brand", "category", "colour", "size", "description" or an
 * attribute's, in any case and with blanks or strokes. */
struct fact fact_of(const struct speech *speech, const Steward__V1__Product *product, const char *name);
/* "battery_life" is "battery life", in the reader's language where it is known there. */
char *fact_name(const struct speech *speech, const char *name);
/* The title, clipped; the id where there is none. */
char *fact_title(const struct speech *speech, const char *title, const char *product_id);
/* A number with its unit: "38 hours". */
char *fact_measure(const struct speech *speech, double number, const char *unit);
/* Sentence from the language's texts into the arena. */
char *speech_text(const struct speech *speech, const char *key, const struct text_arg *args);
/* "a, b and c", by the language's words for "and"/"or" (key "and" or "or"). */
char *speech_list(const struct speech *speech, char *const *words, size_t count, const char *conjunction);
/* The same for words of a search: fewer and shorter (words.h). */
char *speech_words(const struct speech *speech, char *const *words, size_t count, const char *conjunction);
