/* rules_chat.h: what a message means, in a conversation that has come so far.
 *
 * The language is data (chat_en.txt, chat_languages.txt); brands, colours, kinds of things and attributes are
 * those of the index. Pure: no I/O, and nothing a message can contain makes it fail or slow: at most
 * CHAT_WORDS_MAX words are read. What is understood is told twice: as slots, for people, and as changes, for
 * rules_dialogue.h. */
#pragma once

#include "base/error.h"
#include "base/mem.h"
#include "index/index.h"
#include "steward/v1/chat.pb-c.h"

#define CHAT_SLOTS_MAX    32
#define CHAT_SUBJECTS_MAX 10
#define CHAT_NAMES_MAX    8 /* attributes, unknowns */

/* The language, ready to be used. One for a process. */
struct chat;
MUST_CHECK bool chat_new(struct chat **ret, struct error *err);
void chat_free(struct chat *chat); /* NULL does nothing */

/* One condition of a need that the message sets. A negated one forbids. */
struct chat_change {
    enum chat_change_kind {
        CHANGE_BRAND,
        CHANGE_COLOUR,
        CHANGE_SIZE,
        CHANGE_PRICE,
        CHANGE_RATING,
        CHANGE_SORT,
        CHANGE_CHEAP,
        CHANGE_STOCK,
        CHANGE_WITHOUT,
        CHANGE_ATTRIBUTE,
        CHANGE_OPTION,  /* a value of the question's facet */
        CHANGE_FILTERS, /* all conditions at once */
        CHANGE_DROP,    /* the facet named by `text` does not matter any more; empty: no condition does */
    } kind;
    bool negated;
    const char *text; /* brand, colour, size, word, facet */
    const char *value, *unit;
    double number; /* stars */
    Steward__V1__Sort__Order sort;
    Steward__V1__MoneyRange *price;
    Steward__V1__AttributeFilter *attribute;
    const Steward__V1__Filters *filters;
};

struct chat_understood {
    Steward__V1__Understood *understood;
    const char *words; /* the things that are named; "": none */
    bool is_type;      /* they say what kind of thing, not only how it is */
    bool is_same_type; /* the kind that was wanted before */
    bool describes;    /* "with ...", "for ...": how it is to be */
    bool also;         /* beside what was wanted before */
    struct chat_change changes[CHAT_SLOTS_MAX];
    size_t change_count;
    const char *subjects[CHAT_SUBJECTS_MAX]; /* products that are meant */
    size_t subject_count;
    const char *attributes[CHAT_NAMES_MAX]; /* as the catalogue names them */
    size_t attribute_count;
    const char *asked[CHAT_NAMES_MAX]; /* as they were said */
    size_t asked_count;
    const char *unknown[CHAT_NAMES_MAX];
    size_t unknown_count;
    const char *purpose; /* NULL: none */
    int quantity;        /* 0: not said */
    bool refuses;        /* an answer: it does not matter */
};

/* `index` NULL: a tenant without products. Texts are in the arena, or in the index until it changes. */
struct chat_understood *chat_understand(const struct chat *chat, struct index *index,
                                        const Steward__V1__Dialogue *dialogue, struct str message,
                                        struct arena *arena);
/* Conditions that were chosen, not said: nothing of them has to be understood. They must live as long as the
 * arena. */
struct chat_understood *chat_chosen(const Steward__V1__Dialogue *dialogue,
                                    const Steward__V1__Filters *filters, struct arena *arena);
/* The text with its numbers in digits ("under one hundred": "under 100"), all else as it is. In the arena. */
struct str chat_in_figures(const struct chat *chat, struct str text, struct arena *arena);
