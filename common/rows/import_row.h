/* import_row.h: a row of an import file as a product. Pure. */
#pragma once

#include "rows/mapping.h"
#include "rows/rows.h"

/* `mapping` NULL: a line of JSON is a Product as the catalogue's API has it. */
MUST_CHECK bool import_row(const struct row *row, const struct mapping *mapping, struct arena *arena,
                           Steward__V1__Product **ret_product, struct error *err);
