/* rules_next: of an open question its options; else what goes with what was found, the most telling first. */
#include "rules_next.h"

#include "base/mem.h"
#include "money.h"

enum { NEXT_MAX = 4, NEAR_MAX = 3 };

static void add(Steward__V1__RankResult *page, char *text)
{
    if (page->n_suggestions < NEXT_MAX && text[0])
        page->suggestions[page->n_suggestions++] = text;
}

static void add_texts(const struct speech *speech, const char *const *keys, Steward__V1__RankResult *page)
{
    for (; *keys; keys++)
        add(page, speech_text(speech, *keys, NULL));
}

static void suggest_options(const struct speech *speech, Steward__V1__RankResult *page)
{
    for (size_t i = 0; i < page->clarification->n_options && i < NEXT_MAX - 1; i++)
        add(page, page->clarification->options[i]->label);
    add(page, speech_text(speech, "next.no_matter", NULL));
}

static void suggest_something_else(const struct speech *speech, const Steward__V1__SearchResult *found,
                                   Steward__V1__RankResult *page)
{
    for (size_t i = 0; i < found->n_suggestions && i < NEAR_MAX; i++)
        add(page, fact_title(speech, found->suggestions[i], ""));
    add_texts(speech, (const char *const[]){"next.new", "next.help", NULL}, page);
}

/* A brand that some of the results have, and not all. */
static const char *brand_to_suggest(const Steward__V1__SearchResult *found)
{
    for (size_t i = 0; i < found->n_facets; i++) {
        const Steward__V1__Facet *f = found->facets[i];

        if (strcmp(f->name, "brand") != 0 || f->n_values < 2 || f->values[0]->count >= found->total)
            continue;
        return f->values[0]->value;
    }
    return NULL;
}

static void suggest_after_found(const struct conditions *c, const Steward__V1__SearchResult *found,
                                Steward__V1__RankResult *page)
{
    const struct speech *speech = c->speech;
    const char *brand = condition_brands(c)[0] ? NULL : brand_to_suggest(found);
    bool by_price = found->sort == STEWARD__V1__SORT__ORDER__PRICE_ASCENDING;

    for (size_t i = 0; i < found->n_loosenings; i++) {
        const Steward__V1__Money *enough = found->loosenings[i]->enough;

        if (enough)
            add(page,
                speech_text(speech, "next.up_to",
                            TEXT_ARGS({"max", money_text_short(speech->arena, enough, speech->locale), 0})));
    }
    if (!by_price && page->n_products > 1 && !found->n_loosenings)
        add(page, speech_text(speech, "next.cheaper", NULL));
    if (brand)
        add(page, speech_text(speech, "next.only_brand", TEXT_ARGS({"brand", brand, 0})));
    if (page->n_products > 1)
        add(page, speech_text(speech, "next.compare_two", NULL));
    if (page->next_cursor && page->next_cursor[0])
        add(page, speech_text(speech, "next.more", NULL));
    else if (page->n_products)
        add(page, speech_text(speech, "next.save_first", NULL));
    add(page, speech_text(speech, "next.new", NULL));
}

void next_suggest(const struct conditions *c, const Steward__V1__SearchResult *found, bool is_nothing_wanted,
                  Steward__V1__RankResult *page)
{
    page->n_suggestions = 0;
    page->suggestions = arena_array(c->speech->arena, NEXT_MAX, sizeof(char *));
    if (page->clarification)
        suggest_options(c->speech, page);
    else if (is_nothing_wanted)
        add_texts(c->speech, (const char *const[]){"next.example_1", "next.example_2", NULL}, page);
    else if (found->nothing_relevant || !page->n_products)
        suggest_something_else(c->speech, found, page);
    else
        suggest_after_found(c, found, page);
}
