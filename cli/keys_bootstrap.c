/* keys_bootstrap: the first API key, written into the orchestrator's database by whoever has the password to
 * that. */
#include <stdio.h>

#include "accounts/api_keys.h"
#include "audit/audit.h"
#include "auth/key.h"
#include "base/clock.h"
#include "keys.h"
#include "secret_file.h"
#include "json/message.h"

enum { DATABASE_MS = 10000 };

static int say_not_there(struct cli *cli, const struct error *err)
{
    return cli_fail(
        cli, CLI_UNAVAILABLE,
        "%s. STEWARD_POSTGRES_URL must be the orchestrator's database, and the orchestrator must have "
        "run once.",
        err->text);
}

/* ---- one that is there ---- */

struct look {
    struct cli *cli;
    struct str digest;
    bool is_done, is_good;
    struct error err;
};

static void on_looked(void *owner, const struct pg_outcome *outcome)
{
    struct look *look = owner;
    struct str digest;

    look->is_done = true;
    if (outcome->err) {
        look->err = *outcome->err;
    } else if (pg_rows(outcome->results[0]) > 0) {
        api_key_owner(outcome->results[0], 0, &digest);
        look->is_good = key_digests_match(digest, look->digest);
    }
    loop_stop(look->cli->loop);
}

/* Whether the database accepts the key in that file. False with err->origin: it did not say. */
static bool is_good_already(struct cli *cli, struct postgres *pg, const char *path, struct str *ret_id,
                            struct error *err)
{
    unsigned char digest[KEY_DIGEST_BYTES];
    struct look look = {.cli = cli, .digest = {(const char *)digest, sizeof(digest)}};
    struct pg_batch *batch;
    struct str secret;

    *err = (struct error){0};
    if (!path || !secret_file_read(path, cli->arena, &secret) || !key_read(secret, ret_id))
        return false;
    key_digest(secret, digest);
    batch = pg_batch_for(pg, STR("*")); /* a key says whose it is only once it is found */
    api_key_find(batch, *ret_id);
    pg_send(batch, DATABASE_MS, on_looked, &look);
    while (!look.is_done)
        loop_run(cli->loop);
    *err = look.err;
    return look.is_good;
}

/* ---- making it ---- */

struct bootstrap {
    struct cli *cli;
    Steward__V1__MadeApiKey *made;
    struct error err;
};

static void on_written(void *owner, const struct pg_outcome *outcome)
{
    struct bootstrap *bootstrap = owner;

    if (outcome->err)
        bootstrap->err = *outcome->err;
    else
        bootstrap->made->key = api_key_read(outcome->results[0], 0, bootstrap->cli->arena);
    loop_stop(bootstrap->cli->loop);
}

static void add_to_audit(struct pg_batch *batch, const struct api_key_new *key)
{
    const struct audit_detail details[] = {{"role", .text = str_of(role_name(key->role))}, {0}};

    audit_add(batch, &(struct audit_act){.tenant_id = key->tenant_id,
                                         .action = "key.bootstrap",
                                         .outcome = "done",
                                         .kind = "database",
                                         .role = "admin",
                                         .subject = key->created_by,
                                         .target = key->id,
                                         .correlation_id = STR("-"),
                                         .details = details,
                                         .at_ms = clock_wall_ms()});
}

static int make_key(struct cli *cli, struct postgres *pg, const struct key_wanted *wanted, enum role role)
{
    struct bootstrap bootstrap = {cli, message_new(&steward__v1__made_api_key__descriptor, cli->arena), {0}};
    char *secret = arena_alloc(cli->arena, KEY_SIZE);
    unsigned char digest[KEY_DIGEST_BYTES];
    struct api_key_new key = {
        .tenant_id = str_of(args_text(cli->args, "tenant", TENANT_DEFAULT)),
        .name = str_of(wanted->name),
        .created_by = STR("bootstrap"),
        .scopes = str_of(wanted->scopes),
        .replaces = STR(""),
        .role = role,
        .expires_in_s = wanted->expires_in_s,
        .digest = {(const char *)digest, sizeof(digest)},
    };
    struct pg_batch *batch = pg_batch_for(pg, key.tenant_id);

    key_make(secret);
    key_digest(str_of(secret), digest);
    key.id = key_id_of(str_of(secret));
    bootstrap.made->secret = secret;
    api_key_add(batch, &key);
    add_to_audit(batch, &key);
    pg_send(batch, DATABASE_MS, on_written, &bootstrap);
    while (!bootstrap.made->key && !bootstrap.err.origin)
        loop_run(cli->loop);
    if (bootstrap.made->key)
        return keys_tell_made(cli, bootstrap.made);
    return say_not_there(cli, &bootstrap.err);
}

int keys_bootstrap(struct cli *cli, const struct key_wanted *wanted, enum role role)
{
    const char *path = args_text(cli->args, "secret-file", NULL);
    struct postgres *pg =
        postgres_open(cli->loop, cli->config, config_text(cli->config, "STEWARD_POSTGRES_URL"));
    struct error err;
    struct str id;
    int code = CLI_OK;

    if (!is_good_already(cli, pg, path, &id, &err))
        code = err.origin ? say_not_there(cli, &err) : make_key(cli, pg, wanted, role);
    else if (cli->json)
        printf("{\"key_id\":\"%.*s\",\"made\":false}\n", STR_ARGS(id));
    else
        printf("the key %.*s in %s is good: no other was made\n", STR_ARGS(id), path);
    postgres_close(pg);
    return code;
}
