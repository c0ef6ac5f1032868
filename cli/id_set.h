/* id_set.h: which ids were in a file: eight bytes each, so that millions fit. Two ids may share their hash:
 * then has() is true of one too many, and `--replace` leaves a product that it might have deleted; never the
 * other way round. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct id_set {
    uint64_t *hashes;
    size_t count, room;
    bool is_sorted;
};

void id_set_add(struct id_set *set, struct str id);
bool id_set_has(struct id_set *set, struct str id); /* sorts when needed: add first, ask then */
void id_set_free(struct id_set *set);
