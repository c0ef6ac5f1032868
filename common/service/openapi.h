/* service/openapi.h: what a service answers to over HTTP, as an OpenAPI 3.1 document made from its route
 * table and the descriptors of its messages: the same that decode and encode them. */
#pragma once

#include "base/mem.h"
#include "service/call.h"
#include "json/limits.h"

struct openapi_about {
    const char *title, *version, *summary;
    const struct limit *limits; /* of fields; NULL: none */
    bool takes_anonymous;       /* a credential may be left out */
};

/* Routes that are pages are left out. */
void openapi_write(const struct openapi_about *about, const struct route *const *routes, size_t count,
                   struct buf *out);
