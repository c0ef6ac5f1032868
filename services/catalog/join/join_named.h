/* join_named.h: what a question has one of, a colour or a brand, and who named it. */
#pragma once

#include <stdbool.h>

#include "base/str.h"

struct named {
    const char *by; /* "wrote", "said", ...: in a sentence */
    struct str word;
    bool is_negated; /* "not red": nothing that is looked for, but it was spoken of */
};

static inline bool word_denies(struct str word)
{
    return str_is(word, "not") || str_is(word, "no") || str_is(word, "without") || str_is(word, "except");
}
