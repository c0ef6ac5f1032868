/* picture/label.h: what a word of a label is: a model number, a size, a measure. Pure. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

enum label_kind { LABEL_WORD, LABEL_MODEL, LABEL_SIZE };

/* `before` is the word before it, or nothing: "Size 42". What of the word counts is *ret_value: without the
 * commas around it. */
enum label_kind label_kind_of(struct str word, struct str before, struct str *ret_value);
/* A model number as makers write it, in capitals, whose small forms are often no other than small. An O after
 * a figure is a 0. In the arena. */
struct str label_model(struct str word, struct arena *arena);
/* Whether the next word is rather the rest of this one: "SAW" and "-9376". */
bool label_goes_on(struct str word, struct str next);
