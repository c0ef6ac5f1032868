/* s3_list: the few elements that are wanted, found by their tags; a bucket is not expected to be hostile, and
 * whatever it says is only believed as far as names and numbers go. */
#include "store/s3_list.h"

#include <time.h>

/* What is between <name> and </name>; STR_NONE: there is no such thing. */
static struct str between(struct str text, struct str begin, struct str end, struct str *ret_rest)
{
    ptrdiff_t from = str_find(text, begin), to;

    if (from < 0)
        return STR_NONE;
    text = str_sub(text, (size_t)from + begin.len, text.len);
    to = str_find(text, end);
    if (to < 0)
        return STR_NONE;
    if (ret_rest)
        *ret_rest = str_sub(text, (size_t)to + end.len, text.len);
    return str_sub(text, 0, (size_t)to);
}

#define ELEMENT(text, name) between(text, STR("<" name ">"), STR("</" name ">"), NULL)

/* "2009-10-12T17:50:30.000Z" */
static bool read_time(struct str said, int64_t *ret_ms)
{
    char text[20] = "";
    struct tm utc = {0};
    const char *end;

    if (said.len < sizeof(text))
        return false;
    memcpy(text, said.data, sizeof(text) - 1);
    end = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);
    *ret_ms = (int64_t)timegm(&utc) * 1000;
    return end && !*end;
}

bool s3_list_next(struct str *rest, struct s3_item *ret_item)
{
    struct str item = between(*rest, STR("<Contents>"), STR("</Contents>"), rest);

    ret_item->key = ELEMENT(item, "Key");
    return item.data && ret_item->key.len && str_to_int64(ELEMENT(item, "Size"), &ret_item->bytes) &&
           ret_item->bytes >= 0 && read_time(ELEMENT(item, "LastModified"), &ret_item->changed_ms);
}

bool s3_list_is_cut(struct str document)
{
    return str_is(ELEMENT(document, "IsTruncated"), "true");
}

bool s3_list_is_good(struct str document)
{
    return str_find(document, STR("<ListBucketResult")) >= 0 && ELEMENT(document, "IsTruncated").len > 0;
}
