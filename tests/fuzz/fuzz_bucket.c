// uses: steward-media_parts
/* What a bucket says that it has: whatever the bytes, the items end, and each name is within them, in order.
 */
#include <stdlib.h>

#include "store/s3_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str document = str_n((const char *)data, size), rest = document;
    const char *end = document.data;
    struct s3_item item;

    (void)s3_list_is_good(document);
    (void)s3_list_is_cut(document);
    while (s3_list_next(&rest, &item)) {
        must(item.key.data >= end && item.key.data + item.key.len <= document.data + document.len);
        must(item.bytes >= 0);
        end = item.key.data + item.key.len;
        must(rest.data >= end);
    }
    return 0;
}
