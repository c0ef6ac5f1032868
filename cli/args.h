/* args.h: the words behind `steward VERB`. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/mem.h"

enum { ARGS_WORDS_MAX = 64, ARGS_OPTIONS_MAX = 32 };

struct option {
    const char *name;  /* "limit" is --limit */
    const char *value; /* what its value is called in the help: "N"; NULL: it has none */
    const char *help;
};

struct args {
    const char *words[ARGS_WORDS_MAX]; /* what is no option, in order */
    int word_count;
    struct {
        const char *name;
        const char *value;
    } options[ARGS_OPTIONS_MAX];
    int option_count;
};

/* --name VALUE, --name=VALUE, --name; behind -- all are words. `tables` are lists of options, ended by NULL.
 */
MUST_CHECK bool args_read(int argc, char **argv, const struct option *const *tables, struct args *ret_args,
                          struct error *err);
bool args_has(const struct args *args, const char *name);
const char *args_text(const struct args *args, const char *name,
                      const char *fallback); /* the last one given */
MUST_CHECK bool args_int(const struct args *args, const char *name, int64_t min, int64_t max,
                         int64_t fallback, int64_t *ret_number, struct error *err);
