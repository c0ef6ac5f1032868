/* join_answer.h: how the catalogue answers a text: what makes one reading of it better than another. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

#define JOIN_PRODUCTS_MAX 10 /* those that are seen at once */

struct chat;
struct index;

struct join_answer {
    double covered; /* how much of the text the best product has, or a command of the shop: 0 to 1 */
    const char *products[JOIN_PRODUCTS_MAX]; /* ids of the first ones that have as much, in the arena */
    size_t count;
};

/* `chat` NULL: no text is a command. */
void join_answer_of(struct index *index, const struct chat *chat, struct str text, struct arena *arena,
                    struct join_answer *ret_answer);
/* Whether both are answers, and not much the same. */
bool join_answers_differ(const struct join_answer *one, const struct join_answer *other);
