// uses: steward-catalog_parts steward_json
/* fuzz_offers: any bytes as a marketplace's answer, put together with a product of ours. What comes out can
 * be sent. The first byte says which marketplace it is. */
#include <stdint.h>
#include <stdlib.h>

#include "offers/rules_offers.h"
#include "offers/shop_answer.h"
#include "json/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct mapping *mapping_of(struct str text)
{
    static struct arena *kept; /* what the mappings are in */
    struct mapping *mapping;
    struct error err;

    kept = kept ? kept : arena_new(1 << 20);
    if (!mapping_read(text, kept, &mapping, &err))
        abort();
    return mapping;
}

static void add_to_ours(const struct shop *shop, Steward__V1__OffersFound *found, struct arena *arena)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    Steward__V1__SearchResult result = STEWARD__V1__SEARCH_RESULT__INIT;
    Steward__V1__Candidate ours = STEWARD__V1__CANDIDATE__INIT, *all[] = {&ours};
    struct offers_shop own = {.tokeniser = shop->tokeniser, .currency = "USD"};
    struct error err;

    ours.product_id = ours.title = str_c(arena, STR("Fonte Tea Pot 1 l"));
    result.candidates = all;
    result.n_candidates = 1;
    offers_merge(&result, &command, &own, "tea pot", &found, 1, arena);
    if (result.n_candidates > 1 + OFFERS_ALONE_MAX ||
        !message_unpack(&steward__v1__search_result__descriptor, message_pack(&result.base, arena), arena,
                        &err))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static Steward__V1__SourceSettings settings = STEWARD__V1__SOURCE_SETTINGS__INIT;
    static struct mapping *ebay, *csv;
    static struct tokeniser *tokeniser;
    struct arena *arena = arena_new(64 << 20);
    Steward__V1__OfferQuery query = STEWARD__V1__OFFER_QUERY__INIT;
    Steward__V1__OffersFound *found;
    struct shop shop;
    struct error err;
    size_t left_out;
    int64_t pause_ms;
    bool is_feed = size && data[0] % 2;

    ebay = ebay ? ebay : mapping_of(str_of(source_ebay.map));
    csv = csv ? csv : mapping_of(str_of(mapping_built_in(STR("csv"))));
    tokeniser = tokeniser ? tokeniser : tokeniser_new();
    settings.name = str_c(arena, STR("shop"));
    shop = (struct shop){.kind = is_feed ? &source_feed : &source_ebay,
                         .settings = &settings,
                         .tokeniser = tokeniser,
                         .mapping = is_feed ? csv : ebay,
                         .searches = !is_feed,
                         .items = is_feed ? "" : source_ebay.items};
    query.words = str_c(arena, STR("tea pot"));
    if (size && shop_answer_read(&shop, &query, str_n((const char *)data + 1, size - 1), arena, &found,
                                 &left_out, &err))
        add_to_ours(&shop, found, arena);
    if (size && source_shopify.refuses(str_n((const char *)data + 1, size - 1), arena, &pause_ms, &err) &&
        pause_ms < 0)
        abort();
    arena_free(arena);
    return 0;
}
