/* offers_bench: what the answers of five marketplaces cost the catalogue: read, and put together with what it
 * has.
 *
 *   offers_bench [times]
 *
 * Prints the processor's time of one such search. What it does can be counted exactly, on a busy machine,
 * too:
 *
 *   valgrind --tool=callgrind build/release/bench/offers_bench 100 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "offers/rules_offers.h"
#include "offers/shop_answer.h"

enum { SHOPS = 5, OFFERS = 20, OURS = 10, WARM = 10 };
#define ARENA_BYTES (32U << 20)

static const char *const makers[] = {"Acme", "Brasa", "Lumen", "Norden"};
static const char *const colours[] = {"black", "white", "red", "blue", "green"};

/* As eBay answers. */
static struct str answer_of(int shop, struct arena *arena)
{
    struct buf json = {0};
    struct str text;

    buf_str(&json, STR("{\"href\":\"x\",\"total\":20,\"limit\":20,\"offset\":0,\"itemSummaries\":["));
    for (int i = 0; i < OFFERS; i++)
        buf_printf(&json,
                   "%s{\"itemId\":\"v1|%d|0\",\"title\":\"%s wireless headphones, %s, no. %d\",\"price\":{"
                   "\"value\":\"%d.00\",\"currency\":\"USD\"},\"condition\":\"New\",\"itemWebUrl\":"
                   "\"https://ebay.example/%d\",\"image\":{\"imageUrl\":\"https://i.example/%d.jpg\"},"
                   "\"seller\":{\"username\":\"s\",\"feedbackPercentage\":\"99.1\",\"feedbackScore\":100},"
                   "\"buyingOptions\":[\"FIXED_PRICE\"],\"categories\":[{\"categoryId\":\"1\","
                   "\"categoryName\":\"Things\"}]}",
                   i ? "," : "", i, makers[i % 4], colours[i % 5], 100 + i + 10 * shop, 20 + i, i, i);
    buf_str(&json, STR("]}"));
    text = str_copy(arena, buf_as_str(&json));
    buf_free(&json);
    return text;
}

static Steward__V1__Candidate *ours(int number, struct arena *arena)
{
    Steward__V1__Candidate *c = arena_new_of(arena, Steward__V1__Candidate);

    steward__v1__candidate__init(c);
    c->product_id = str_printf(arena, "headphones-%d", number);
    c->brand = str_c(arena, str_of(makers[number % 4]));
    c->title = str_printf(arena, "%s Noise Cancelling Wireless Headphones %d, %s", c->brand, 100 + number,
                          colours[number % 5]);
    return c;
}

static void search(const struct shop *shop, const struct str *answers, struct arena *arena)
{
    Steward__V1__OfferQuery query = STEWARD__V1__OFFER_QUERY__INIT;
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    Steward__V1__SearchResult result = STEWARD__V1__SEARCH_RESULT__INIT;
    struct offers_shop own = {.tokeniser = shop->tokeniser, .currency = "USD"};
    Steward__V1__OffersFound *found[SHOPS];
    size_t left_out;
    struct error err;

    query.words = str_c(arena, STR("wireless headphones"));
    for (int i = 0; i < SHOPS; i++) {
        if (!shop_answer_read(shop, &query, answers[i], arena, &found[i], &left_out, &err) || left_out) {
            fprintf(stderr, "%s\n", err.text);
            exit(1);
        }
    }
    result.candidates = arena_array(arena, OURS, sizeof(*result.candidates));
    for (result.n_candidates = 0; result.n_candidates < OURS; result.n_candidates++)
        result.candidates[result.n_candidates] = ours((int)result.n_candidates, arena);
    offers_merge(&result, &command, &own, query.words, found, SHOPS, arena);
}

static void run(const struct shop *shop, const struct str *answers, int times)
{
    clock_t began = 0;

    for (int i = -WARM; i < times; i++) {
        struct arena *arena = arena_new(ARENA_BYTES);

        began = i == 0 ? clock() : began;
        search(shop, answers, arena);
        arena_free(arena);
    }
    printf("%.0f us: %d offers of %d marketplaces, and %d of ours\n",
           (double)(clock() - began) * 1e6 / CLOCKS_PER_SEC / times, SHOPS * OFFERS, SHOPS, OURS);
}

int main(int argc, char **argv)
{
    int times = argc > 1 ? atoi(argv[1]) : 1000;
    struct arena *arena = arena_new(ARENA_BYTES);
    Steward__V1__SourceSettings settings = STEWARD__V1__SOURCE_SETTINGS__INIT;
    struct shop shop = {.kind = &source_ebay,
                        .settings = &settings,
                        .searches = true,
                        .items = source_ebay.items};
    struct mapping *mapping;
    struct str answers[SHOPS];
    struct error err;

    if (times < 1 || !mapping_read(str_of(source_ebay.map), arena, &mapping, &err)) {
        fprintf(stderr, "usage: offers_bench [times]\n");
        return 2;
    }
    settings.name = str_c(arena, STR("ebay"));
    shop.mapping = mapping;
    shop.tokeniser = tokeniser_new();
    for (int i = 0; i < SHOPS; i++)
        answers[i] = answer_of(i, arena);
    run(&shop, answers, times);
    tokeniser_free(shop.tokeniser);
    arena_free(arena);
    return 0;
}
