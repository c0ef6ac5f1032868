/* shop.h: a kind of marketplace: how it is asked and how its answers read. Pure: no I/O, no clock.
 *
 * Each kind is a table of this shape in a source_<kind>.c; flow_offers.c does the asking. What a shop's
 * answer holds becomes offers by a mapping of rows/mapping.h, over fields whose names say where they stand
 * ("price.value", "images.0.url"): shop_answer.h. */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "base/mem.h"
#include "http/client.h"
#include "rows/mapping.h"
#include "steward/v1/sources.pb-c.h"
#include "words/tokenise.h"

#define SHOP_HEADERS_MAX 6

/* A marketplace as it is configured. */
struct shop {
    const struct shop_kind *kind;
    const Steward__V1__SourceSettings
        *settings;            /* with the defaults filled in, `url` without a stroke at its end */
    const char *key, *secret; /* never logged; "": none is given */
    const struct mapping *mapping;
    struct tokeniser *tokeniser; /* for kinds that do not search; borrowed */
    bool searches;     /* it looks for the words; else what has not all of them is left out of its answers */
    const char *items; /* the path of the list in its answers; "": the answer is the list */
};

struct shop_request {
    const char *method;
    const char *url;
    const char *headers[SHOP_HEADERS_MAX + 1]; /* ends with NULL */
    const char *bearer;                        /* NULL: none */
    struct str body;
};

struct shop_kind {
    const char *name;
    const char *url;   /* its own address; NULL: the settings must say */
    const char *items; /* NULL: the settings may say */
    const char *map;   /* NULL: the settings must name one */
    bool needs_key, needs_secret;
    bool searches; /* it looks for the words itself; else it may do so where its address says {query} */
    /* What else must be so; NULL: nothing. */
    bool (*check)(const struct shop *shop, struct error *err);
    /* For a token; NULL: it needs none. What it answers is OAuth 2's: access_token, expires_in. */
    void (*ask_token)(const struct shop *shop, struct arena *arena, struct shop_request *ret);
    /* For offers; `token` "" where it needs none. */
    void (*ask)(const struct shop *shop, const Steward__V1__OfferQuery *query, const char *token,
                struct arena *arena, struct shop_request *ret);
    /* What a mapping cannot say; false: it is no offer. NULL: nothing. */
    bool (*mend)(const struct shop *shop, Steward__V1__Product *product, struct arena *arena);
    /* Whether an answer with status 200 is a refusal, and *err why; *ret_pause_ms above 0: so long it wants
     * to be left alone. NULL: none is. */
    bool (*refuses)(struct str body, struct arena *arena, int64_t *ret_pause_ms, struct error *err);
};

extern const struct shop_kind source_amazon, source_bestbuy, source_ebay, source_etsy, source_feed,
    source_shopify;

/* What the mapping has put into an attribute; NULL: it is not there. */
const Steward__V1__Attribute *shop_attribute(const Steward__V1__Product *product, const char *name);

const struct shop_kind *shop_kind_named(const char *name); /* NULL: there is none */

/* ---- for the kinds ---- */

char *url_escaped(struct str text, struct arena *arena); /* as a value of a query: %20 for a blank */
/* "12.99", of an amount as the currency writes it. */
char *amount_of(const Steward__V1__Money *money, struct arena *arena);
/* "Authorization: Basic ..." of key and secret. */
char *basic_authorization(const struct shop *shop, struct arena *arena);
