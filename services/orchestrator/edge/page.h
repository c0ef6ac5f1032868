/* page.h: the shop's page, as it was built into a folder. */
#pragma once

#include "service/files.h"

/* `folder` "": there is no page, and every address of it is not found. */
MUST_CHECK bool page_read(const char *folder, struct files **ret_page, struct error *err);

void page_get(struct call *call);  /* GET / */
void asset_get(struct call *call); /* GET /assets/{name} */
