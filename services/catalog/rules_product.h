/* rules_product.h: what may be in the catalogue. Pure. */
#pragma once

#include <stdbool.h>

#include "base/mem.h"
#include "base/str.h"
#include "steward/v1/catalog.pb-c.h"

#define PRODUCT_ID_MAX    128
#define PRODUCT_BYTES_MAX (256 << 10) /* packed; a change of it has to fit into one record of Kafka */

struct product_fault {
    char field[64];   /* path: "price.currency_code", "attributes[3].name" */
    char reason[160]; /* a sentence, without the field */
};

MUST_CHECK bool product_is_good(const Steward__V1__Product *product, struct product_fault *fault);
MUST_CHECK bool product_id_is_good(struct str product_id, struct product_fault *fault);
bool tenant_id_is_good(struct str tenant_id);
bool currency_is_known(const char *code); /* ISO 4217 */
