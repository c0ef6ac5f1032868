/* join_wish: a text is read by the rules of plain queries; they say how many words each wish takes. */
#include "join/join_wish.h"

#include "json/message.h"

static bool is_brand(const void *owner, struct str text)
{
    return false; /* join_brand.h */
}

/* How many words of the kind begin at `i`, or 0; `ret_took`: how many there are to go on. */
static size_t wish_at(struct query_reader *r, size_t i, enum query_wish kind, size_t *ret_took)
{
    enum query_wish wish;

    r->out->price = NULL;
    *ret_took = query_wish_at(r, i, &wish);
    if (!*ret_took) {
        *ret_took = 1;
        return kind == WISH_SIZE && query_is_size(r->words[i]);
    }
    return wish == kind && (kind != WISH_PRICE || r->out->price) ? *ret_took : 0;
}

size_t join_wishes_in(struct str text, enum query_wish kind, const struct join_lexicon *lexicon,
                      struct arena *arena, struct join_wish *ret, size_t room)
{
    struct query_lexicon queries = {.is_brand = is_brand, .currency = lexicon->currency};
    struct query_reader r = {.lexicon = &queries, .arena = arena};
    size_t found = 0, took;

    r.out = message_new(&steward__v1__requirements__descriptor, arena);
    (void)query_read(&r, text); /* no limit is looked for behind what is read */
    for (size_t i = 0; i < r.count && found < room; i += took) {
        size_t count = wish_at(&r, i, kind, &took);
        struct str last = r.said[i + (count ? count : 1) - 1];

        if (count)
            ret[found++] =
                (struct join_wish){str_n(r.said[i].data, (size_t)(last.data + last.len - r.said[i].data)),
                                   r.out->price};
    }
    buf_free(&r.rest);
    return found;
}
