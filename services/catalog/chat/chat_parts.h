/* chat_parts.h: what the files of message understanding do for each other. Inside only.
 *
 * `from` to `to` are words of r->words, `to` the one behind the last. What a function finds it adds to
 * r->out; what it returns lives in the arena. False, or 0: these words are none of that. */
#pragma once

#include "chat/chat_reader.h"

/* ---- chat_references.c: which products are meant ---- */
struct reference {
    const char *ids[CHAT_SUBJECTS_MAX];
    size_t count;
    double confidence;
};
#define REFERENCE_SURE          1.0
#define REFERENCE_LIKELY        0.7
#define REFERENCE_AMONG_SEVERAL 0.5
bool chat_refers(struct reader *r, size_t from, size_t to, bool to_many, struct reference *ret);
void chat_refer(struct reference *reference, const char *id); /* once to each */
/* NULL: it is in the catalogue no more. */
const struct product *chat_shown_product(const struct reader *r, size_t shown);

/* ---- chat_names.c: products by words of their names ---- */
/* `pointed`: by an article or the like, without which it takes a brand. */
bool chat_refers_by_name(struct reader *r, size_t from, size_t to, bool pointed, bool to_many,
                         struct reference *ret);

/* ---- chat_attributes.c ---- */
/* Names of attributes that the words may mean, best first; those of the sample's products before others. */
size_t chat_attributes(struct reader *r, size_t from, size_t to, const char **names, size_t room);
/* The same, without names of which the word is a part only. */
size_t chat_attributes_exactly(struct reader *r, size_t from, size_t to, const char **names, size_t room);
size_t chat_attributes_named(struct reader *r, struct str list, const char **names, size_t room);
bool chat_is_flag(struct reader *r, const char *name);
/* What a text attribute of products of the kind wanted says, by itself or beside the attribute's name ("dark
 * roast"): the value in the catalogue's spelling. NULL: none. */
const char *chat_stated_value(struct reader *r, size_t from, size_t to, const char **ret_name);
/* "16-32 GB", "true", a text that a product of the sample has; NULL: no value of the attribute. */
Steward__V1__AttributeFilter *chat_filter_of_value(struct reader *r, const char *name, const char *value);
/* Values of an attribute among the products of the sample, in the base of their units. */
struct figures {
    double low, high, middle;
    uint8_t unit;        /* the most frequent one; what conditions are said in */
    size_t count, equal; /* products that have it; that have just `wanted` */
};
struct figures chat_figures(struct reader *r, const char *name, double wanted);

/* ---- chat_conditions.c ---- */
struct rest { /* words that are no condition */
    size_t at[CHAT_WORDS_MAX];
    size_t count;
    bool only[CHAT_WORDS_MAX]; /* said to be the only ones: a brand, if anything */
    bool also;
};
void chat_read_conditions(struct reader *r, size_t from, size_t to, struct rest *rest);
bool chat_compare(struct reader *r, const struct chat_match *match); /* "more memory" */
/* "at least 16 GB", from the word `start` on. `side`: 1 at least, -1 at most, 0 just so. */
bool chat_measure(struct reader *r, const struct chat_match *match, size_t start, int side);
/* "256", where "128 GB" holds and some of that kind have 256: the same of it. */
bool chat_measure_alone(struct reader *r, size_t at);
bool chat_measure_between(struct reader *r, const struct chat_match *match, size_t start);
struct chat_change *chat_change(struct reader *r, enum chat_change_kind kind);
bool chat_change_is_about(const struct chat_change *change, const char *facet);
/* An order that was asked for by these words. */
void chat_sort(struct reader *r, Steward__V1__Sort__Order order, size_t from, size_t to);

/* ---- chat_wishes.c: what the rules of plain queries take of these words ---- */
struct wishes *chat_wishes_open(struct reader *r, size_t from, size_t to); /* is to be closed */
/* How many words from `at` on are a condition. From left to right. */
size_t chat_wishes_take(struct wishes *wishes, size_t at);
void chat_wishes_close(struct wishes *wishes);

/* ---- chat_things.c: what is left names things ---- */
void chat_read_things(struct reader *r, const struct rest *rest);
bool chat_is_figure(struct str word); /* it has digits, or is a unit */
void chat_take_sample(struct reader *r, size_t from, size_t to);
const struct sample *chat_sample_of_kind(struct reader *r); /* looked up once; after chat_take_sample */

/* ---- chat_answer.c: a message may answer the question that is open ---- */
bool chat_read_answer(struct reader *r);

/* ---- chat_captures.c: what the parts of a pattern give ---- */
void chat_read_captures(struct reader *r, const struct chat_match *match, struct rest *rest);
/* What is asked by a phrase that does not name it ("how much is it"), by an everyday word for it. */
void chat_ask_about(struct reader *r, struct str everyday);
void chat_find_subjects(struct reader *r); /* of a message that names none */

/* ---- chat_slips.c: misspelt words of the grammar, in place ---- */
void chat_find_slips(struct reader *r);

/* ---- chat_intent.c: what the message is to do ---- */
void chat_mean(struct reader *r, Steward__V1__Intent__Kind intent, double confidence);
void chat_obey(struct reader *r, const struct chat_match *match); /* a pattern of the group `intent` */
void chat_guess(struct reader *r, size_t from, size_t to);        /* words that no pattern fits */
bool chat_drops(const struct chat_understood *out);               /* a condition, or all of them */
