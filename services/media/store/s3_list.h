/* store/s3_list.h: what a bucket says that it has (ListObjectsV2). Pure. */
#pragma once

#include <stdint.h>

#include "base/mem.h"
#include "base/str.h"

struct s3_item {
    struct str key; /* as it is written in XML: names with an "&" are not among ours */
    int64_t bytes, changed_ms;
};

/* Takes the next item off *rest, which is the document at first. False: there is none any more, or it cannot
 * be read. */
bool s3_list_next(struct str *rest, struct s3_item *ret_item);
bool s3_list_is_cut(struct str document); /* there are more behind the last item */
bool s3_list_is_good(struct str document);
