/* keys_tell: what is told of an API key that was made: its secret once, or never, when a file has it. */
#include <stdio.h>

#include "keys.h"
#include "print.h"
#include "secret_file.h"
#include "show.h"
#include "json/json.h"
#include "json/message.h"

static int tell_secret(struct cli *cli, const Steward__V1__MadeApiKey *made)
{
    struct buf json = {0};

    if (cli->json) {
        json_from_message(&made->base, &json);
        printf("%.*s\n", STR_ARGS(buf_as_str(&json)));
        buf_free(&json);
        return CLI_OK;
    }
    printf("key     %s · %s · %s of %s · ends %s\nsecret  %s\n\nThe secret is shown this once: put it where "
           "secrets are kept.\n",
           made->key->key_id, print_safe(cli->arena, str_of(made->key->name)), made->key->role,
           made->key->tenant_id,
           made->key->expires_at ? show_time(cli->arena, made->key->expires_at) : "never", made->secret);
    return CLI_OK;
}

int keys_tell_made(struct cli *cli, const Steward__V1__MadeApiKey *made)
{
    const char *path = args_text(cli->args, "secret-file", NULL);
    struct error err;

    if (!path)
        return tell_secret(cli, made);
    if (!secret_file_write(path, str_of(made->secret), &err))
        return cli_fail(cli, CLI_FAILED, "%s. Revoke it: steward keys revoke %s", err.text,
                        made->key->key_id);
    if (cli->json)
        printf("{\"key_id\":\"%s\",\"made\":true}\n", made->key->key_id);
    else
        printf("the secret of key %s is in %s\n", made->key->key_id, path);
    return CLI_OK;
}
