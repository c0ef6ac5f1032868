/* page.c: the shop's page.
 *
 * It may run only scripts and styles of this very host, and talk to nobody else: its policy says so to the
 * browser. */
#include "edge/page.h"

#include "orchestrator.h"

#define INDEX "index.html"

static const char policy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

bool page_read(const char *folder, struct files **ret_page, struct error *err)
{
    static const char *const pages[] = {INDEX, NULL};

    return files_read(&(struct files_folder){folder, "STEWARD_WEB", pages}, ret_page, err);
}

static const struct files *page_of(struct call *call)
{
    const struct orchestrator *own = process_own(call_process(call));

    if (own)
        return own->page;
    call_add_header(call, "Retry-After", STR("1"));
    call_problem(call, 503, "starting", NULL, "the process has just started");
    return NULL;
}

void page_get(struct call *call)
{
    const struct files *page = page_of(call);

    if (page)
        call_reply_file(call, files_page(page, INDEX), policy);
}

void asset_get(struct call *call)
{
    const struct files *page = page_of(call);

    if (page)
        call_reply_file(call, files_asset(page, call_param(call, "name")), policy);
}
