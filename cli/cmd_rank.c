/* cmd_rank: learns the ranking's weights from what was shown and clicked, and compares two rankings. */
#include <ctype.h>
#include <stdio.h>

#include "base/map.h"
#include "cli.h"
#include "print.h"
#include "rank_fit.h"
#include "steward/v1/chat.pb-c.h"
#include "steward/v1/learning.pb-c.h"

enum { LISTS_MAX = 100000, PAGE = 1000, HELD_OUT = 5 /* one of so many */, CLICKS_NEEDED = 100 };

typedef Steward__V1__RankLog__Entry entry_message;

struct tally {
    size_t wins[3]; /* by team; 0: as many each */
};

struct history {
    struct fit_list *lists, *held_out;
    size_t count, held_count, clicks;
    struct tally tally;
};

/* ---- reading ---- */

static bool is_clicked(const entry_message *entry, size_t place)
{
    for (size_t i = 0; i < entry->n_clicked; i++)
        if (entry->clicked[i] == (int32_t)place + 1)
            return true;
    return false;
}

static void note_teams(struct tally *tally, const entry_message *entry)
{
    size_t clicks[3] = {0};
    bool is_mixed = false;

    for (size_t k = 0; k < entry->impression->n_shown; k++) {
        int32_t team = entry->impression->shown[k]->team;

        is_mixed |= team == 1 || team == 2;
        if (team >= 0 && team <= 2)
            clicks[team] += is_clicked(entry, k);
    }
    if (is_mixed && clicks[1] + clicks[2])
        tally->wins[clicks[1] > clicks[2] ? 1 : clicks[2] > clicks[1] ? 2 : 0]++;
}

/* By the request alone, so that the same log gives the same file. */
static bool is_held_out(const char *request_id)
{
    return (hash_for_good(0, request_id, strlen(request_id)) >> 32) % HELD_OUT == 0;
}

static void take(struct history *h, const entry_message *entry)
{
    const Steward__V1__Impression *impression = entry->impression;
    bool is_held = impression && is_held_out(impression->request_id);
    struct fit_list *list;

    if (!impression || h->count + h->held_count == LISTS_MAX)
        return;
    note_teams(&h->tally, entry);
    list = is_held ? &h->held_out[h->held_count++] : &h->lists[h->count++];
    for (size_t k = 0; k < impression->n_shown && k < FIT_PLACES; k++) {
        const Steward__V1__Impression__Shown *from = impression->shown[k];
        struct fit_shown *shown = &list->shown[list->count++];

        for (size_t f = 0; f < FIT_FEATURES && f < from->n_features; f++)
            shown->x[f] = (double)from->features[f];
        shown->pinned = from->pinned;
        shown->clicked = is_clicked(entry, k);
        h->clicks += shown->clicked && !shown->pinned;
    }
}

static int read_page(struct cli *cli, struct history *h, const char *tenant, char after[600], bool *ret_more)
{
    struct arena *arena = arena_new(256 << 20), *whole = cli->arena;
    struct cli_ask ask = {.method = "GET", .header = tenant};
    const Steward__V1__RankLog *log;
    int code;

    ask.url =
        cli_url(cli, "STEWARD_CATALOG_URL", "/rank/log?limit=%d&after=%s", PAGE, cli_escaped(cli, after));
    cli->arena = arena; /* of this page */
    log = cli_fetch_message(cli, &ask, &steward__v1__rank_log__descriptor, NULL, &code);
    *ret_more = log && log->n_entries > 0;
    for (size_t i = 0; log && i < log->n_entries; i++)
        take(h, log->entries[i]);
    if (*ret_more)
        snprintf(after, 600, "%s", log->entries[log->n_entries - 1]->impression->request_id);
    cli->arena = whole;
    arena_free(arena);
    return code;
}

static int read_history(struct cli *cli, struct history *h)
{
    const char *tenant = cli_tenant_header(cli);
    char after[600] = "";
    bool more = true;
    int code = CLI_OK;

    *h = (struct history){.lists = mem_array(LISTS_MAX, sizeof(struct fit_list)),
                          .held_out = mem_array(LISTS_MAX, sizeof(struct fit_list))};
    while (!code && more && h->count + h->held_count < LISTS_MAX)
        code = read_page(cli, h, tenant, after, &more);
    return code;
}

static void history_free(struct history *h)
{
    mem_free(h->lists);
    mem_free(h->held_out);
}

/* ---- fit ---- */

static const struct option fit_options[] = {
    {"out", "FILE", "where the weights go (standard output)"},
    {"force", NULL, "write them even if they are no better on what was held out"},
    {"tenant", "ID", "whose (default)"},
    {0},
};

/* As the protobuf has it; the ranking's own weights are read from the composer's file in the same words. */
static const char *feature_name(size_t feature)
{
    const ProtobufCEnumValue *value =
        protobuf_c_enum_descriptor_get_value(&steward__v1__share__feature__descriptor, (int)feature + 1);

    return value ? value->name : "OTHER";
}

static bool write_weights(FILE *out, const double weights[FIT_FEATURES], const struct history *h)
{
    fprintf(out, "# from %zu answers and %zu clicks\n", h->count + h->held_count, h->clicks);
    for (size_t f = 0; f < FIT_FEATURES; f++)
        fprintf(out, "%s %.4f\n", feature_name(f), weights[f]);
    return fflush(out) == 0 && !ferror(out);
}

static int put_weights(struct cli *cli, const double weights[FIT_FEATURES], const struct history *h)
{
    const char *path = args_text(cli->args, "out", NULL);
    FILE *out = path ? fopen(path, "we") : stdout;
    bool is_written = out && write_weights(out, weights, h);

    if (path && out && fclose(out))
        is_written = false;
    return is_written ? CLI_OK
                      : cli_fail(cli, CLI_FAILED, "%s cannot be written", path ? path : "the output");
}

static void report(const double seen[FIT_PLACES], const struct history *h, double before, double after)
{
    fprintf(stderr, "%zu answers, %zu clicks; how likely each place is looked at:", h->count + h->held_count,
            h->clicks);
    for (size_t k = 0; k < 10; k++)
        fprintf(stderr, " %.2f", seen[k]);
    fprintf(stderr,
            "\nclicked ones come first, 1 is always, on answers held out: %.4f as it was shown, %.4f now\n",
            before, after);
}

/* What was shown, as weights cannot say it: the order of the page. */
static double worth_as_shown(const struct fit_list *lists, size_t count, const double seen[FIT_PLACES])
{
    static const double no_weights[FIT_FEATURES] = {0}; /* all equal, so they stay */

    return fit_worth(lists, count, seen, no_weights);
}

static int learn(struct cli *cli, const struct history *h)
{
    double seen[FIT_PLACES], weights[FIT_FEATURES], before, after;

    if (h->clicks < CLICKS_NEEDED)
        return cli_fail(cli, CLI_FAILED, "there are %zu clicks to learn from; it takes %d: docs/learning.md",
                        h->clicks, CLICKS_NEEDED);
    fit_places(h->lists, h->count, seen);
    if (!fit_weights(h->lists, h->count, seen, weights))
        return cli_fail(cli, CLI_FAILED, "nothing can be learnt: no click tells products apart");
    before = worth_as_shown(h->held_out, h->held_count, seen);
    after = fit_worth(h->held_out, h->held_count, seen, weights);
    report(seen, h, before, after);
    if (after <= before && !args_has(cli->args, "force"))
        return cli_fail(cli, CLI_FAILED,
                        "the weights are no better on what was held out: not written (--force)");
    return put_weights(cli, weights, h);
}

static int fit(struct cli *cli)
{
    struct history h;
    int code = read_history(cli, &h);

    if (!code)
        code = learn(cli, &h);
    history_free(&h);
    return code;
}

const struct verb verb_rank_fit = {
    .name = "rank",
    .action = "fit",
    .summary = "Learn the ranking's weights from what was shown and clicked",
    .help = "Clicks are corrected for the place where they were made: people see the first places most. A "
            "fifth of "
            "the\nanswers is held out; weights that are no better there are not written. docs/learning.md\n",
    .options = fit_options,
    .run = fit,
};

/* ---- compare ---- */

static const struct option compare_options[] = {
    {"tenant", "ID", "whose (default)"},
    {0},
};

static int compare(struct cli *cli)
{
    struct history h;
    int code = read_history(cli, &h);
    const size_t *wins = h.tally.wins;
    double chance = fit_sign_test(wins[1], wins[2]);

    history_free(&h);
    if (code)
        return code;
    if (cli->json) {
        printf("{\"in_force\":%zu,\"candidate\":%zu,\"ties\":%zu,\"p\":%.6f}\n", wins[1], wins[2], wins[0],
               chance);
        return CLI_OK;
    }
    printf("pages with clicks: %zu for the ranking in force, %zu for the candidate, %zu for both\n", wins[1],
           wins[2], wins[0]);
    if (chance < 0.05)
        printf("the %s is better (sign test, p = %.4f)\n",
               wins[2] > wins[1] ? "candidate" : "ranking in force", chance);
    else
        printf("that may be chance (sign test, p = %.2f): wait for more\n", chance);
    return CLI_OK;
}

const struct verb verb_rank_compare = {
    .name = "rank",
    .action = "compare",
    .summary = "Which of two interleaved rankings people click on more",
    .help =
        "Where STEWARD_RANK_CANDIDATE names weights, some pages are drawn from both rankings in turns; whose "
        "products\nare clicked more wins the page. docs/learning.md\n",
    .options = compare_options,
    .run = compare,
};
