/* steward: the command line tool. `steward` alone lists the verbs, `steward VERB --help` explains one. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "cli.h"
#include "secrets/secrets.h"
#include "usage.h"
#include "verbs.h"
#include "json/json.h"

enum { MEMORY_LIMIT = 256 << 20, CONNECTIONS = 4 };

static int run_verb(const struct verb *verb, const struct args *args)
{
    struct cli cli = {.args = args, .json = args_has(args, "json")};
    struct config *config;
    struct error err;
    int code;

    log_open("steward", "", LOG_ERROR, true);
    if (!config_load(cli_tables, ".env", &config, &err))
        return cli_fail(&cli, CLI_USAGE, "%s", err.text);
    if (!secrets_fetch(config, &err)) {
        config_free(config);
        return cli_fail(&cli, CLI_UNAVAILABLE, "%s", err.text);
    }
    cli.config = config;
    cli.arena = arena_new(MEMORY_LIMIT);
    cli.loop = loop_new();
    cli.client = http_client_new(cli.loop, CONNECTIONS);
    code = verb->run(&cli);
    if (fflush(stdout) || ferror(stdout))
        code = cli_fail(&cli, CLI_FAILED, "the result could not be written to standard output");
    http_client_free(cli.client);
    loop_free(cli.loop);
    arena_free(cli.arena);
    config_free(config);
    return code;
}

static bool has_option(int argc, char **argv, const char *option)
{
    for (int i = 0; i < argc && strcmp(argv[i], "--") != 0; i++) {
        if (strcmp(argv[i], option) == 0)
            return true;
    }
    return false;
}

static bool wants_help(int argc, char **argv)
{
    return has_option(argc, argv, "--help") || has_option(argc, argv, "-h");
}

static int say_usage(int argc, char **argv)
{
    const struct cli wrong = {.json = has_option(argc, argv, "--json")};
    bool has_action = argc > 1 && argv[1][0] != '-';

    if (argc && strcmp(argv[0], "--version") == 0) {
        printf("steward %s\n", version_text);
        return CLI_OK;
    }
    if (argc == 0 || wants_help(argc, argv) || strcmp(argv[0], "help") == 0) {
        usage_all(all_verbs, argc ? argv[0] : NULL, stdout);
        return argc ? CLI_OK : CLI_USAGE;
    }
    if (!wrong.json)
        usage_all(all_verbs, argv[0], stderr);
    if (!has_action && usage_knows(all_verbs, argv[0]))
        return cli_fail(&wrong, CLI_USAGE, "\"%s\" needs an action: `steward %s --help` lists them", argv[0],
                        argv[0]);
    return cli_fail(&wrong, CLI_USAGE, "there is no verb \"%s%s%s\"", argv[0], has_action ? " " : "",
                    has_action ? argv[1] : "");
}

int main(int argc, char **argv)
{
    struct cli wrong = {0};
    const struct verb *verb;
    struct args args;
    struct error err;
    int taken;

    signal(SIGPIPE, SIG_IGN);
    argc--;
    argv++;
    verb = argc ? verb_named(argv[0], argc > 1 ? argv[1] : NULL) : NULL;
    if (!verb)
        return say_usage(argc, argv);
    taken = verb->action ? 2 : 1;
    argc -= taken;
    argv += taken;
    if (wants_help(argc, argv)) {
        usage_verb(verb, stdout);
        return CLI_OK;
    }
    wrong.json = has_option(argc, argv, "--json");
    if (!args_read(argc, argv, (const struct option *const[]){usage_common, verb->options, NULL}, &args,
                   &err))
        return cli_fail(&wrong, CLI_USAGE, "%s. See `steward %s%s%s --help`.", err.text, verb->name,
                        verb->action ? " " : "", verb->action ? verb->action : "");
    if (args.word_count < verb->min_words || args.word_count > verb->max_words) {
        if (!wrong.json)
            usage_verb(verb, stderr);
        return cli_fail(&wrong, CLI_USAGE, "%s",
                        args.word_count < verb->min_words ? "something is missing"
                                                          : "that is one word too many");
    }
    return run_verb(verb, &args);
}
