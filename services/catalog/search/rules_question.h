/* rules_question.h: which question back is worth asking, from counts alone. Pure.
 *
 * The gain of a question is the information that its answer is expected to give: over the options, the chance
 * that the product that is meant has it, times log2(results / results that are left). For values that exclude
 * each other that is the entropy of their distribution; results that do not state it add nothing. It is
 * discounted by how often an answer of this kind does not matter to a shopper. The question with the highest
 * gain is asked, if it has QUESTION_GAIN_MIN, if its options speak for at least QUESTION_STATED_MIN of the
 * results, and if one of them would take a product off the first page. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "steward/v1/catalog.pb-c.h"

#define QUESTION_OPTIONS_MAX 5
#define QUESTION_TAIL_MAX    24  /* values that may be put together as "another" */
#define QUESTION_GAIN_MIN    0.4 /* bits; below, the results are alike */
#define QUESTION_STATED_MIN  0.5

/* One value, and what choosing it would leave. */
struct question_value {
    const char *text;
    double share;     /* of the results, how many would be meant by it: one in two colours is half of each */
    uint32_t count;   /* results that have it */
    uint32_t on_page; /* of these on the first page */
};

struct question_number {
    double number;
    bool on_page;
};

struct question_facet {
    const char *about;
    const char *unit;              /* of the numbers; NULL: none */
    size_t results, page;          /* all of them, and those on the first page */
    struct question_value *values; /* in any order; they are sorted */
    size_t value_count;
    struct question_number *numbers; /* the same; of a facet of numbers, which has no values */
    size_t number_count;
    bool has_opposite; /* "none of these" can be searched for */
};

/* The question about one facet, without its words; in the arena. NULL: it is not worth asking. */
Steward__V1__Clarification *question_about(struct question_facet *facet, struct arena *arena);
/* The best of them; NULL: none is worth asking. */
Steward__V1__Clarification *question_best(struct question_facet *facets, size_t count, struct arena *arena);
/* Whether a facet of this name is ever asked about: nobody chooses by the weight of the packaging. */
bool question_is_for_people(const char *about);
