/* service/who_cookies.c: who is signed in with a cookie. Browsers send cookies by themselves, so what changes
 * something must also come from a page of this host. A cookie that is not known (any more) is as none: what
 * remains is what anonymous clients may. */
#include "service/cookie.h"
#include "service/process_parts.h"
#include "service/who_parts.h"

static bool only_reads(const struct http_request *request)
{
    return http_method(request) == HTTP_GET || http_method(request) == HTTP_HEAD;
}

static void on_found(void *owner, const struct key_record *record, const struct error *err)
{
    struct waiting *waiting = owner;

    if (record)
        who_tell(waiting, &record->principal);
    else if (err)
        who_refuse(waiting->told, waiting->owner, 503, "accounts-silent",
                   "who is signed in cannot be found out now: %s", err->text);
    else
        waiting->as_nobody(waiting);
}

bool cookies_ask(struct process *process, struct http_request *request, struct waiting *waiting)
{
    struct str host = http_header(request, "Host");
    struct cookie cookie;

    if (!process->service->find_sign_in || !cookie_read(http_header(request, "Cookie"), host, &cookie))
        return false;
    if (!only_reads(request) &&
        !cookie_may_change(http_header(request, "Origin"), http_header(request, "Sec-Fetch-Site"), host))
        who_refuse(waiting->told, waiting->owner, 403, "cross-site-request",
                   "with a cookie only pages of this host may change something");
    else
        process->service->find_sign_in(process, cookie.id,
                                       str_n((const char *)cookie.digest, sizeof(cookie.digest)), on_found,
                                       waiting);
    return true;
}
