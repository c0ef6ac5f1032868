/* rules_limits.h: what products, merchandising rules and synonyms may be. Pure. */
#pragma once

#include "base/str.h"
#include "steward/v1/catalog.pb-c.h"
#include "json/limits.h"

#define PRODUCT_ID_MAX    128
#define PRODUCT_ID_SAID   "may have up to 128 letters, digits and . _ : ~ @ + -"
#define PRODUCT_BYTES_MAX (256 << 10) /* packed; a change of it has to fit into one record of Kafka */
#define BULK_MAX          1000        /* products at once */

/* Of products in a list each is checked by itself: product_faults. */
extern const struct limit catalog_limits[];

/* What is wrong with it, all of it; 0: nothing. It has its id by now. */
MUST_CHECK size_t product_faults(const Steward__V1__Product *product,
                                 struct json_fault ret_faults[LIMIT_FAULTS_MAX]);
MUST_CHECK bool product_id_is_good(struct str product_id);
bool currency_is_known(struct str code); /* ISO 4217 */
