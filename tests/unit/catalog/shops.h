/* shops.h: a marketplace as a file of them names it, for the tests of its requests and answers. */
#pragma once

#include <stdlib.h>

#include "base/arena.h"
#include "offers/shop_answer.h"
#include "offers/sources_file.h"

struct one_shop {
    struct arena *arena;
    struct shop *shop;
    struct tokeniser *tokeniser;
};

/* The members of its object; key and secret are in TEST_SHOP_KEY and TEST_SHOP_SECRET. */
static inline struct one_shop shop_of(const char *members)
{
    struct one_shop one = {arena_new(32 << 20), NULL, tokeniser_new()};
    struct error err;
    size_t count;

    setenv("TEST_SHOP_KEY", "the-key", 1);
    setenv("TEST_SHOP_SECRET", "the-secret", 1);
    if (!sources_text_read(str_of(str_printf(one.arena,
                                             "{\"sources\":[{\"name\":\"shop\",\"currency\":\"USD\",%s}]}",
                                             members)),
                           NULL, one.arena, &one.shop, &count, &err))
        fail_msg("%s", err.text);
    assert_int_equal(count, 1);
    one.shop->tokeniser = one.tokeniser;
    return one;
}

#define SHOP_KEYS "\"key\":{\"env\":\"TEST_SHOP_KEY\"},\"secret\":{\"env\":\"TEST_SHOP_SECRET\"}"

static inline void shop_close(struct one_shop *one)
{
    tokeniser_free(one->tokeniser);
    arena_free(one->arena);
}

static inline Steward__V1__OfferQuery shop_query(const char *words)
{
    Steward__V1__OfferQuery query = STEWARD__V1__OFFER_QUERY__INIT;

    query.words = (char *)(uintptr_t)words;
    return query;
}

/* NULL: it is no answer. */
static inline const Steward__V1__OffersFound *shop_reads(const struct one_shop *one, const char *words,
                                                         const char *body)
{
    Steward__V1__OfferQuery query = shop_query(words);
    Steward__V1__OffersFound *found = NULL;
    struct error err = {0};
    size_t left_out;

    if (shop_answer_read(one->shop, &query, str_of(body), one->arena, &found, &left_out, &err))
        return found;
    assert_true(err.text[0]);
    return NULL;
}
