/* base/config_parts.h: what the files of config share. Nobody else includes it. */
#pragma once

#include "base/config.h"
#include "base/map.h"

struct value {
    const struct setting *setting;
    const char *text;
    const char *source;
    int64_t number; /* of an INT or BOOL */
    bool is_kept;   /* the text says only where the value is kept */
};

struct config {
    struct arena *arena;
    const struct setting *const *tables;
    struct map values;   /* struct value by name */
    struct map env_file; /* text by name */
};

/* config_read.c */
bool config_read_env_file(struct config *config, const char *path, bool must_exist, struct error *err);
bool config_read_secret(struct config *config, const char *name, struct str path, const char **ret_text,
                        struct error *err);
/* Of a secret: editors put a line's end behind it. */
struct str config_without_line_end(struct str text);

/* config_check.c: whether the text is allowed; sets the number. */
bool config_check(struct value *value, struct error *err);
