/* import_batch.h: the products of one call to the catalogue. */
#pragma once

#include "base/list.h"
#include "base/map.h"
#include "import.h"

enum { BATCH_PRODUCTS = 500, BATCH_BYTES = 1 << 20 };

struct import;

struct batch {
    struct link link; /* in the import's list, oldest first */
    struct import *import;
    struct buf body; /* {"products":[...]} */
    struct arena *arena;
    int64_t lines[BATCH_PRODUCTS];
    struct str ids[BATCH_PRODUCTS]; /* in the arena */
    size_t count;
    int64_t last_number; /* of the last record read for it */
    int64_t rejected;    /* of the records read for it */
    int64_t accepted;
    int attempts;
    bool is_done;
    struct timer *retry;
};

struct batch *batch_new(struct import *import);
void batch_add(struct batch *batch, const Steward__V1__Product *product, int64_t line);
bool batch_is_full(const struct batch *batch);
void batch_close(struct batch *batch); /* the body is then whole */
void batch_free(struct batch *batch);
