/* icecat: a product of the labelled data, as `steward catalog import --map icecat` reads it. */
#pragma once

#include <jansson.h>

#include "base/arena.h"
#include "steward/v1/catalog.pb-c.h"

/* Copies of the catalogue beyond the first have ids of their own. The product lives in the arena. */
Steward__V1__Product *icecat_product(json_t *line, int copy_number, struct arena *arena);
