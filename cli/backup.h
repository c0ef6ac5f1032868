/* backup.h: what a backup holds, as its manifest says it. Reading and writing the text is pure.
 *
 * A backup is a folder: a dump of each database, and manifest.json, which is written last: a folder without
 * it is none. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

#define BACKUP_FORMAT   1
#define BACKUP_MANIFEST "manifest.json"

struct backup_database {
    const char *service, *file, *sha256;
    int64_t bytes;
};
struct backup_place {
    const char *topic;
    int64_t partition, low, high;
};
struct backup_offset {
    const char *group, *topic;
    int64_t partition, offset;
};
struct backup {
    const char *created_at, *version, *cluster; /* cluster: of Kafka, its id */
    struct backup_database *databases;
    size_t database_count;
    struct backup_place *places;
    size_t place_count;
    struct backup_offset *offsets;
    size_t offset_count;
};

void backup_write(const struct backup *backup, struct buf *out);
/* In the arena. False: *err says what is wrong with it. */
MUST_CHECK bool backup_read(struct str json, struct arena *arena, struct backup *ret_backup,
                            struct error *err);

/* The databases that there are, each with the setting that names it; ends with a NULL service. */
struct backup_source {
    const char *service, *setting;
};
extern const struct backup_source backup_sources[];
