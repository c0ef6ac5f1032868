/* cursor.h: where a page ended, as text for the client to bring back.
 *
 * A keyset: the sort key and id of the last product seen, so a page costs the same however deep, and products
 * that come or go in between shift nothing. It belongs to one query, filters and order. Checked on the way in
 * and never trusted: whatever a client sends, at worst it reads another page. */
#pragma once

#include "base/arena.h"
#include "base/str.h"

#define CURSOR_ID_MAX 255

struct cursor {
    uint64_t search; /* hash_for_good of what was asked: every copy must know it again */
    double key;      /* of the last product before this window */
    struct str id;   /* of it; empty: the window is the first */
    uint16_t skip;   /* of the window */
};

char *cursor_write(const struct cursor *cursor, struct arena *arena);
bool cursor_read(struct str text, struct cursor *ret_cursor, struct arena *arena);
