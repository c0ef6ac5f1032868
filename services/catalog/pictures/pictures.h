/* pictures/pictures.h: what products' pictures look like, so that a photo of one finds it.
 *
 * The media service is asked for each picture's fingerprint, by its URL, a few at a time; what it said is
 * kept in Postgres, which every copy follows. There is no queue: this copy's index is walked through, and
 * what has a picture that nobody has looked at is claimed in Postgres by one copy at a time, and again later,
 * ever more seldom, if nothing came of it. Only where STEWARD_CATALOG_PICTURES says so. In the loop's thread.
 */
#pragma once

#include "catalog.h"
#include "pictures/looks.h"

/* Lines for its service's table of settings. */
// clang-format off
#define PICTURES_SETTINGS \
    {"STEWARD_CATALOG_PICTURES", SETTING_BOOL, "false", \
     .help = "have the media service look at products' pictures, so that photos of them find them"}, \
    {"STEWARD_MEDIA_URL", SETTING_URL, "http://127.0.0.1:8001", .help = "where that service is"}
// clang-format on

struct pictures;

struct pictures *pictures_new(struct catalog *catalog); /* NULL: they are not looked at */
void pictures_free(struct pictures *pictures);          /* NULL does nothing */

/* The product of that tenant whose picture it shows; false: none, or `pictures` is NULL. */
bool pictures_find(const struct pictures *pictures, struct str tenant_id, const struct index *index,
                   const Steward__V1__Fingerprint *photo, struct likeness *ret_likeness);
