/* cmd_config: the tool's settings, and their values. */
#include <stdio.h>

#include "bus/bus.h"
#include "cli.h"
#include "secrets/secrets.h"
#include "store/postgres.h"
#include "json/json.h"

const struct setting cli_settings[] = {
    {"STEWARD_URL", SETTING_URL, "http://127.0.0.1:8000", .help = "the orchestrator"},
    {"STEWARD_KEY", SETTING_TEXT, "", .help = "the API key that is shown with what is asked", .secret = true},
    {"STEWARD_CATALOG_URL", SETTING_URL, "http://127.0.0.1:8002", .help = "the catalogue"},
    {"STEWARD_MEDIA_URL", SETTING_URL, "http://127.0.0.1:8001", .help = "media, for health"},
    {"STEWARD_COMPOSER_URL", SETTING_URL, "http://127.0.0.1:8003",
     .help = "the response composer, for health"},
    {"STEWARD_DEVICE_URL", SETTING_URL, "http://127.0.0.1:8004", .help = "the device adapter, for health"},
    {"STEWARD_MONITORING_URL", SETTING_URL, "http://127.0.0.1:8005", .help = "monitoring, for health"},
    {"STEWARD_HTTP_CA", SETTING_PATH, "",
     .help = "whom to trust when these are asked over HTTPS, PEM; empty: the system's"},
    {"STEWARD_HTTP_CERTIFICATE", SETTING_PATH, "", .help = "what to show them, PEM"},
    {"STEWARD_HTTP_KEY", SETTING_PATH, "", .help = "the key to it, PEM"},
    {"STEWARD_CATALOG_POSTGRES_URL", SETTING_TEXT, "", .help = "the catalogue's database, for `backup`",
     .secret = true},
    {"STEWARD_SHOPIFY_ID", SETTING_TEXT, "",
     .help = "client id of a Shopify app, for `catalog shopify` and `subscribe`"},
    {"STEWARD_SHOPIFY_SECRET", SETTING_TEXT, "", .help = "its secret", .secret = true},
    {"STEWARD_TENANT_TOPICS", SETTING_TEXT, "",
     .help = "as the orchestrator's: the topics of single tenants, for `topics check`"},
    {0},
};

const struct setting *const cli_tables[] = {cli_settings, secrets_settings, bus_settings, postgres_settings,
                                            NULL};

static void add_values(const struct cli *cli, const struct setting *settings, struct buf *out)
{
    for (; settings->name; settings++) {
        const char *value = config_text(cli->config, settings->name);

        buf_printf(out, "%s\"%s\":", out->len > 1 ? "," : "", settings->name);
        json_add_string(out, settings->secret && *value ? STR("****") : str_of(value));
    }
}

static int run(struct cli *cli)
{
    struct buf out = {0};

    if (args_has(cli->args, "markdown")) {
        config_print_markdown(cli_tables, stdout);
        return CLI_OK;
    }
    if (!cli->json) {
        config_print(cli->config, stdout);
        return CLI_OK;
    }
    buf_char(&out, '{');
    for (const struct setting *const *table = cli_tables; *table; table++)
        add_values(cli, *table, &out);
    buf_str(&out, STR("}\n"));
    fputs(out.data, stdout);
    buf_free(&out);
    return CLI_OK;
}

static const struct option options[] = {{"markdown", NULL,
                                         "what settings there are, as a table for the documentation"},
                                        {0}};

const struct verb verb_config = {
    .name = "config",
    .summary = "Show the settings in force and where they come from",
    .help = "Settings come from NAME_FILE (a file that holds the value), the environment, .env in this "
            "folder, or the\n"
            "default, in this order. Secrets are masked.\n",
    .options = options,
    .run = run,
};
