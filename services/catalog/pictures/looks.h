/* pictures/looks.h: what the pictures of a tenant's products look like, and which of them a photo shows.
 *
 * Each look is a descriptor of the whole picture and some of it without its edges; the less two of them
 * differ, summed over their bytes, the more alike are the pictures. A photo shows the product whose picture
 * is nearest if it is far nearer than any other picture: how near strangers are depends on the catalogue.
 * Some 1.3 KB a product; looking is 2 ms with 100,000 of them. Pure. */
#pragma once

#include <stdbool.h>

#include "base/str.h"
#include "steward/v1/media.pb-c.h"

#define LOOK_BYTES 200 /* of a descriptor; what has others is passed over */
#define LOOK_CUTS  5

struct looks;

struct looks *looks_new(void);
void looks_free(struct looks *looks); /* NULL does nothing */

/* `image_url`: of the picture that it is the look of. NULL: nobody has had that one; it is due at due_ms. */
void looks_put(struct looks *looks, struct str product_id, struct str image_url,
               const Steward__V1__Fingerprint *fingerprint, int64_t due_ms);
/* Whether somebody should look at that picture of a product. */
bool looks_are_due(const struct looks *looks, struct str product_id, struct str image_url, int64_t now_ms);
/* Whether what is known of a product is of that picture. */
bool looks_are_of(const struct looks *looks, struct str product_id, struct str image_url);

struct likeness {
    struct str product_id; /* lives as long as the looks */
    double sureness;       /* 0.5 to 1 */
};

/* False: it shows none of them surely enough. `is_there` tells which products count. */
bool looks_find(const struct looks *looks, ProtobufCBinaryData descriptor,
                bool (*is_there)(const void *owner, struct str product_id), const void *owner,
                struct likeness *ret_likeness);
