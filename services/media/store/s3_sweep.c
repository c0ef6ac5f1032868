/* s3_sweep: through the bucket a page at a time, so that nobody waits for all of it. An object ends so long
 * after it was put: its head says the same, and would have to be fetched. */
#include <stdio.h>

#include "base/tenant.h"
#include "store/s3_list.h"
#include "store/s3_parts.h"

#define PAGE_ITEMS "100"

/* Of "blobs/of-TENANT/ID"; false: it is none of ours. */
static bool read_key(struct str key, struct str *ret_tenant, struct str *ret_name)
{
    struct str rest = key, part;

    if (!str_split(&rest, '/', &part) || !str_is(part, "blobs") || !str_split(&rest, '/', &part) ||
        !str_starts(part, STR(S3_OF)))
        return false;
    *ret_tenant = str_sub(part, strlen(S3_OF), part.len);
    *ret_name = rest;
    return tenant_id_is_good(*ret_tenant) && place_name_is_good(rest);
}

static bool look_at(struct s3 *s3, const struct s3_item *item, int64_t now_ms, struct error *err)
{
    struct str tenant, name;

    if (!read_key(item->key, &tenant, &name))
        return true;
    if (item->changed_ms + place_keep_ms(&s3->place, place_name_is_of_upload(name)) > now_ms) {
        place_count(&s3->counting, &s3->counted, tenant, name, item->bytes);
        return true;
    }
    if (!s3_ask(s3, &(struct s3_ask){.method = "DELETE", .key = item->key}, err) ||
        s3_outcome(s3, err) == MEDIA_AWAY)
        return false;
    s3->counted.erased += !place_name_is_of_upload(name);
    return true;
}

static bool list(struct s3 *s3, struct error *err)
{
    struct buf query = {0};
    bool is_listed;

    buf_printf(&query, "list-type=2&max-keys=" PAGE_ITEMS "&prefix=");
    sigv4_escape(STR(S3_BLOBS), false, &query);
    if (s3->after[0]) {
        buf_printf(&query, "&start-after=");
        sigv4_escape(str_of(s3->after), false, &query);
    }
    is_listed = s3_ask(s3, &(struct s3_ask){.method = "GET", .query = buf_as_str(&query)}, err);
    buf_free(&query);
    if (!is_listed || s3_outcome(s3, err) == MEDIA_AWAY)
        return false;
    return s3_list_is_good(buf_as_str(&s3->body)) ||
           error_set(err, ERROR_RETRY, "media", "the bucket does not say what is in it");
}

/* Where the next page begins; it has to be further on, or this would have no end. */
static bool go_on_after(struct s3 *s3, struct str key)
{
    bool goes_on = key.len <= S3_AFTER_MAX && str_compare(key, str_of(s3->after)) > 0;

    if (goes_on)
        snprintf(s3->after, sizeof(s3->after), "%.*s", STR_ARGS(key));
    return goes_on;
}

static void begin(struct s3 *s3)
{
    s3->counted = (struct place_counts){0};
    usages_forget(&s3->counting);
}

static void end(struct s3 *s3)
{
    s3->counted.bytes = s3->counting.bytes;
    s3->counting.tenant_bytes_max = s3->place.usages.tenant_bytes_max;
    s3->counting.bytes_max = s3->place.usages.bytes_max;
    usages_forget(&s3->place.usages);
    s3->place.usages = s3->counting;
    s3->counting = (struct usages){0};
}

bool s3_sweep(struct place *place, int64_t now_ms, struct place_counts *ret_counts, struct error *err)
{
    struct s3 *s3 = container_of(place, struct s3, place);
    struct str rest, last = STR_NONE;
    struct s3_item item;
    struct buf page;
    bool is_done;

    if (!s3->after[0])
        begin(s3);
    s3->counted.erased = 0; /* on this page */
    is_done = list(s3, err);
    page = s3->body;
    s3->body = (struct buf){0}; /* erasing has answers, too */
    rest = buf_as_str(&page);
    while (is_done && s3_list_next(&rest, &item)) {
        last = item.key;
        is_done = look_at(s3, &item, now_ms, err);
    }
    s3->counted.is_partial = is_done && s3_list_is_cut(buf_as_str(&page)) && go_on_after(s3, last);
    if (!s3->counted.is_partial)
        s3->after[0] = '\0';
    if (!s3->counted.is_partial && is_done)
        end(s3);
    *ret_counts = s3->counted;
    buf_free(&page);
    return is_done;
}
