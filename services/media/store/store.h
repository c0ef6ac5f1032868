/* store/store.h: what people have sent, kept for a while: encrypted, by an id, each tenant's apart.
 *
 * Never over Kafka, only its id. The same bytes of the same tenant are kept once, and each time they are sent
 * their time begins anew; whoever removes them removes them for all who have sent them. What is answered as
 * kept is whole and on the disk. In the loop's thread; the work is done in a thread of its own, one order
 * after the other. */
#pragma once

#include "base/config.h"
#include "loop/loop.h"
#include "store/kind.h"
#include "store/outcome.h"
#include "store/seal.h"

/* Among the settings of its service. */
#define STORE_SETTINGS                                                                                       \
    {"STEWARD_MEDIA_FOLDER", SETTING_PATH, "/var/lib/steward-media",                                         \
     .help = "where photos and voice notes are kept, encrypted; copies of the service may share it"},        \
        {"STEWARD_MEDIA_S3_URL", SETTING_URL, "",                                                            \
         .help = "of an S3-compatible service, in the place of the folder"},                                 \
        {"STEWARD_MEDIA_S3_BUCKET", SETTING_TEXT, "steward-media", .help = "which is there already"},        \
        {"STEWARD_MEDIA_S3_REGION", SETTING_TEXT, "us-east-1",                                               \
         .help = "that requests to it are signed for"},                                                      \
        {"STEWARD_MEDIA_S3_KEY", SETTING_TEXT, "",                                                           \
         .help = "the id of an access key, a colon, and its secret", .secret = true},                        \
        {"STEWARD_MEDIA_KEY", SETTING_TEXT, "",                                                              \
         .help = "what encrypts their keys: 64 hexadecimal digits; behind a comma older ones, which still "  \
                 "open; empty: one is made in that folder",                                                  \
         .secret = true},                                                                                    \
        {"STEWARD_MEDIA_SECONDS", SETTING_INT, "86400", 1, 31536000, "after which they are erased"},         \
        {"STEWARD_MEDIA_QUOTA_MB", SETTING_INT, "4096", 1, 1 << 30, "what all of them may take"},            \
    {                                                                                                        \
        "STEWARD_MEDIA_TENANT_QUOTA_MB", SETTING_INT, "1024", 1, 1 << 30, "what those of a tenant may take"  \
    }

struct media_store;

struct media_answer {
    enum media_outcome outcome;
    const char *why; /* of all outcomes but done */
    char id[MEDIA_ID_SIZE];
    const struct media_type *type;
    int64_t bytes, expires_ms;
    struct str content; /* of a get; until the call returns */
    /* Of an upload: store/uploads.h. */
    char upload[MEDIA_ID_SIZE];
    int64_t offset, length;
};
typedef void media_done_fn(void *owner, const struct media_answer *answer); /* once, never inside */

/* The folder is made and opened in time, and tried again while it cannot be: until then orders end with
 * MEDIA_AWAY. NULL: a setting is wrong. */
struct media_store *media_store_new(struct loop *loop, const struct config *config, struct error *err);
void media_store_free(struct media_store *store); /* calls every done that is due; NULL does nothing */
const char *
media_store_lacks(const struct media_store *store); /* why its folder does not work; NULL: it does */

/* Without what strip() takes away. The bytes are copied. */
void media_store_put(struct media_store *store, struct str tenant, struct str bytes, media_done_fn *done,
                     void *owner);
void media_store_get(struct media_store *store, struct str tenant, struct str id, media_done_fn *done,
                     void *owner);
void media_store_stat(struct media_store *store, struct str tenant, struct str id, media_done_fn *done,
                      void *owner);
void media_store_remove(struct media_store *store, struct str tenant, struct str id, media_done_fn *done,
                        void *owner);
