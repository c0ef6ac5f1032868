/* mapping.h: which field of an import file becomes what of a product. Pure.
 *
 * A map is a text, a rule a line, # begins a comment:
 *
 *     supplier        = brand
 *     price           = price_minor USD
 *     product_colour  = colours ,
 *     attr_n_*        = attribute number
 *     weight          = attribute number weight g
 *
 * A * at the end stands for any ending. A field may have several targets; of rules with the same target the
 * first that fits counts, and where several fields have a target that holds one value, the first rule's.
 * Fields that no rule names are left out. Targets: product_id title brand description url image_url
 * released_at; category (one), categories colours sizes codes (lists: a JSON array, or text cut at the
 * separator, "|" if none is given); code
 * (one; a text with blanks is none); price CURRENCY (12.99) and price_minor CURRENCY (1299); currency, which
 * goes before that of the price, and price_minor may leave it out then; stars rating_count stock;
 * attribute text|number|flag [NAME [UNIT]], the name being what * stood for, or the field's, if it is left
 * out or "*". */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "steward/v1/catalog.pb-c.h"
#include "json/json.h"

struct mapping;

/* Lives in the arena. The error names the line. */
MUST_CHECK bool mapping_read(struct str text, struct arena *arena, struct mapping **ret_mapping,
                             struct error *err);
const char *mapping_built_in(struct str name); /* its text; NULL: there is none */

/* The product lives in the arena and may borrow from the fields. The error names the field. */
MUST_CHECK bool mapping_apply(const struct mapping *mapping, const struct json_member *fields, size_t count,
                              struct arena *arena, Steward__V1__Product **ret_product, struct error *err);
