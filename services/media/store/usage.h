/* store/usage.h: what is taken of a place, by tenant, and whether there is room for more. */
#pragma once

#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"

struct usages {
    struct map by_tenant;
    int64_t bytes; /* of all */
    int64_t tenant_bytes_max, bytes_max;
};

void usages_forget(struct usages *usages); /* all of it; gives the memory back */
void usages_count(struct usages *usages, struct str tenant, int64_t change);
/* Uploads that go on. */
void usages_count_upload(struct usages *usages, struct str tenant, int change);
int usages_uploads(const struct usages *usages, struct str tenant);
/* True: so much more fits. */
MUST_CHECK bool usages_have_room(const struct usages *usages, struct str tenant, int64_t more,
                                 struct error *err);
