/* service/options.c: what a process answers on its command line instead of running, and which settings it
 * has. */
#include "service/options.h"

#include <stdio.h>

#include "secrets/secrets.h"
#include "service/documents.h"
#include "service/kafka_rules.h"
#include "service/process_parts.h"

struct asked {
    const struct service *service;
    const struct setting *const *tables;
    const struct config *config; /* NULL for an option that needs none */
};

void options_settings(const struct service *service, const struct setting **ret_tables)
{
    size_t count = 0;

    ret_tables[count++] = service_settings;
    ret_tables[count++] = secrets_settings;
    ret_tables[count++] = bus_settings;
    if (service->migrations)
        ret_tables[count++] = postgres_settings;
    ret_tables[count++] = redis_settings;
    if (service->settings)
        ret_tables[count++] = service->settings;
    ret_tables[count] = NULL;
}

static int print_help(const struct asked *asked)
{
    const char *name = asked->service->name;

    printf(
        "steward-%s %s: %s\n\n"
        "usage: steward-%s [--help | --version | --config | --config-env | --config-markdown | --openapi | "
        "--asyncapi | --kafka-rules | --prepare | --check | "
        "--check-alive]\n\n"
        "Runs until SIGTERM; with --prepare only makes the schema and the topics, and ends. --check asks "
        "the one that runs with the same settings whether it is ready, --check-alive whether it is alive: "
        "0 if so.\n\n",
        name, version_text, asked->service->role, name);
    config_print_help(asked->tables, stdout);
    return 0;
}

static int print_version(const struct asked *asked)
{
    printf("steward-%s %s\n", asked->service->name, version_text);
    return 0;
}

static int print_markdown(const struct asked *asked)
{
    config_print_markdown(asked->tables, stdout);
    return 0;
}

static int print_config(const struct asked *asked)
{
    config_print(asked->config, stdout);
    return 0;
}

static int print_env(const struct asked *asked)
{
    printf("# Settings of steward-%s: NAME=value, or NAME_FILE=the file that holds the value, for secrets.\n"
           "# What is behind a # is not set, and shows the default. A change is seen at the next start.\n",
           asked->service->name);
    config_print_env(asked->config, stdout);
    return 0;
}

static int refuse(const struct asked *asked, const struct error *err)
{
    fprintf(stderr, "steward-%s: %s\n", asked->service->name, err->text);
    return 2;
}

static int print_kafka_rules(const struct asked *asked)
{
    struct error err;

    return kafka_rules_print(asked->service, asked->config, &err) ? 0 : refuse(asked, &err);
}

static int check_ready(const struct asked *asked)
{
    return check_run(asked->service, asked->config, "readyz");
}

static int check_alive(const struct asked *asked)
{
    return check_run(asked->service, asked->config, "healthz");
}

static const struct option {
    const char *name;
    int (*answer)(const struct asked *asked); /* the exit code */
    bool needs_config;
} options[] = {
    {"--help", print_help, false},
    {"-h", print_help, false},
    {"--version", print_version, false},
    {"--config-markdown", print_markdown, false},
    {"--config", print_config, true},
    {"--config-env", print_env, true},
    {"--kafka-rules", print_kafka_rules, true},
    {"--check", check_ready, true},
    {"--check-alive", check_alive, true},
};

static int answer(const struct option *option, struct asked *asked)
{
    struct config *config = NULL;
    struct error err;
    int code;

    if (option->needs_config && !config_load(asked->tables, ".env", &config, &err))
        return refuse(asked, &err);
    asked->config = config;
    code = option->answer(asked);
    config_free(config);
    return code;
}

int options_answer(const struct service *service, const struct setting *const *tables, const char *option)
{
    struct asked asked = {service, tables, NULL};

    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (!strcmp(option, options[i].name))
            return answer(&options[i], &asked);
    if (!strncmp(option, "--", 2) && documents_print(service, option + 2))
        return 0;
    fprintf(stderr, "steward-%s: unknown option %s; --help says what there is\n", service->name, option);
    return 2;
}
