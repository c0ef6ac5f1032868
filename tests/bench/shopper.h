/* shopper: somebody who knows what they want, but not what it is called.
 *
 * A product is in the shopper's mind. They begin with some words, answer each question back truthfully from
 * the product's data ("it does not matter" where it is not stated, or no option fits) and stop when the
 * product is on the first page, when nothing is asked, or after so many questions. */
#pragma once

#include "base/arena.h"
#include "index/index.h"

#define SHOPPER_PAGE      10
#define SHOPPER_PAGES_MAX 20 /* that somebody leafs through who was asked enough */

enum asking { ASK_NOTHING, ASK_ANYTHING, ASK_BEST };

struct outcome {
    bool found; /* on the first page, after so many questions */
    int questions;
    int turns; /* the first words, each answer, and then each further page up to the product */
};

struct outcome shopper_go(struct index *index, uint32_t target, const char *words, enum asking asking,
                          int questions_max, struct arena *arena);
