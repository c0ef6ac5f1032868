/* shop_answer: an answer becomes rows, a row fields, the fields an offer.
 *
 * The complication: a field may stand anywhere. So an entry is laid flat first (json_list_fields), to a
 * number of fields that no honest answer needs more of. */
#include "offers/shop_answer.h"

#include "offers/rules_wanted.h"
#include "rows/rows.h"
#include "text/shown_text.h"
#include "json/json.h"

enum { FIELDS_MAX = 400, CODES_MAX = 8 };

struct reading {
    const struct shop *shop;
    struct wanted wanted; /* where the shop does not look for the words itself */
    const Steward__V1__MoneyRange *price;
    struct arena *arena;
    struct json_member *fields; /* of the entry in hand */
    Steward__V1__OffersFound *found;
    size_t read; /* entries that have fields */
    size_t left_out;
};

/* The byte order mark that some put before UTF-8. */
static struct str without_mark(struct str body)
{
    return str_starts(body, STR("\xef\xbb\xbf")) ? str_sub(body, 3, body.len) : body;
}

static char first_of(struct str json)
{
    json = str_trim(json);
    return json.len ? json.data[0] : '\0';
}

/* ---- one offer ---- */

static char *shown(struct reading *r, const char *text)
{
    struct str s = str_of(shown_text(str_of(text), r->arena));

    s.len = utf8_clip(s, SHOP_TITLE_BYTES_MAX);
    return str_c(r->arena, s);
}

static bool is_address(struct reading *r, const char *url)
{
    struct str text = str_of(url);

    return text.len <= SHOP_TEXT_BYTES_MAX && str_is(text, shown_text(text, r->arena)) &&
           (str_starts(text, STR("https://")) || str_starts(text, STR("http://")));
}

static bool is_money(const Steward__V1__Money *price)
{
    return price && price->amount_minor > 0 && price->amount_minor <= INT64_C(100000000000000);
}

/* Where the kind's mapping says "condition" it becomes an attribute: a product has no such field. */
static char *condition_of(const Steward__V1__Product *product)
{
    const Steward__V1__Attribute *a = shop_attribute(product, "condition");

    return a && a->value_case == STEWARD__V1__ATTRIBUTE__VALUE_TEXT ? a->text : (char *)(uintptr_t) "";
}

static void fill(struct reading *r, Steward__V1__Offer *offer, const Steward__V1__Product *product)
{
    offer->source = r->shop->settings->name;
    offer->offer_id = shown(r, product->product_id);
    offer->title = shown(r, product->title);
    offer->brand = shown(r, product->brand);
    offer->price = product->price;
    offer->url = product->url;
    offer->image_url = is_address(r, product->image_url) ? product->image_url : (char *)(uintptr_t) "";
    offer->condition = shown(r, condition_of(product));
    offer->n_codes = product->n_codes < CODES_MAX ? product->n_codes : CODES_MAX;
    offer->codes = product->codes;
    if (product->rating && product->rating->stars > 0 && product->rating->stars <= 5)
        offer->rating = product->rating;
}

static bool fits(const struct reading *r, const Steward__V1__Offer *offer)
{
    return wanted_has_all(&r->wanted, wanted_in_offer(&r->wanted, r->shop->tokeniser, offer)) &&
           price_is_within(r->price, offer->price);
}

/* By its id it is asked for again, so each is there once. */
static bool is_known(const struct reading *r, const Steward__V1__Offer *offer)
{
    for (size_t i = 0; i < r->found->n_offers; i++) {
        if (!strcmp(r->found->offers[i]->offer_id, offer->offer_id))
            return true;
    }
    return false;
}

static void take_product(struct reading *r, Steward__V1__Product *product)
{
    Steward__V1__Offer *offer = arena_new_of(r->arena, Steward__V1__Offer);

    if ((r->shop->kind->mend && !r->shop->kind->mend(r->shop, product, r->arena)) ||
        !is_money(product->price) || !is_address(r, product->url)) {
        r->left_out++;
        return;
    }
    steward__v1__offer__init(offer);
    fill(r, offer, product);
    if (!*offer->offer_id || !*offer->title || is_known(r, offer))
        r->left_out++;
    else if (r->shop->searches || fits(r, offer))
        r->found->offers[r->found->n_offers++] = offer;
}

static bool is_full(const struct reading *r)
{
    return r->found->n_offers == SHOP_OFFERS_MAX || arena_failed(r->arena);
}

static bool are_utf8(const struct json_member *fields, size_t count)
{
    bool are = true;

    for (size_t i = 0; i < count && are; i++)
        are = utf8_valid(fields[i].name) && utf8_valid(fields[i].value);
    return are;
}

static void take_fields(struct reading *r, const struct json_member *fields, size_t count)
{
    Steward__V1__Product *product;
    struct error err;

    r->read += count > 0;
    if (count && mapping_apply(r->shop->mapping, fields, count, r->arena, &product, &err)) {
        take_product(r, product);
        return;
    }
    r->left_out++;
    r->found->unreadable += !are_utf8(fields, count);
}

static void take_line(struct reading *r, struct str json)
{
    take_fields(r, r->fields, json_fields(json, r->arena, r->fields, FIELDS_MAX));
    r->found->unreadable += !utf8_valid(json);
}

/* ---- the list ---- */

/* An answer may leave the list out where it has found nothing. */
static bool take_list(struct reading *r, struct str body, const char *path, struct error *err)
{
    struct json_list *list;

    if (!json_list_open(body, path, r->arena, &list))
        return error_set(err, ERROR_RETRY, "shop",
                         utf8_valid(body) ? "its answer is no JSON with a list of products"
                                          : "its answer is not UTF-8, as JSON has to be");
    for (size_t i = 0; list && i < json_list_count(list) && i < SHOP_ROWS_MAX && !is_full(r); i++)
        take_fields(r, r->fields, json_list_fields(list, i, r->fields, FIELDS_MAX));
    return true;
}

static ptrdiff_t read_body(void *owner, char *room, size_t size, struct error *err)
{
    struct str *left = owner;
    size_t len = left->len < size ? left->len : size;

    if (len)
        memcpy(room, left->data, len);
    *left = str_sub(*left, len, left->len);
    return (ptrdiff_t)len;
}

/* CSV, or an object a line. */
static bool take_rows(struct reading *r, struct str text, struct error *err)
{
    struct str body = text; /* what is left of it */
    struct rows *rows = rows_new(read_body, &body, ROWS_GUESS);
    struct error trouble = {0};
    struct row row;
    size_t count = 0, bad = 0;

    while (count < SHOP_ROWS_MAX && !is_full(r) && rows_next(rows, r->arena, &row, &trouble)) {
        count++;
        if (row.is_bad)
            bad++;
        else if (row.json.len)
            take_line(r, row.json);
        else
            take_fields(r, row.fields, row.field_count);
    }
    rows_free(rows);
    r->left_out += bad;
    return r->read || (!count && !trouble.text[0] && str_trim(text).len) ||
           error_set(err, ERROR_RETRY, "shop", "its answer is neither JSON nor CSV with a header");
}

/* Pages ("sorry, try again") come with status 200, too, and would be CSV without a single product. */
static bool take_body(struct reading *r, struct str body, struct error *err)
{
    char first = first_of(body);

    if (utf16_marked(body))
        return error_set(err, ERROR_RETRY, "shop", "its answer is UTF-16: it has to give UTF-8");
    if (first == '<')
        return error_set(err, ERROR_RETRY, "shop", "its answer is a page or XML, not JSON or CSV");
    if (r->shop->items[0] && first != '{')
        return error_set(err, ERROR_RETRY, "shop", "its answer is no JSON object");
    return r->shop->items[0] || first == '[' ? take_list(r, body, r->shop->items, err)
                                             : take_rows(r, body, err);
}

bool shop_answer_read(const struct shop *shop, const Steward__V1__OfferQuery *query, struct str body,
                      struct arena *arena, Steward__V1__OffersFound **ret_found, size_t *ret_left_out,
                      struct error *err)
{
    struct reading r = {.shop = shop, .price = query->price, .arena = arena};

    if (!shop->searches)
        r.wanted = wanted_of(shop->tokeniser, str_of(query->words));
    r.fields = arena_array(arena, FIELDS_MAX, sizeof(*r.fields));
    r.found = arena_new_of(arena, Steward__V1__OffersFound);
    steward__v1__offers_found__init(r.found);
    r.found->offers = arena_array(arena, SHOP_OFFERS_MAX, sizeof(*r.found->offers));
    if (!take_body(&r, without_mark(body), err))
        return false;
    if (arena_failed(arena))
        return error_set(err, ERROR_SKIP, "shop", "its answer takes too much memory");
    *ret_found = r.found;
    *ret_left_out = r.left_out;
    return true;
}

bool shop_token_read(struct str body, struct arena *arena, const char **ret_token, int64_t *ret_lives_s,
                     struct error *err)
{
    struct str token = STR_NONE, lives;
    struct json_member *members;
    size_t count;

    *ret_lives_s = 0;
    if (json_members(body, arena, &members, &count, NULL)) {
        token = json_text_of(members, count, STR("access_token"));
        lives = json_value_of(members, count, STR("expires_in"));
        if (!str_to_int64(lives, ret_lives_s) || *ret_lives_s < 0)
            *ret_lives_s = 0;
    }
    for (size_t i = 0; i < token.len; i++) {
        if (token.data[i] <= ' ' || token.data[i] == 0x7f)
            token.len = 0;
    }
    *ret_token = str_c(arena, token);
    return token.len || error_set(err, ERROR_RETRY, "shop", "its answer has no token");
}
