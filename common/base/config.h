/* base/config.h: a process's settings: one table, read once from the environment and a .env file.
 *
 * Order: NAME_FILE (a file that holds the value, for secrets), the environment, the file of settings (.env in
 * the working folder, or the one that STEWARD_SETTINGS names), the default. A value out of its range stops
 * the process with the variable's name and what is allowed. STEWARD_* variables that no table knows are
 * warned about. The values live as long as the process.
 *
 * A secret's value may say only where it is kept, as "vault:PATH#KEY"; what a file holds never does. Until
 * config_fetch has fetched them, asking for such a value is a bug and aborts. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/str.h"

enum setting_type { SETTING_TEXT, SETTING_INT, SETTING_BOOL, SETTING_PATH, SETTING_URL, SETTING_CHOICE };

struct setting {
    const char *name;
    enum setting_type type;
    const char *fallback; /* the default, as it would be written; "" allowed */
    int64_t min, max;     /* of an INT; both 0: any */
    const char *help;     /* one line */
    bool secret;          /* masked in --config and never logged; may be kept elsewhere */
    const char *choices;  /* of a CHOICE: "a|b|c" */
};

struct config;

/* `tables` ends with NULL, each table with an entry without a name. Reads `env_file` if it exists (NULL:
 * none); a file that STEWARD_SETTINGS names is read in its place, and must exist. */
MUST_CHECK bool config_load(const struct setting *const *tables, const char *env_file,
                            struct config **ret_config, struct error *err);
void config_free(struct config *config);

/* Who keeps what "vault:PATH#KEY" stands for, and *ret_where he is asked for; KEPT_HERE: it is a value. */
enum keeper { KEPT_HERE, KEPT_BY_VAULT, KEPT_BY_AWS, KEPT_BY_GOOGLE };
enum keeper config_keeper(struct str text, struct str *ret_where);
/* The value of a setting's "vault:PATH#KEY", in the arena. Blocking. */
typedef bool config_fetch_fn(void *owner, const char *name, struct str text, struct arena *arena,
                             struct str *ret_value, struct error *err);
/* Each that is kept elsewhere, once. False: one could not be had or is not allowed; *err names it. */
MUST_CHECK bool config_fetch(struct config *config, config_fetch_fn *fetch, void *owner, struct error *err);
bool config_is_kept(const struct config *config, const char *name); /* and not fetched yet */

/* Of a name that is in a table; anything else is a bug and aborts. */
const char *config_text(const struct config *config, const char *name); /* never NULL */
int64_t config_int(const struct config *config, const char *name);
bool config_bool(const struct config *config, const char *name);
bool config_is_set(const struct config *config, const char *name); /* not the default */

void config_warn_unknown(const struct config *config); /* logs them */
void config_print(const struct config *config,
                  FILE *out); /* effective values and where from, secrets masked */
/* The same as a file of settings: each with its help; a comment unless it is set, secrets and URLs with a
 * password always are one. */
void config_print_env(const struct config *config, FILE *out);
void config_print_help(const struct setting *const *tables, FILE *out);
void config_print_markdown(const struct setting *const *tables, FILE *out); /* for docs/configuration.md */
