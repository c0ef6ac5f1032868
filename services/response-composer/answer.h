/* answer.h: an answer in the making. Inside only.
 *
 * rules_answer.c chooses by intent; answer_product.c speaks of products, answer_choice.c of one among
 * several, answer_explain.c of its place, answer_list.c of the shortlist and of buying, answer_shop.c of what
 * is the shop's to say. */
#pragma once

#include "rules_answer.h"
#include "rules_fact.h"

#define SUGGESTIONS_MAX 4
#define SPOKEN_MAX      5 /* products that are spoken of one by one */

struct answer {
    const Steward__V1__Turn *turn;
    struct speech speech;
    Steward__V1__RankResult *result;
    struct buf text;
    Steward__V1__Product *subjects[ANSWER_PRODUCTS_MAX]; /* without those that are missing */
    size_t subject_count;
};

/* One more sentence. */
void answer_say(struct answer *a, const char *key, const struct text_arg *args);
/* Its first attributes, with their names: "battery life 38 hours and weight 290 g". */
char *answer_main_facts(struct answer *a, const Steward__V1__Product *product);
const char *answer_slot(const struct answer *a, const char *name); /* its value; NULL: the message has none */
char *answer_title(const struct answer *a, const Steward__V1__Product *product);
void answer_show(struct answer *a); /* the subjects as the answer's products */
void answer_show_saved(struct answer *a);

typedef void answer_fn(struct answer *a);

answer_fn answer_ask, answer_compare;                             /* answer_product.c */
answer_fn answer_recommend, answer_choose;                        /* answer_choice.c */
answer_fn answer_explain;                                         /* answer_explain.c */
answer_fn answer_save, answer_saved, answer_remove, answer_order; /* answer_list.c */
answer_fn answer_unknown;                                         /* answer_shop.c */
