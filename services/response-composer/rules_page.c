/* rules_page: the whole window is ranked whichever page is wanted, so that its pages fit together. */
#include "rules_page.h"

#include <math.h>

#include "base/mem.h"
#include "base/str.h"
#include "rules_interleave.h"
#include "rules_message.h"
#include "rules_rank.h"
#include "rules_reason.h"
#include "rules_share.h"

static Steward__V1__RankedProduct *product_of(const struct ranked *ranked, const struct reason_view *view,
                                              struct arena *arena)
{
    const Steward__V1__Candidate *c = ranked->candidate;
    Steward__V1__RankedProduct *product = arena_new_of(arena, Steward__V1__RankedProduct);

    steward__v1__ranked_product__init(product);
    product->product_id = c->product_id;
    product->title = c->title;
    product->brand = c->brand;
    product->price = c->price;
    product->rating = c->rating;
    product->stock = c->stock;
    product->url = c->url;
    product->image_url = c->image_url;
    product->category = c->category;
    product->featured = c->featured;
    product->n_variants = c->n_variants;
    product->variants = c->variants;
    product->n_offers = c->n_offers;
    product->offers = c->offers;
    product->best_price = c->best_price;
    product->score = round(ranked->score * 1e4) / 1e4; /* for people */
    product->reasons = arena_array(arena, REASONS_MAX, sizeof *product->reasons);
    product->n_reasons = reasons_for(view, c, arena, product->reasons);
    return product;
}

static size_t page_size(const Steward__V1__SearchResult *found)
{
    if (found->limit <= 0)
        return PAGE_DEFAULT;
    return found->limit < PAGE_MAX ? (size_t)found->limit : PAGE_MAX;
}

/* What was found goes back with the page, without the candidates: so nobody has to keep it meanwhile. */
static void add_found(Steward__V1__RankResult *page, const Steward__V1__SearchResult *found)
{
    page->total = found->total;
    page->n_corrections = found->n_corrections;
    page->corrections = found->corrections;
    page->requirements = found->requirements;
    page->n_facets = found->n_facets;
    page->facets = found->facets;
    page->n_suggestions = found->n_suggestions;
    page->suggestions = found->suggestions;
    page->next_cursor = found->next_cursor;
    page->problem = found->problem;
    page->n_sources = found->n_sources;
    page->sources = found->sources;
}

static void explain(Steward__V1__RankResult *page, const struct ranked *ranked, struct arena *arena)
{
    for (size_t i = 0; i < page->n_products; i++) {
        Steward__V1__RankedProduct *p = page->products[i];

        p->score = shares_of(&ranked[i], arena, &p->n_shares, &p->shares);
    }
}

/* The candidate's say in the order of `count` products from `page` on. */
static const int32_t *take_turns(const Steward__V1__SearchResult *found, const struct taste *taste,
                                 const struct ranking *ranking, struct ranked *page, size_t count,
                                 struct arena *arena)
{
    double candidate[PAGE_MAX];
    bool fixed[PAGE_MAX];
    size_t order[PAGE_MAX], all;
    int32_t *teams = arena_array(arena, PAGE_MAX, sizeof *teams);
    struct ranked *judged, *before = arena_copy(arena, page, count * sizeof *page);

    all = rank_by_score_with(found, taste, ranking->candidate, arena, &judged);
    for (size_t i = 0; i < count; i++) {
        fixed[i] = page[i].candidate->pinned_at > 0;
        for (size_t k = 0; k < all; k++) {
            if (judged[k].found_at == page[i].found_at)
                candidate[i] = judged[k].score;
        }
    }
    interleave(candidate, fixed, count, ranking->seed, order, teams);
    for (size_t i = 0; i < count; i++)
        page[i] = before[order[i]];
    return teams;
}

Steward__V1__RankResult *page_of(const Steward__V1__RankCommand *command, struct arena *arena)
{
    const int32_t *teams;

    return page_ranked(command, &(struct ranking){0}, arena, &teams);
}

Steward__V1__RankResult *page_ranked(const Steward__V1__RankCommand *command, const struct ranking *ranking,
                                     struct arena *arena, const int32_t **ret_teams)
{
    const Steward__V1__SearchResult *found = command->found;
    Steward__V1__RankResult *page = arena_new_of(arena, Steward__V1__RankResult);
    const struct taste *taste = command->turn && !command->impersonal ? taste_of(command->turn, arena) : NULL;
    struct reason_view view = reason_view_of(found, command->turn);
    struct ranked *ranked;
    size_t all = rank_products_by(found, taste, ranking->in_force, arena, &ranked);
    size_t skip = found->skip > 0 ? (size_t)found->skip : 0, count;

    skip = skip < all ? skip : all;
    count = all - skip < page_size(found) ? all - skip : page_size(found);
    view.taste = taste;
    *ret_teams = NULL;
    if (ranking->candidate && count && found->sort == STEWARD__V1__SORT__ORDER__RELEVANCE)
        *ret_teams = take_turns(found, taste, ranking, ranked + skip, count, arena);
    steward__v1__rank_result__init(page);
    page->products = arena_array(arena, count + 1, sizeof *page->products);
    for (size_t i = 0; i < count; i++)
        page->products[page->n_products++] = product_of(&ranked[skip + i], &view, arena);
    if (command->turn || command->explain)
        explain(page, ranked + skip, arena);
    page->message = message_for(found, page->n_products, arena);
    add_found(page, found);
    return page;
}
