/* cmd_completion: what a shell needs to complete this tool's command line, made from the table of verbs. */
#include <stdio.h>
#include <string.h>

#include "usage.h"
#include "verbs.h"

static bool is_first_of_name(const struct verb *const *at)
{
    for (const struct verb *const *before = all_verbs; before < at; before++) {
        if (strcmp((*before)->name, (*at)->name) == 0)
            return false;
    }
    return true;
}

static void print_names(void)
{
    for (const struct verb *const *at = all_verbs; *at; at++) {
        if (is_first_of_name(at))
            printf("%s%s", at == all_verbs ? "" : " ", (*at)->name);
    }
}

static void print_actions(const char *name)
{
    bool is_first = true;

    for (const struct verb *const *at = all_verbs; *at; at++) {
        if (strcmp((*at)->name, name) != 0 || !(*at)->action)
            continue;
        printf("%s%s", is_first ? "" : " ", (*at)->action);
        is_first = false;
    }
}

static void print_options(const struct option *options)
{
    for (; options && options->name; options++)
        printf(" --%s", options->name);
}

static void print_bash(void)
{
    printf("# Completion of steward; generated from its verbs.\n"
           "_steward() {\n"
           "    local cur=${COMP_WORDS[COMP_CWORD]} words=\n"
           "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
           "        words=\"");
    print_names();
    printf("\"\n"
           "    else\n"
           "        if [ \"$COMP_CWORD\" -eq 2 ]; then\n"
           "            case ${COMP_WORDS[1]} in\n");
    for (const struct verb *const *at = all_verbs; *at; at++) {
        if (!(*at)->action || !is_first_of_name(at))
            continue;
        printf("            %s) words=\"", (*at)->name);
        print_actions((*at)->name);
        printf("\" ;;\n");
    }
    printf("            esac\n"
           "        fi\n"
           "        case \"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" in\n");
    for (const struct verb *const *at = all_verbs; *at; at++) {
        printf("        \"%s %s\"%s) words=\"$words", (*at)->name, (*at)->action ? (*at)->action : "",
               (*at)->action ? "" : "*");
        print_options((*at)->options);
        print_options(usage_common);
        printf("\" ;;\n");
    }
    printf("        esac\n"
           "    fi\n"
           "    COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
           "}\n"
           "complete -o default -F _steward steward\n");
}

static void print_zsh(void)
{
    printf("#compdef steward\n"
           "autoload -U +X bashcompinit && bashcompinit\n");
    print_bash();
}

static int run(struct cli *cli)
{
    static const struct {
        const char *name;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}};

    for (size_t i = 0; i < COUNT_OF(shells); i++) {
        if (strcmp(shells[i].name, cli->args->words[0]) != 0)
            continue;
        shells[i].print();
        return CLI_OK;
    }
    return cli_fail(cli, CLI_USAGE, "a shell is bash or zsh");
}

const struct verb verb_completion = {
    .name = "completion",
    .words = "SHELL",
    .min_words = 1,
    .max_words = 1,
    .summary = "Print what bash or zsh needs to complete this tool's command line",
    .help = "source <(steward completion bash)          in ~/.bashrc, or in a file of "
            "/etc/bash_completion.d\n"
            "source <(steward completion zsh)           in ~/.zshrc\n",
    .run = run,
};
