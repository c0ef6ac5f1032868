/* usage: see usage.h. */
#include "usage.h"

#include <string.h>

#include "json/json.h"

const struct option usage_common[] = {
    {"json", NULL, "one JSON document instead of text"},
    {"help", NULL, "this text"},
    {0},
};

static const char exit_codes[] =
    "\nExit codes: 0 done, 1 failed, 2 wrong usage or setting, 3 not found, 4 unavailable: try again.\n";

bool usage_knows(const struct verb *const *verbs, const char *name)
{
    for (; name && *verbs; verbs++) {
        if (strcmp((*verbs)->name, name) == 0)
            return true;
    }
    return false;
}

static void print_line(const struct verb *verb, FILE *out)
{
    char call[80];

    snprintf(call, sizeof(call), "%s%s%s%s%s", verb->name, verb->action ? " " : "",
             verb->action ? verb->action : "", verb->words ? " " : "", verb->words ? verb->words : "");
    fprintf(out, "  %-32s %s\n", call, verb->summary);
}

void usage_all(const struct verb *const *verbs, const char *only, FILE *out)
{
    bool is_one = usage_knows(verbs, only);

    fputs("Usage: steward VERB [ACTION] [--OPTION VALUE ...]\n\n", out);
    for (; *verbs; verbs++) {
        if (!is_one || strcmp((*verbs)->name, only) == 0)
            print_line(*verbs, out);
    }
    fputs("\n`steward VERB --help` says more. `steward config` shows the settings: STEWARD_URL, "
          "STEWARD_CATALOG_URL,\n"
          "STEWARD_KAFKA_BROKERS and others come from the environment or a file .env.\n",
          out);
    fputs(exit_codes, out);
}

static void print_options(const struct option *options, FILE *out)
{
    for (; options && options->name; options++) {
        char call[40];

        snprintf(call, sizeof(call), "--%s%s%s", options->name, options->value ? " " : "",
                 options->value ? options->value : "");
        fprintf(out, "  %-20s %s\n", call, options->help);
    }
}

void usage_verb(const struct verb *verb, FILE *out)
{
    fprintf(out, "Usage: steward %s%s%s%s%s [--OPTION VALUE ...]\n\n%s.\n", verb->name,
            verb->action ? " " : "", verb->action ? verb->action : "", verb->words ? " " : "",
            verb->words ? verb->words : "", verb->summary);
    if (verb->help)
        fprintf(out, "\n%s", verb->help);
    fputs("\nOptions:\n", out);
    print_options(verb->options, out);
    print_options(usage_common, out);
    fputs(exit_codes, out);
}

int cli_fail(const struct cli *cli, int code, const char *format, ...)
{
    struct buf text = {0}, json = {0};
    va_list args;

    va_start(args, format);
    buf_vprintf(&text, format, args);
    va_end(args);
    fflush(stdout);
    if (cli->json) {
        json_add_string(&json, buf_as_str(&text));
        fprintf(stderr, "{\"error\":%s,\"code\":%d}\n", json.data, code);
    } else {
        fprintf(stderr, "steward: %s\n", text.data);
    }
    buf_free(&text);
    buf_free(&json);
    return code;
}
