/* picture/letters.h: things of a letter's size that stand out from what is around them. Pure. */
#pragma once

#include "picture/plane.h"

#define LETTERS_MAX 1500

struct letter {
    double x, y, width, height; /* the middle and the extent */
    int group;                  /* for who puts them together */
};

/* Of dark ones, or of bright ones; the first LETTERS_MAX from the top. How many is returned. */
size_t letters_find(struct plane plane, struct plane mean, bool bright, struct arena *arena,
                    struct letter *ret_letters);
