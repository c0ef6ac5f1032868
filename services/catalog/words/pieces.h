/* pieces.h: a text cut into runs of letters and digits, folded, with what stood between them. */
#pragma once

#include "base/str.h"

#define PIECES_MAX 4000 /* of a text; what is behind is not read */

enum gap { GAP_NONE, GAP_BLANK, GAP_HYPHEN, GAP_DOT, GAP_COMMA, GAP_STROKE, GAP_OTHER };

struct piece {
    uint32_t at; /* in the folded text */
    uint8_t len;
    uint8_t digits;    /* how many of its characters are */
    uint8_t gap;       /* what stands before it */
    bool inches;       /* followed by an inch sign */
    bool starts_upper; /* as it was written */
    bool all_upper;
    uint32_t from, to; /* in the text */
};

struct pieces { /* begins as {0} */
    struct buf folded;
    struct piece all[PIECES_MAX];
    size_t count;
};

/* Takes the place of what was cut before. */
void pieces_cut(struct pieces *pieces, struct str text);
void pieces_free(struct pieces *pieces);

/* Folded; until the next cut. */
static inline struct str piece_text(const struct pieces *pieces, const struct piece *piece)
{
    return str_n(pieces->folded.data + piece->at, piece->len);
}
