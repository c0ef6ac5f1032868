/* rules_page: the whole window is ranked whichever page is wanted, so that its pages fit together. */
#include "rules_page.h"

#include <math.h>

#include "base/str.h"
#include "rules_message.h"
#include "rules_rank.h"
#include "rules_reason.h"

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
}

Steward__V1__RankResult *page_of(Steward__V1__SearchResult *found, struct arena *arena)
{
    Steward__V1__RankResult *page = arena_new_of(arena, Steward__V1__RankResult);
    struct reason_view view = reason_view_of(found);
    struct ranked *ranked;
    size_t count = rank_products(found, arena, &ranked), skip = found->skip > 0 ? (size_t)found->skip : 0;

    steward__v1__rank_result__init(page);
    page->products = arena_array(arena, page_size(found), sizeof *page->products);
    for (size_t i = skip; i < count && page->n_products < page_size(found); i++)
        page->products[page->n_products++] = product_of(&ranked[i], &view, arena);
    page->message = message_for(found, page->n_products, arena);
    add_found(page, found);
    return page;
}
