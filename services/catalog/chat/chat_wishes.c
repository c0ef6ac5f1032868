/* chat_wishes: conditions that are said in a message as in a plain query are read by the same rules
 * (rules_query): prices, stars, orders, exclusions, sizes. */
#include "chat/chat_parts.h"
#include "search/query_reader.h"
#include "words/currency.h"

struct wishes {
    struct reader *r;
    struct query_reader query;
    struct query_lexicon lexicon;
    size_t from; /* the place of its first word in the message; the others follow */
};

static bool is_brand(const void *owner, struct str text)
{
    return false; /* brands are read by the patterns */
}

struct wishes *chat_wishes_open(struct reader *r, size_t from, size_t to)
{
    struct wishes *w = arena_new_of(r->arena, struct wishes);
    struct query_reader *query = &w->query;

    w->r = r;
    w->from = from;
    w->lexicon = (struct query_lexicon){.is_brand = is_brand, .currency = index_currency(r->index)};
    query->lexicon = &w->lexicon;
    query->arena = r->arena;
    query->bare_ranges = r->dialogue->need != NULL;
    query->out = arena_new_of(r->arena, Steward__V1__Requirements);
    steward__v1__requirements__init(query->out);
    for (size_t i = from; i < to && query->count < QUERY_WORDS_MAX; i++)
        query->words[query->count++] = r->words.all[i].text;
    return w;
}

void chat_wishes_close(struct wishes *w)
{
    buf_free(&w->query.rest);
}

static void took_exclusion(struct wishes *w, size_t from, size_t to)
{
    const Steward__V1__Requirements *q = w->query.out;

    for (size_t i = w->query.excluded; i < q->n_exclusions; i++) {
        struct chat_change *change = chat_change(w->r, CHANGE_WITHOUT);

        change->text = q->exclusions[i];
        change->negated = true;
        chat_slot(w->r, "words", q->exclusions[i], from, to, 1)->negated = true;
    }
    w->query.excluded = q->n_exclusions;
}

static void took(struct wishes *w, enum query_wish wish, size_t from, size_t to)
{
    const Steward__V1__Requirements *q = w->query.out;
    struct reader *r = w->r;
    struct chat_change *change;

    switch (wish) {
    case WISH_STARS:
        change = chat_change(r, CHANGE_RATING);
        change->number = q->min_rating;
        chat_slot(r, "rating", str_printf(r->arena, "%g", q->min_rating), from, to, 1);
        break;
    case WISH_PRICE:
        if (!q->price || (!q->price->min && !q->price->max))
            break;
        chat_change(r, CHANGE_PRICE)->price = q->price;
        chat_slot(r, "price", money_range_said(q->price, r->arena), from, to, 1);
        break;
    case WISH_SORT:
        chat_sort(r, q->sort, from, to);
        break;
    case WISH_CHEAP:
        chat_change(r, CHANGE_CHEAP);
        chat_slot(r, "cheap", "cheap", from, to, 1);
        break;
    case WISH_SIZE:
        change = chat_change(r, CHANGE_SIZE);
        change->text = chat_size(r, r->words.all[to - 1].text);
        chat_slot(r, "size", change->text, from, to, 1);
        break;
    default:
        took_exclusion(w, from, to);
    }
}

size_t chat_wishes_take(struct wishes *w, size_t at)
{
    enum query_wish wish;
    size_t i = at - w->from, count = i < w->query.count ? query_wish_at(&w->query, i, &wish) : 0;

    if (count)
        took(w, wish, at, at + count);
    return count;
}
