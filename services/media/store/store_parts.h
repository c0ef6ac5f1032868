/* store/store_parts.h: what the files of the store share. Nobody else includes it. */
#pragma once

#include "base/metrics.h"
#include "base/tenant.h"
#include "loop/workers.h"
#include "store/place.h"
#include "store/store.h"

struct media_store {
    struct loop *loop;
    struct workers *workers;
    struct timer *sweeping;
    int64_t sweep_ms, keep_ms;
    struct metric *bytes, *blobs, *erased;
    bool is_ending;
    char lacks[240]; /* as of the last sweep; empty: nothing */
    /* The worker's, but for its making and its end. */
    struct place *place;
    char *key_file; /* empty: the keys are of the settings */
    struct media_keys keys;
    bool is_open;
    struct place_counts swept; /* by the last sweep; the loop looks when it is over */
};

struct order;

/* store_work.c: what is done in the worker. */
struct order_kind {
    const char *name;
    void (*carry_out)(struct order *order);
};

struct order {
    struct job job;
    struct deferred refused; /* there was no place for it */
    struct media_store *store;
    const struct order_kind *kind;
    char tenant[TENANT_ID_MAX + 1];
    int64_t now_ms;
    unsigned char *blob; /* of what is put: room for the head, then the content */
    size_t content;
    int64_t offset; /* of an upload, where the content begins */
    struct media_answer answer;
    struct error err;
    media_done_fn *done;
    void *owner;
};

extern const struct order_kind order_put, order_get, order_stat, order_remove, order_sweep;
/* upload_work.c */
extern const struct order_kind order_upload_begin, order_upload_stat, order_upload_add, order_upload_remove;

/* store.c, in the loop. */
struct order *order_new(struct media_store *store, const struct order_kind *kind, struct str tenant,
                        media_done_fn *done, void *owner);
void order_take(struct order *order, struct str bytes); /* as its content */
void order_go(struct order *order);

void order_work(struct job *job);
