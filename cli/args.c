/* args: see args.h. */
#include "args.h"

#include <string.h>

#include "base/str.h"

static const struct option *option_named(const struct option *const *tables, struct str name)
{
    for (; *tables; tables++) {
        for (const struct option *option = *tables; option->name; option++) {
            if (str_is(name, option->name))
                return option;
        }
    }
    return NULL;
}

/* Returns how many words of the command line it took; 0: an error. */
static int read_option(int left, char **argv, const struct option *const *tables, struct args *args,
                       struct error *err)
{
    const char *equals = strchr(argv[0], '=');
    struct str name = equals ? str_n(argv[0] + 2, (size_t)(equals - argv[0]) - 2) : str_of(argv[0] + 2);
    const struct option *option = option_named(tables, name);
    const char *value = equals ? equals + 1 : NULL;
    int taken = 1;

    if (!option)
        return error_set(err, ERROR_FATAL, "args", "there is no option --%.*s",
                         STR_ARGS(str_sub(name, 0, 60)));
    if (!option->value && value)
        return error_set(err, ERROR_FATAL, "args", "--%s takes no value", option->name);
    if (option->value && !value) {
        if (left < 2)
            return error_set(err, ERROR_FATAL, "args", "--%s needs a value: --%s %s", option->name,
                             option->name, option->value);
        value = argv[1];
        taken = 2;
    }
    if (args->option_count == ARGS_OPTIONS_MAX)
        return error_set(err, ERROR_FATAL, "args", "more than %d options", ARGS_OPTIONS_MAX);
    args->options[args->option_count].name = option->name;
    args->options[args->option_count++].value = value;
    return taken;
}

bool args_read(int argc, char **argv, const struct option *const *tables, struct args *ret_args,
               struct error *err)
{
    bool only_words = false;

    *ret_args = (struct args){0};
    for (int at = 0; at < argc;) {
        if (!only_words && strncmp(argv[at], "--", 2) == 0) {
            int taken = 1;

            if (argv[at][2])
                taken = read_option(argc - at, argv + at, tables, ret_args, err);
            else
                only_words = true;
            if (!taken)
                return false;
            at += taken;
            continue;
        }
        if (!only_words && argv[at][0] == '-' && argv[at][1])
            return error_set(err, ERROR_FATAL, "args",
                             "there is no option %s (words that begin with - go behind --)", argv[at]);
        if (ret_args->word_count == ARGS_WORDS_MAX)
            return error_set(err, ERROR_FATAL, "args", "more than %d words", ARGS_WORDS_MAX);
        ret_args->words[ret_args->word_count++] = argv[at++];
    }
    return true;
}

static int last_option(const struct args *args, const char *name)
{
    for (int i = args->option_count - 1; i >= 0; i--) {
        if (strcmp(args->options[i].name, name) == 0)
            return i;
    }
    return -1;
}

bool args_has(const struct args *args, const char *name)
{
    return last_option(args, name) >= 0;
}

const char *args_text(const struct args *args, const char *name, const char *fallback)
{
    int at = last_option(args, name);

    return at >= 0 ? args->options[at].value : fallback;
}

bool args_int(const struct args *args, const char *name, int64_t min, int64_t max, int64_t fallback,
              int64_t *ret_number, struct error *err)
{
    const char *text = args_text(args, name, NULL);

    *ret_number = fallback;
    if (!text)
        return true;
    if (!str_to_int64(str_of(text), ret_number) || *ret_number < min || *ret_number > max)
        return error_set(err, ERROR_FATAL, "args", "--%s is a whole number from %lld to %lld, not \"%.40s\"",
                         name, (long long)min, (long long)max, text);
    return true;
}
