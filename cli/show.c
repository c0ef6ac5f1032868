/* show: see show.h. */
#include "show.h"

#include <math.h>

#include "base/clock.h"
#include "base/currency_digits.h"
#include "print.h"

const char *show_money(struct arena *arena, const Steward__V1__Money *money)
{
    const char *code = money->currency_code, *sign = money->amount_minor < 0 ? "-" : "";
    unsigned long long amount = money->amount_minor < 0 ? -(unsigned long long)money->amount_minor
                                                        : (unsigned long long)money->amount_minor;
    int digits = currency_digits(str_of(code));
    unsigned long long unit = (unsigned long long)pow(10, digits);

    if (!digits)
        return str_printf(arena, "%s%llu %s", sign, amount, code);
    return str_printf(arena, "%s%llu.%0*llu %s", sign, amount / unit, digits, amount % unit, code);
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

static void print_question(struct cli *cli, const Steward__V1__Clarification *question)
{
    if (!question)
        return;
    printf("\n%s\n", safe(cli, question->question));
    for (size_t i = 0; i < question->n_options; i++)
        printf("  %zu) %s (%lld)\n", i + 1, safe(cli, question->options[i]->label),
               (long long)question->options[i]->count);
}

static void print_comparison(struct cli *cli, const Steward__V1__Comparison *comparison)
{
    const char **heads;
    struct table *table;

    if (!comparison || !comparison->n_rows)
        return;
    heads = arena_array(cli->arena, comparison->n_product_ids + 2, sizeof(*heads));
    heads[0] = " ";
    for (size_t i = 0; i < comparison->n_product_ids; i++)
        heads[i + 1] = safe(cli, comparison->product_ids[i]);
    table = table_new(cli->arena, heads);
    for (size_t i = 0; i < comparison->n_rows; i++) {
        const Steward__V1__Comparison__Row *row = comparison->rows[i];

        table_cell(table, "%s%s", row->differs ? "* " : "  ", row->name);
        for (size_t k = 0; k < row->n_values && k < comparison->n_product_ids; k++)
            table_cell(table, "%s", *row->values[k] ? row->values[k] : "not stated");
    }
    table_print(table, stdout);
}

static void print_response(struct cli *cli, const Steward__V1__Response *response, bool with_timeline)
{
    if (*response->message)
        printf("%s\n", safe(cli, response->message));
    for (size_t i = 0; i < response->n_products; i++)
        print_product(cli, i + 1, response->products[i]);
    print_comparison(cli, response->comparison);
    print_question(cli, response->clarification);
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
    if (response->status == STEWARD__V1__WORKFLOW__STATE__COMPLETED ||
        response->status == STEWARD__V1__WORKFLOW__STATE__CLARIFICATION)
        return CLI_OK;
    return cli_fail(cli, CLI_UNAVAILABLE, "not answered yet: `steward requests show %s` says when it is",
                    response->request_id);
}

int show_response(struct cli *cli, struct str body, bool with_timeline)
{
    int code;
    const Steward__V1__Response *response =
        cli_read_message(cli, body, &steward__v1__response__descriptor, &code);

    if (!response)
        return code;
    if (cli->json)
        printf("%.*s\n", STR_ARGS(body));
    else
        print_response(cli, response, with_timeline);
    return code_of(cli, response);
}
