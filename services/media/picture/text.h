/* picture/text.h: reads print. text_warm loads what that takes, once for a process and before it is confined;
 * without it nothing is read. */
#pragma once

#include "picture/lines.h"

#define WORDS_MAX 64

struct word {
    struct str text; /* valid UTF-8 */
    double confidence;
    int line; /* of which it is; from 0 */
    struct area area;
};

/* `folder` has eng.traineddata. */
MUST_CHECK bool text_warm(const char *folder, struct error *err);
bool text_is_read(void);
struct text_limits {
    double cpu_ms;          /* the line that is being read then is the last */
    const struct area *but; /* in whose middle nothing is read: barcodes */
    size_t but_count;
};
/* How many there are is returned; ret_is_all is false if the time was over before all lines were read. */
size_t text_find(struct plane plane, const struct text_limits *limits, struct arena *arena,
                 struct word *ret_words, bool *ret_is_all);
void text_cool(void); /* gives it back */
