/* rules_exchange: see rules_exchange.h. */
#include "offers/rules_exchange.h"

#include <math.h>

#include "rules_limits.h"
#include "words/currency.h"
#include "json/json.h"

#define RATES_MAX  400
#define AMOUNT_MAX 9e15

struct rate {
    struct str code;
    double per_base;
};

struct exchange {
    struct rate rates[RATES_MAX];
    size_t count;
    char *date;
};

static bool bad(struct error *err, const char *what, struct str which)
{
    return error_set(err, ERROR_SKIP, "exchange", "%s%s%.*s", what, which.len ? ": " : "",
                     STR_ARGS(str_sub(which, 0, 40)));
}

static bool add_rate(struct exchange *table, struct str code, double per_base, struct error *err)
{
    if (!code.len || !currency_is_known(code))
        return bad(err, "a currency is three capital letters, as EUR", code);
    if (!(per_base > 0) || per_base > 1e9)
        return bad(err, "a rate is a number above 0", code);
    if (table->count == RATES_MAX)
        return bad(err, "more rates than there are currencies", STR_NONE);
    table->rates[table->count++] = (struct rate){code, per_base};
    return true;
}

static bool add_rates(struct exchange *table, struct str json, struct arena *arena, struct error *err)
{
    struct json_member *members;
    size_t count;

    if (!json.len || !json_members(json, arena, &members, &count, NULL) || !count)
        return bad(err, "\"rates\" must be an object: {\"USD\": 1.08}", STR_NONE);
    for (size_t i = 0; i < count; i++) {
        double rate;

        if (members[i].is_text || !str_to_double(members[i].value, &rate))
            return bad(err, "a rate is a number above 0", members[i].name);
        if (!add_rate(table, members[i].name, rate, err))
            return false;
    }
    return true;
}

bool exchange_read(struct str json, struct arena *arena, struct exchange **ret_table, struct error *err)
{
    struct exchange *table = arena_new_of(arena, struct exchange);
    struct json_member *members;
    struct json_fault fault;
    size_t count;

    if (!json_members(json, arena, &members, &count, &fault))
        return bad(err, "the table of rates is no JSON object", str_of(fault.reason));
    table->date = str_c(arena, json_text_of(members, count, STR("date")));
    if (!add_rate(table, json_text_of(members, count, STR("base")), 1, err) ||
        !add_rates(table, json_value_of(members, count, STR("rates")), arena, err))
        return false;
    *ret_table = table;
    return true;
}

const char *exchange_date(const struct exchange *table)
{
    return table->date;
}

static bool find_rate(const struct exchange *table, const char *code, double *ret_rate)
{
    for (size_t i = 0; table && i < table->count; i++) {
        if (str_is(table->rates[i].code, code)) {
            *ret_rate = table->rates[i].per_base;
            return true;
        }
    }
    return false;
}

bool exchange_convert(const struct exchange *table, const Steward__V1__Money *money, const char *currency,
                      int64_t *ret_amount_minor)
{
    double from, to, amount = (double)money->amount_minor;

    if (!strcmp(money->currency_code, currency)) {
        *ret_amount_minor = money->amount_minor;
        return true;
    }
    if (!find_rate(table, money->currency_code, &from) || !find_rate(table, currency, &to))
        return false;
    amount =
        floor(amount / currency_minor(money->currency_code) / from * to * currency_minor(currency) + 0.5);
    if (fabs(amount) > AMOUNT_MAX)
        return false;
    *ret_amount_minor = (int64_t)amount;
    return true;
}
