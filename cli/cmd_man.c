/* cmd_man: the manual page, made from the table of verbs. */
#include <stdio.h>

#include "usage.h"
#include "verbs.h"

/* What roff would take for its own. */
static void print_text(const char *text)
{
    bool at_start = true;

    for (; *text; text++) {
        if (at_start && (*text == '.' || *text == '\''))
            printf("\\&");
        if (*text == '\\')
            printf("\\e");
        else if (*text == '-')
            printf("\\-");
        else if (*text == '`' || *text == '\'')
            printf(*text == '`' ? "\\(ga" : "\\(aq");
        else
            putchar(*text);
        at_start = *text == '\n';
    }
}

/* The help is broken into lines already. */
static void print_lines(const char *text)
{
    printf(".PP\n.nf\n");
    print_text(text);
    printf(".fi\n");
}

static void print_options(const struct option *options)
{
    for (; options && options->name; options++) {
        printf(".TP\n\\fB\\-\\-");
        print_text(options->name);
        printf("\\fR");
        if (options->value)
            printf(" \\fI%s\\fR", options->value);
        putchar('\n');
        print_text(options->help);
        putchar('\n');
    }
}

static void print_verb(const struct verb *verb)
{
    printf(".SS steward %s%s%s%s", verb->name, verb->action ? " " : "", verb->action ? verb->action : "",
           verb->words ? " " : "");
    print_text(verb->words ? verb->words : "");
    putchar('\n');
    print_text(verb->summary);
    printf(".\n");
    if (verb->help)
        print_lines(verb->help);
    print_options(verb->options);
}

static void print_settings(void)
{
    for (const struct setting *const *table = cli_tables; *table; table++) {
        for (const struct setting *setting = *table; setting->name; setting++) {
            printf(".TP\n\\fB%s\\fR\n", setting->name);
            print_text(setting->help);
            if (setting->fallback && *setting->fallback) {
                printf(" (");
                print_text(setting->fallback);
                printf(")");
            }
            putchar('\n');
        }
    }
}

static int run(struct cli *cli)
{
    (void)cli;
    printf(".TH STEWARD 1 \"\" \"steward %s\" \"Steward\"\n"
           ".SH NAME\nsteward \\- the command line tool of Steward\n"
           ".SH SYNOPSIS\n\\fBsteward\\fR \\fIVERB\\fR [\\fIACTION\\fR] [\\fB\\-\\-OPTION\\fR \\fIVALUE\\fR "
           "...]\n"
           ".SH DESCRIPTION\nTalks to a running system: to the one that the settings name.\n"
           ".SH OPTIONS\nOf every verb:\n",
           version_text);
    print_options(usage_common);
    printf(".SH VERBS\n");
    for (const struct verb *const *at = all_verbs; *at; at++)
        print_verb(*at);
    printf(".SH ENVIRONMENT\nThese settings come from the environment, from a file \\fI.env\\fR in the "
           "working folder, "
           "or from the file that\n\\fINAME\\fB_FILE\\fR names.\n");
    print_settings();
    printf(".SH \"EXIT STATUS\"\n"
           ".TP\n0\ndone\n.TP\n1\nit was tried and failed\n.TP\n2\nthe command line or a setting is wrong\n"
           ".TP\n3\nwhat was named does not exist\n.TP\n4\na service, Kafka or the answer is not there "
           "(yet): try again\n");
    return CLI_OK;
}

const struct verb verb_man = {
    .name = "man",
    .summary = "Print this tool's manual page",
    .help = "steward man | man -l -\nsteward man >/usr/local/share/man/man1/steward.1\n",
    .run = run,
};
