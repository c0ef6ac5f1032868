/* picture/label.h: what a word of a label is: a model number, a size, a measure. Pure. */
#pragma once

#include "base/str.h"

enum label_kind { LABEL_WORD, LABEL_MODEL, LABEL_SIZE };

/* `before` is the word before it, or nothing: "Size 42". What of the word counts is *ret_value: without the
 * commas around it. */
enum label_kind label_kind_of(struct str word, struct str before, struct str *ret_value);
