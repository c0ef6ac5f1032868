/* uploads: the orders of an upload, as they are given. */
#include "store/uploads.h"

#include "store/store_parts.h"

/* An id that is none stays empty, and there is nothing of it. */
static struct order *order_of(struct media_store *store, const struct order_kind *kind, struct str tenant,
                              struct str upload, media_done_fn *done, void *owner)
{
    struct order *order = order_new(store, kind, tenant, done, owner);

    if (seal_id_is_good(upload))
        memcpy(order->answer.upload, upload.data, upload.len);
    return order;
}

void media_upload_begin(struct media_store *store, struct str tenant, int64_t length, media_done_fn *done,
                        void *owner)
{
    struct order *order = order_new(store, &order_upload_begin, tenant, done, owner);

    order->answer.length = length;
    order_go(order);
}

void media_upload_stat(struct media_store *store, struct str tenant, struct str upload, media_done_fn *done,
                       void *owner)
{
    order_go(order_of(store, &order_upload_stat, tenant, upload, done, owner));
}

void media_upload_add(struct media_store *store, struct str tenant, struct str upload, int64_t offset,
                      struct str bytes, media_done_fn *done, void *owner)
{
    struct order *order = order_of(store, &order_upload_add, tenant, upload, done, owner);

    order->offset = offset;
    order_take(order, bytes);
    order_go(order);
}

void media_upload_remove(struct media_store *store, struct str tenant, struct str upload, media_done_fn *done,
                         void *owner)
{
    order_go(order_of(store, &order_upload_remove, tenant, upload, done, owner));
}
