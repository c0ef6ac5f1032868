/* question_parts.h: what question.c and question_facets.c share. Nobody else includes it. */
#pragma once

#include "search/rules_question.h"
#include "search/search_parts.h"

enum {
    QUESTION_SAMPLE = 1500,
    QUESTION_ATTRIBUTES_MAX = 32, /* that are looked at */
    QUESTION_CATEGORY_DEPTHS = 4,
    QUESTION_FACETS_MAX = 8 + QUESTION_CATEGORY_DEPTHS + QUESTION_ATTRIBUTES_MAX,
};

struct seen {
    const struct product *product;
    bool on_page;
};

struct asking {
    struct search *search;
    const struct texts *texts;
    struct seen *seen;
    size_t count, found, page;
    uint32_t *slots; /* by text: its value's place in the facet that is counted, from 1 */
    struct question_facet facets[QUESTION_FACETS_MAX];
    size_t facet_count;
};

/* question_facets.c: counts what may be asked about among the products that were seen. */
void question_facets(struct asking *asking);
