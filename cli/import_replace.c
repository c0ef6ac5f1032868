/* import_replace: what is in the catalogue and was not in the file goes. */
#include "import_parts.h"
#include "json/json.h"

enum { PAGE = 500, PAGE_ARENA = 64 << 20, DEADLINE_MS = 30000 };

static int delete_ids(struct cli *cli, struct import *import, struct buf *ids)
{
    struct cli_reply reply;
    ProtobufCMessage *message;
    int code;

    if (!ids->len)
        return CLI_OK;
    buf_str(ids, STR("]}"));
    code = cli_fetch(cli,
                     &(struct cli_ask){.method = "DELETE",
                                       .url = cli_url(cli, "STEWARD_CATALOG_URL", "/products"),
                                       .body = buf_as_str(ids),
                                       .deadline_ms = DEADLINE_MS},
                     &reply);
    if (!code &&
        json_to_message(&steward__v1__bulk_result__descriptor, reply.body, cli->arena, &message, NULL))
        import->result->deleted += ((const Steward__V1__BulkResult *)message)->accepted;
    return code;
}

/* One page of the catalogue; *last is its last id, empty after the last page. */
static int sweep_page(struct cli *cli, struct import *import, char *last, size_t size)
{
    struct cli_reply reply;
    struct json_fault fault;
    ProtobufCMessage *message;
    const Steward__V1__Products *page;
    struct buf ids = {0};
    int code =
        cli_fetch(cli,
                  &(struct cli_ask){.method = "GET",
                                    .url = cli_url(cli, "STEWARD_CATALOG_URL", "/products?limit=%d&after=%s",
                                                   PAGE, cli_escaped(cli, last)),
                                    .deadline_ms = DEADLINE_MS},
                  &reply);

    if (code)
        return code;
    if (!json_to_message(&steward__v1__products__descriptor, reply.body, cli->arena, &message, &fault))
        return cli_fail(cli, CLI_FAILED, "the list of products cannot be read: %s %s", fault.field,
                        fault.reason);
    page = (const Steward__V1__Products *)message;
    for (size_t i = 0; i < page->n_products; i++) {
        struct str id = str_of(page->products[i]->product_id);

        if (id_set_has(&import->seen, id))
            continue;
        buf_str(&ids, ids.len ? STR(",") : STR("{\"product_ids\":["));
        json_add_string(&ids, id);
    }
    snprintf(last, size, "%s", page->n_products ? page->products[page->n_products - 1]->product_id : "");
    code = delete_ids(cli, import, &ids);
    buf_free(&ids);
    return code;
}

int import_delete_rest(struct import *import)
{
    char last[256] = "";
    int code;

    do {
        struct cli page = *import->cli; /* with memory of its own: there may be many pages */

        page.arena = arena_new(PAGE_ARENA);
        code = sweep_page(&page, import, last, sizeof(last));
        arena_free(page.arena);
    } while (!code && *last && !import->is_stopping);
    return code ? code : import->code;
}
