/* fleet: see fleet.h. */
#include "fleet.h"

#include "json/json.h"

enum { ASK_MS = 5000 };

/* A copy that listens on every address says so, and not where it is; but it is named after its host. The
 * scheme is that of monitoring. */
static const char *url_of(struct cli *cli, struct str address, struct str copy)
{
    bool is_tls = str_starts(str_of(config_text(cli->config, "STEWARD_MONITORING_URL")), STR("https:"));
    struct str rest = copy, host = STR_NONE;
    bool is_any = str_starts(address, STR("0.0.0.0:")) || str_starts(address, STR(":::"));
    ptrdiff_t colon = (ptrdiff_t)address.len - 1;

    while (colon > 0 && address.data[colon] != ':')
        colon--;
    str_split(&rest, ':', &host);
    if (is_any)
        return str_printf(cli->arena, "%s://%.*s%.*s", is_tls ? "https" : "http", STR_ARGS(host),
                          STR_ARGS(str_sub(address, (size_t)colon, address.len)));
    return str_printf(cli->arena, "%s://%.*s", is_tls ? "https" : "http", STR_ARGS(address));
}

static bool read_copy(struct cli *cli, struct str json, const char *wanted, struct fleet_copy *ret_copy)
{
    struct json_member *members;
    struct str service, copy;
    size_t count;

    if (!json_members(json, cli->arena, &members, &count, NULL) ||
        !str_is(json_value_of(members, count, STR("late")), "false"))
        return false;
    service = json_value_of(members, count, STR("service"));
    copy = json_value_of(members, count, STR("copy"));
    if (wanted && !str_is(service, wanted))
        return false;
    *ret_copy = (struct fleet_copy){str_c(cli->arena, service), str_c(cli->arena, copy),
                                    url_of(cli, json_value_of(members, count, STR("address")), copy)};
    return true;
}

int fleet_copies(struct cli *cli, const char *service, struct fleet_copy **ret_copies, size_t *ret_count)
{
    const struct cli_ask ask = {.method = "GET",
                                .url = cli_url(cli, "STEWARD_MONITORING_URL", "/health"),
                                .deadline_ms = ASK_MS};
    struct json_member *members, *items;
    struct cli_reply reply;
    struct error err;
    size_t count;

    *ret_count = 0;
    if (!cli_try(cli, &ask, &reply, &err))
        return cli_fail(cli, CLI_UNAVAILABLE,
                        "monitoring, which knows the copies, did not answer at %s (%s). --url names a copy "
                        "without it.",
                        ask.url, err.text);
    if (!json_members(reply.body, cli->arena, &members, &count, NULL) ||
        !json_items(json_value_of(members, count, STR("processes")), cli->arena, &items, &count, NULL))
        return cli_fail(cli, CLI_FAILED, "%s does not answer as monitoring does", ask.url);
    *ret_copies = arena_array(cli->arena, count + 1, sizeof(**ret_copies));
    for (size_t i = 0; i < count; i++)
        *ret_count += read_copy(cli, items[i].value, service, &(*ret_copies)[*ret_count]);
    if (!*ret_count && service)
        return cli_fail(cli, CLI_NOT_FOUND, "monitoring hears of no copy of %s", service);
    return CLI_OK;
}
