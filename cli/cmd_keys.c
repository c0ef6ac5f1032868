/* cmd_keys: API keys: made, listed, revoked, rotated. They are the orchestrator's, which is asked; only the
 * first key of all (--bootstrap) is written into its database: keys_bootstrap. */
#include <stdio.h>

#include "accounts/api_keys.h"
#include "cli.h"
#include "keys.h"
#include "print.h"
#include "show.h"
#include "json/json.h"
#include "json/message.h"

enum { DAY_S = 86400 };

static int make(struct cli *cli, const struct cli_ask *ask)
{
    int code;
    const Steward__V1__MadeApiKey *made =
        cli_fetch_message(cli, ask, &steward__v1__made_api_key__descriptor, NULL, &code);

    return made ? keys_tell_made(cli, made) : code;
}

/* ---- making one ---- */

static int ask_to_make(struct cli *cli, const struct key_wanted *wanted)
{
    struct str rest = str_of(wanted->scopes), scope;
    struct buf body = {0};
    bool any = false;
    int code;

    buf_str(&body, STR("{\"name\":"));
    json_add_string(&body, str_of(wanted->name));
    buf_str(&body, STR(",\"role\":"));
    json_add_string(&body, str_of(wanted->role));
    buf_str(&body, STR(",\"scopes\":["));
    while (str_split(&rest, ' ', &scope)) {
        if (!scope.len)
            continue;
        buf_str(&body, any ? STR(",") : STR(""));
        json_add_string(&body, scope);
        any = true;
    }
    buf_printf(&body, "],\"expires_in_s\":%lld}", (long long)wanted->expires_in_s);
    code = make(cli, &(struct cli_ask){.method = "POST",
                                       .url = cli_url(cli, "STEWARD_URL", "/api/v1/keys"),
                                       .body = buf_as_str(&body)});
    buf_free(&body);
    return code;
}

static const struct option create_options[] = {
    {"role", "NAME", "viewer, operator, auditor or admin (viewer)"},
    {"scopes", "NAMES", "what it may do at most, with blanks between; left out: all that its role allows"},
    {"days", "N", "for so long it is good (left out: until it is revoked)"},
    {"bootstrap", NULL, "write it into the database at STEWARD_POSTGRES_URL: for the first key of all"},
    {"tenant", "NAME", "with --bootstrap: whose it is (default)"},
    {"secret-file", "FILE", "write the secret there, for its owner alone, instead of telling it"},
    {0},
};

static int create(struct cli *cli)
{
    struct key_wanted wanted = {cli->args->words[0], args_text(cli->args, "role", "viewer"),
                                args_text(cli->args, "scopes", ""), 0};
    bool is_first = args_has(cli->args, "bootstrap");
    enum role role;
    struct str unknown;
    struct error err;
    int64_t days;

    if (!args_int(cli->args, "days", 1, API_KEY_MAX_SECONDS / DAY_S, 0, &days, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    wanted.expires_in_s = days * DAY_S;
    if (!role_from(str_of(wanted.role), &role))
        return cli_fail(cli, CLI_USAGE, "--role is viewer, operator, auditor or admin");
    scopes_from(str_of(wanted.scopes), &unknown);
    if (unknown.len)
        return cli_fail(cli, CLI_USAGE, "there is no scope \"%.*s\": docs/security.md has them all",
                        STR_ARGS(unknown));
    if (strlen(wanted.name) > API_KEY_NAME_BYTES || !*wanted.name)
        return cli_fail(cli, CLI_USAGE, "a name has 1 to %d bytes", API_KEY_NAME_BYTES);
    if (!tenant_id_is_good(str_of(args_text(cli->args, "tenant", TENANT_DEFAULT))))
        return cli_fail(cli, CLI_USAGE,
                        "a tenant's name has letters, digits, dots, dashes and underscores, 1 to %d",
                        TENANT_ID_MAX);
    if (!is_first && args_has(cli->args, "tenant"))
        return cli_fail(cli, CLI_USAGE,
                        "--tenant goes with --bootstrap: a key is made in the tenant of who asks");
    return is_first ? keys_bootstrap(cli, &wanted, role) : ask_to_make(cli, &wanted);
}

const struct verb verb_keys_create = {
    .name = "keys",
    .action = "create",
    .words = "NAME",
    .min_words = 1,
    .max_words = 1,
    .summary = "Make an API key",
    .help =
        "The tool shows the key in STEWARD_KEY with what it asks; keys are made by admins. The first one is "
        "made with\n"
        "--bootstrap by whoever has the password to the orchestrator's database:\n"
        "  STEWARD_POSTGRES_URL=... steward keys create first --role admin --bootstrap\n"
        "With --secret-file, too, nothing is made while the key in that file is good: it may be said again "
        "and "
        "again.\n",
    .options = create_options,
    .run = create,
};

/* ---- listing ---- */

static int list_them(struct cli *cli)
{
    static const char *const heads[] = {"KEY", "NAME", "ROLE", "SCOPES", "STATUS", "ENDS", "LAST USED", NULL};
    struct table *table = table_new(cli->arena, heads);
    const struct cli_ask ask = {.method = "GET", .url = cli_url(cli, "STEWARD_URL", "/api/v1/keys")};
    const Steward__V1__ApiKeyList *list;
    struct str body;
    int code;

    list = cli_fetch_message(cli, &ask, &steward__v1__api_key_list__descriptor, &body, &code);
    if (!list)
        return code;
    if (cli->json) {
        printf("%.*s\n", STR_ARGS(body));
        return CLI_OK;
    }
    for (size_t i = 0; i < list->n_keys; i++) {
        const Steward__V1__ApiKey *key = list->keys[i];
        struct buf scopes = {0};

        for (size_t k = 0; k < key->n_scopes; k++)
            buf_printf(&scopes, "%s%s", k ? " " : "", key->scopes[k]);
        table_cell(table, "%s", key->key_id);
        table_cell(table, "%s", key->name);
        table_cell(table, "%s", key->role);
        table_cell(table, "%s", scopes.len ? scopes.data : "all");
        table_cell(table, "%s", key->status);
        table_cell(table, "%s", key->expires_at ? show_time(cli->arena, key->expires_at) : "never");
        table_cell(table, "%s", show_time(cli->arena, key->last_used_at));
        buf_free(&scopes);
    }
    table_print(table, stdout);
    return CLI_OK;
}

const struct verb verb_keys_list = {
    .name = "keys",
    .action = "list",
    .summary = "List the API keys of the tenant",
    .run = list_them,
};

/* ---- revoking and rotating ---- */

static int revoke(struct cli *cli)
{
    const char *id = cli->args->words[0];
    struct cli_reply reply;
    int code = cli_fetch(cli,
                         &(struct cli_ask){.method = "DELETE",
                                           .url = cli_url(cli, "STEWARD_URL", "/api/v1/keys/%s",
                                                          cli_escaped(cli, id))},
                         &reply);

    if (!code && cli->json)
        printf("%.*s\n", STR_ARGS(reply.body));
    else if (!code)
        puts("revoked: within 15 seconds nobody accepts it any more");
    return code;
}

const struct verb verb_keys_revoke = {
    .name = "keys",
    .action = "revoke",
    .words = "KEY",
    .min_words = 1,
    .max_words = 1,
    .summary = "End an API key, named by its id, at once",
    .run = revoke,
};

static const struct option rotate_options[] = {
    {"overlap-hours", "N", "for so long the old key is accepted beside the new one; 0: not at all (24)"},
    {0},
};

static int rotate(struct cli *cli)
{
    struct error err;
    int64_t hours;

    if (!args_int(cli->args, "overlap-hours", 0, API_KEY_MAX_SECONDS / 3600, 24, &hours, &err))
        return cli_fail(cli, CLI_USAGE, "%s", err.text);
    return make(cli, &(struct cli_ask){.method = "POST",
                                       .url = cli_url(cli, "STEWARD_URL", "/api/v1/keys/%s/rotate",
                                                      cli_escaped(cli, cli->args->words[0])),
                                       .body = str_of(str_printf(cli->arena, "{\"overlap_s\":%lld}",
                                                                 (long long)hours * 3600))});
}

const struct verb verb_keys_rotate = {
    .name = "keys",
    .action = "rotate",
    .words = "KEY",
    .min_words = 1,
    .max_words = 1,
    .summary = "Make an API key that takes the place of another",
    .options = rotate_options,
    .run = rotate,
};
