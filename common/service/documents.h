/* service/documents.h: what a process says of itself: the documents that are made from its tables, and the
 * pages that show them.
 *
 * The pages with JavaScript are built by npm into the folder STEWARD_DOCS; without it /docs says so. */
#pragma once

#include <stdio.h>

#include "service/call.h"
#include "service/service.h"

struct documents;

/* The documents follow from the process's tables alone: they are made once. */
MUST_CHECK bool documents_open(struct process *process, struct documents **ret_documents, struct error *err);
void documents_free(struct documents *documents);
/* "openapi" or "asyncapi", to standard output, for --openapi and --asyncapi. False: there is no other. */
bool documents_print(const struct service *service, const char *name);

void openapi_get(struct call *call);       /* GET /openapi.json */
void asyncapi_get(struct call *call);      /* GET /asyncapi.json */
void asyncapi_page_get(struct call *call); /* GET /asyncapi */
void swagger_get(struct call *call);       /* GET /docs */
void redoc_get(struct call *call);         /* GET /redoc */
void docs_style_get(struct call *call);    /* GET /docs/style.css */
void docs_asset_get(struct call *call);    /* GET /docs/assets/{name} */
