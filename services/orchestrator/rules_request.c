/* rules_request: limits of a request, its ids, and how long its client wants to wait. */
#include "rules_request.h"

#include <math.h>

#define WAIT_MAX_S 60

bool id_is_good(struct str id)
{
    if (id.len == 0 || id.len > ID_MAX_BYTES || !utf8_valid(id) || id.data[0] == ' ' ||
        id.data[id.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < id.len; i++)
        if ((unsigned char)id.data[i] < 0x20 || id.data[i] == 0x7f)
            return false;
    return true;
}

struct str request_name(const Steward__V1__Request *request, struct str event_id)
{
    struct str given = str_of(request->request_id);

    return id_is_good(given) ? given : event_id;
}

struct str request_session(const Steward__V1__Request *request, struct str key, struct str event_id)
{
    struct str given = str_of(request->session_id);

    if (given.len)
        return id_is_good(given) ? given : request_name(request, event_id);
    return id_is_good(key) ? key : request_name(request, event_id);
}

/* ---- limits ---- */

struct fault {
    const char *field;
    const char *detail;
};

static int fault(struct fault *f, const char *field, const char *detail)
{
    *f = (struct fault){field, detail};
    return 422;
}

static bool is_blank(const char *text)
{
    return str_trim(str_of(text)).len == 0;
}

static int check_list(struct arena *arena, size_t count, const char *field, struct fault *f)
{
    return count <= LIST_MAX ? 0 : fault(f, field, str_printf(arena, "at most %d values", LIST_MAX));
}

static int check_money(const Steward__V1__Money *money, const char *field, struct fault *f)
{
    if (money && money->amount_minor < 0)
        return fault(f, field, "must not be negative");
    if (money && money->currency_code[0] && strlen(money->currency_code) != 3)
        return fault(f, field, "currency_code must be an ISO 4217 code of three letters");
    return 0;
}

static int check_price(const Steward__V1__MoneyRange *price, struct fault *f)
{
    int status = 0;

    if (!price)
        return 0;
    if ((status = check_money(price->min, "filters.price.min", f)) ||
        (status = check_money(price->max, "filters.price.max", f)))
        return status;
    if (price->min && price->max && price->min->amount_minor > price->max->amount_minor)
        return fault(f, "filters.price", "min must not be above max");
    return 0;
}

static int check_attributes(struct arena *arena, const Steward__V1__Filters *filters, struct fault *f)
{
    int status = check_list(arena, filters->n_attributes, "filters.attributes", f);

    for (size_t i = 0; i < filters->n_attributes && !status; i++) {
        const Steward__V1__AttributeFilter *attribute = filters->attributes[i];

        if (!attribute->name[0])
            return fault(f, "filters.attributes.name", "must name an attribute");
        if (attribute->range && !(attribute->range->min <= attribute->range->max))
            return fault(f, "filters.attributes.range", "min must not be above max");
        status = check_list(arena, attribute->n_any_of, "filters.attributes.any_of", f);
    }
    return status;
}

static int check_filters(struct arena *arena, const Steward__V1__Filters *filters, struct fault *f)
{
    int status;

    if (!filters)
        return 0;
    if ((status = check_list(arena, filters->n_brands, "filters.brands", f)) ||
        (status = check_list(arena, filters->n_categories, "filters.categories", f)) ||
        (status = check_list(arena, filters->n_colours, "filters.colours", f)) ||
        (status = check_list(arena, filters->n_sizes, "filters.sizes", f)) ||
        (status = check_price(filters->price, f)))
        return status;
    if (!(filters->min_rating >= 0 && filters->min_rating <= 5))
        return fault(f, "filters.min_rating", "must be from 0 to 5");
    return check_attributes(arena, filters, f);
}

static int check_search(struct arena *arena, const Steward__V1__SearchRequest *search, struct fault *f)
{
    if (is_blank(search->query) && !search->filters)
        return fault(f, "query", "must not be empty");
    if (strlen(search->query) > QUERY_MAX_BYTES)
        return fault(f, "query", str_printf(arena, "at most %d bytes", QUERY_MAX_BYTES));
    if (search->limit < 0 || search->limit > LIMIT_MAX)
        return fault(f, "limit", str_printf(arena, "must be from 1 to %d", LIMIT_MAX));
    if (strlen(search->cursor) > 512)
        return fault(f, "cursor", "is not one that was given out");
    if (strlen(search->locale) > 35)
        return fault(f, "locale", "at most 35 characters, such as en-US");
    if (!protobuf_c_enum_descriptor_get_value(&steward__v1__sort__order__descriptor, (int)search->sort))
        return fault(f, "sort", "is not a known order");
    return check_filters(arena, search->filters, f);
}

int request_problem(const Steward__V1__Request *request, struct arena *arena, const char **ret_field,
                    const char **ret_detail)
{
    static const char bad_id[] = "1 to 128 bytes, no control characters, no blanks at the ends";
    struct fault f = {"", ""};
    int status = 0;

    if (request->request_id[0] && !id_is_good(str_of(request->request_id)))
        status = fault(&f, "request_id", bad_id);
    else if (request->session_id[0] && !id_is_good(str_of(request->session_id)))
        status = fault(&f, "session_id", bad_id);
    else if (request->user_id[0] && !id_is_good(str_of(request->user_id)))
        status = fault(&f, "user_id", bad_id);
    else if (request->ask_case != STEWARD__V1__REQUEST__ASK_SEARCH)
        status = fault(&f, "search", "the request asks for nothing: give it a search");
    else
        status = check_search(arena, request->search, &f);
    *ret_field = f.field;
    *ret_detail = f.detail;
    return status;
}

/* ---- Prefer (RFC 7240) ---- */

struct prefer prefer_from(struct str header)
{
    struct prefer prefer = {false, -1};
    struct str part, rest = header;

    while (str_split(&rest, ',', &part)) {
        struct str value = part, name;
        int64_t seconds;

        str_split(&value, '=', &name);
        name = str_trim(name);
        if (str_eq_nocase(name, STR("respond-async")))
            prefer.respond_async = true;
        else if (str_eq_nocase(name, STR("wait")) && str_to_int64(str_trim(value), &seconds) && seconds >= 0)
            prefer.wait_s = (int)(seconds < WAIT_MAX_S ? seconds : WAIT_MAX_S);
    }
    return prefer;
}
