/* join_named.h: what a question has one of, a colour or a brand, and who named it. */
#pragma once

#include <stdbool.h>

#include "base/str.h"
#include "steward/v1/reading.pb-c.h"

#define BY(name) STEWARD__V1__MEDIA_NOTE__BY__##name

typedef Steward__V1__MediaNote__By named_by;

struct named {
    named_by by;
    struct str word;
    bool is_negated; /* "not red": nothing that is looked for, but it was spoken of */
};

static inline bool word_denies(struct str word)
{
    return str_is(word, "not") || str_is(word, "no") || str_is(word, "without") || str_is(word, "except");
}
