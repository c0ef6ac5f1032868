/* join_shop: each question is passed on to the index. */
#include "join/join_shop.h"

#include "index/index.h"

static bool knows(const void *owner, struct str word)
{
    const struct join_shop *shop = owner;

    return shop->index && vocabulary_find(index_vocabulary(shop->index), word) != NO_WORD;
}

static bool is_brand(const void *owner, struct str text)
{
    const struct join_shop *shop = owner;

    return shop->index && index_is_brand(shop->index, text);
}

static void answer(const void *owner, struct str text, struct arena *arena, struct join_answer *ret_answer)
{
    const struct join_shop *shop = owner;

    join_answer_of(shop->index, shop->chat, text, arena, ret_answer);
}

struct join_lexicon join_lexicon_of(const struct join_shop *shop)
{
    return (struct join_lexicon){.knows = knows,
                                 .is_brand = is_brand,
                                 .answer = answer,
                                 .owner = shop,
                                 .currency = shop->index ? index_currency(shop->index) : NULL,
                                 .chat = shop->chat};
}
