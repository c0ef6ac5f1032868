/* show: see show.h. */
#include "show.h"

#include "base/clock.h"
#include "print.h"
#include "json/json.h"

const char *show_money(struct arena *arena, const Steward__V1__Money *money)
{
    static const char without_cents[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    struct str code = str_of(money->currency_code);
    const char *sign = money->amount_minor < 0 ? "-" : "";
    uint64_t amount =
        money->amount_minor < 0 ? -(uint64_t)money->amount_minor : (uint64_t)money->amount_minor;

    if (code.len == 3 && str_find(STR(without_cents), code) >= 0)
        return str_printf(arena, "%s%llu %s", sign, (unsigned long long)amount, code.data);
    return str_printf(arena, "%s%llu.%02llu %s", sign, (unsigned long long)(amount / 100),
                      (unsigned long long)(amount % 100), code.data);
}

const char *show_time(struct arena *arena, const Google__Protobuf__Timestamp *time)
{
    return time ? clock_rfc3339(arena, time->seconds * 1000 + time->nanos / 1000000) : "-";
}

const char *show_state(Steward__V1__Workflow__State state)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&steward__v1__workflow__state__descriptor, (int)state);

    return value ? value->name : "?";
}

static const char *safe(struct cli *cli, const char *text)
{
    return print_safe(cli->arena, str_of(text));
}

static void print_product(struct cli *cli, size_t place, const Steward__V1__RankedProduct *product)
{
    printf("%3zu. %s\n     %s", place, safe(cli, product->title), safe(cli, product->product_id));
    if (product->price)
        printf(" · %s", show_money(cli->arena, product->price));
    if (product->rating && product->rating->count)
        printf(" · %.1f stars (%lld)", product->rating->stars, (long long)product->rating->count);
    if (product->stock)
        printf(" · %s", product->stock->quantity > 0 ? "in stock" : "sold out");
    printf(" · score %.2f\n", product->score);
    for (size_t i = 0; i < product->n_reasons; i++)
        printf("     - %s\n", safe(cli, product->reasons[i]));
}

static void print_response(struct cli *cli, const Steward__V1__Response *response, bool with_timeline)
{
    if (*response->message)
        printf("%s\n", safe(cli, response->message));
    for (size_t i = 0; i < response->n_products; i++)
        print_product(cli, i + 1, response->products[i]);
    for (size_t i = 0; i < response->n_suggestions; i++)
        printf("%s%s%s", i ? ", " : "Perhaps: ", safe(cli, response->suggestions[i]),
               i + 1 == response->n_suggestions ? "\n" : "");
    printf("\nrequest %s · session %s · %s%s", response->request_id, response->session_id,
           show_state(response->status), response->degraded ? " (degraded)" : "");
    if (response->total)
        printf(" · %lld found", (long long)response->total);
    putchar('\n');
    if (*response->next_cursor)
        printf("more: --cursor %s\n", safe(cli, response->next_cursor));
    for (size_t i = 0; with_timeline && i < response->n_timeline; i++)
        printf("  %s  %s\n", show_time(cli->arena, response->timeline[i]->at),
               show_state(response->timeline[i]->state));
}

static int code_of(struct cli *cli, const Steward__V1__Response *response)
{
    if (response->status == STEWARD__V1__WORKFLOW__STATE__FAILED)
        return cli_fail(cli, CLI_FAILED, "the request failed: %s",
                        response->problem ? response->problem->detail : "no reason was given");
    if (response->status == STEWARD__V1__WORKFLOW__STATE__COMPLETED)
        return CLI_OK;
    return cli_fail(cli, CLI_UNAVAILABLE, "not answered yet: `steward requests show %s` says when it is",
                    response->request_id);
}

int show_response(struct cli *cli, struct str body, bool with_timeline)
{
    ProtobufCMessage *message;
    struct json_fault fault;
    const Steward__V1__Response *response;

    if (!json_to_message(&steward__v1__response__descriptor, body, cli->arena, &message, &fault))
        return cli_fail(cli, CLI_FAILED, "the answer cannot be read: %s %s", fault.field, fault.reason);
    response = (const Steward__V1__Response *)message;
    if (cli->json)
        printf("%.*s\n", STR_ARGS(body));
    else
        print_response(cli, response, with_timeline);
    return code_of(cli, response);
}
