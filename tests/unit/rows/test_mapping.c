/* mapping: maps, and the products that come of them. */
#include "rows/mapping.h"

#include "unit.h"

static struct arena *arena;

static int open_arena(void **state)
{
    arena = arena_new(16 << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_free(arena);
    return 0;
}

/* What comes of a JSON object by a map: the product as JSON, or !reason. */
static const char *mapped(const char *map, const char *json)
{
    static struct buf out;
    struct json_member *members;
    struct mapping *mapping;
    Steward__V1__Product *product;
    struct error err = {0};
    size_t count;

    if (!mapping_read(str_of(map), arena, &mapping, &err))
        return str_printf(arena, "?%s", err.text);
    assert_true(json_members(str_of(json), arena, &members, &count, NULL));
    if (!mapping_apply(mapping, members, count, arena, &product, &err))
        return str_printf(arena, "!%s", err.text);
    buf_clear(&out);
    json_from_message(&product->base, &out);
    return str_c(arena, buf_as_str(&out));
}

#define BASE "id = product_id\nname = title\n"
#define X    "\"id\":\"1\",\"name\":\"x\""

static const struct {
    const char *map, *json, *has; /* a part of the product, or all of !reason or ?reason */
} cases[] = {
    {BASE, "{" X "}", "{\"product_id\":\"1\",\"title\":\"x\""},
    {BASE, "{\"id\":1,\"name\":\"x\",\"other\":[1]}", "\"product_id\":\"1\""},
    {BASE, "{\"name\":\"x\"}", "!no field gives the product_id"},
    {BASE, "{\"id\":\"1\",\"name\":\"\"}", "!no field gives the title"},
    {BASE, "{\"id\":\"1\",\"name\":[\"x\"]}", "!name: a text is needed, not [\"x\"]"},
    {BASE "p = price EUR", "{" X ",\"p\":12.995}",
     "\"price\":{\"currency_code\":\"EUR\",\"amount_minor\":1300}"},
    {BASE "p = price JPY", "{" X ",\"p\":\"1299\"}",
     "\"price\":{\"currency_code\":\"JPY\",\"amount_minor\":1299}"},
    {BASE "p = price USD\nc = currency", "{" X ",\"p\":1299,\"c\":\"JPY\"}",
     "\"price\":{\"currency_code\":\"JPY\",\"amount_minor\":1299}"},
    {BASE "p = price USD\nc = currency", "{" X ",\"c\":\"KWD\",\"p\":1.25}",
     "\"price\":{\"currency_code\":\"KWD\",\"amount_minor\":1250}"},
    {BASE "p = price EUR\nm = price_minor EUR", "{" X ",\"p\":\"12.99\",\"m\":1500}",
     "\"price\":{\"currency_code\":\"EUR\",\"amount_minor\":1500}"},
    {BASE "p = price EUR", "{" X ",\"p\":\"free\"}", "!p: a price as 12.99 is needed, not free"},
    {BASE "p = price EUR", "{" X ",\"p\":null}", "\"title\":\"x\""},
    {BASE "v = variant_of", "{" X ",\"v\":\"shirt-1\"}", "\"variant_of\":\"shirt-1\""},
    {BASE "p = price_minor", "{" X ",\"p\":1299}", "!a price without a currency"},
    {BASE "p = price_minor\nc = currency", "{" X ",\"c\":\"CHF\",\"p\":1299}",
     "\"price\":{\"currency_code\":\"CHF\",\"amount_minor\":1299}"},
    {BASE "p = price_minor USD", "{" X ",\"p\":12.5}", "!p: a whole number of cents is needed, not 12.5"},
    {BASE "p = price_minor USD", "{" X ",\"p\":1299.0}", "\"amount_minor\":1299}"},
    {BASE "c = colours ,", "{" X ",\"c\":\"Black, Grey,,\"}", "\"colours\":[\"Black\",\"Grey\"]"},
    {BASE "c = colours", "{" X ",\"c\":\"Black|Grey, dark\"}", "\"colours\":[\"Black\",\"Grey, dark\"]"},
    {BASE "c = codes", "{" X ",\"c\":[\"1\",\"2\",\"3\"]}", "\"codes\":[\"1\",\"2\",\"3\"]"},
    {BASE "c = codes", "{" X ",\"c\":[1]}", "!c: a list of texts is needed, not [1]"},
    {BASE "c = code", "{" X ",\"c\":\"dv7-1211ea\"}", "\"codes\":[\"dv7-1211ea\"]"},
    {BASE "c = code", "{" X ",\"c\":\"Duo Gel Pad\"}", "\"codes\":[]"},
    {BASE "a = category\nb = category", "{" X ",\"b\":\"second\",\"a\":\"first\"}",
     "\"categories\":[\"first\"]"},
    {BASE "a = category\nb = category", "{" X ",\"b\":\"second\"}", "\"categories\":[\"second\"]"},
    {BASE "t = stars\nn = rating_count", "{" X ",\"t\":\"4.5\",\"n\":3}",
     "\"rating\":{\"stars\":4.5,\"count\":3}"},
    {BASE "s = stock", "{" X ",\"s\":\"0\"}", "\"stock\":{\"quantity\":0}"},
    {BASE "d = released_at", "{" X ",\"d\":\"2009-12-10\"}", "\"released_at\":\"2009-12-10T00:00:00Z\""},
    {BASE "d = released_at", "{" X ",\"d\":\"2009-12-10T01:02:03Z\"}",
     "\"released_at\":\"2009-12-10T01:02:03Z\""},
    {BASE "d = released_at", "{" X ",\"d\":\"soon\"}",
     "!d: a date as 2026-11-21 or 2026-11-21T08:15:00Z is needed, not soon"},
    {BASE "n_* = attribute number", "{" X ",\"n_Front side__bus_\":5.5}",
     "\"attributes\":[{\"name\":\"front_side_bus\",\"number\":5.5"},
    {BASE "w = attribute number weight g", "{" X ",\"w\":\"5\"}",
     "{\"name\":\"weight\",\"number\":5,\"unit\":\"g\"}"},
    {BASE "w = attribute number", "{" X ",\"w\":\"heavy\"}", "!w: a number is needed, not heavy"},
    {BASE "b_* = attribute flag", "{" X ",\"b_new\":true}", "{\"name\":\"new\",\"flag\":true}"},
    {BASE "b = attribute flag", "{" X ",\"b\":\"No\"}", "{\"name\":\"b\",\"flag\":false}"},
    {BASE "b = attribute flag", "{" X ",\"b\":\"maybe\"}", "!b: true or false is needed, not maybe"},
    /* The first rule of a target counts, and another target beside it. */
    {BASE "w_x = attribute number x cm\nw_* = attribute text\nw_x = codes",
     "{" X ",\"w_x\":\"5\",\"w_y\":\"6\"}",
     "\"codes\":[\"5\"],\"attributes\":[{\"name\":\"x\",\"number\":5,\"unit\":\"cm\"},{\"name\":\"y\","
     "\"text\":\"6\"}]"},
    {"# nothing\n", "{}", "?the map has no rule"},
    {BASE "p = price", "{}", "?line 3 of the map: price needs its currency: price EUR"},
    {BASE "p = price eur", "{}", "?line 3 of the map: a currency is three capital letters, as EUR"},
    {BASE "p = weight", "{}", "?line 3 of the map: there is no target \"weight\""},
    {BASE "p", "{}", "?line 3 of the map: not \"field = target\""},
    {BASE " = title", "{}", "?line 3 of the map: no field stands before the ="},
    {BASE "p = title now", "{}", "?line 3 of the map: title takes at most 0 words behind it"},
    {BASE "p = attribute", "{}",
     "?line 3 of the map: an attribute is text, number or flag: attribute number"},
    {BASE "p = colours ||", "{}", "?line 3 of the map: the separator of colours is one character"},
    {"a=b = product_id\nname = title", "{\"a=b\":\"7\",\"name\":\"x\"}", "\"product_id\":\"7\""},
};

static void maps(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *got = mapped(cases[i].map, cases[i].json), *has = cases[i].has;
        bool is_refused = *has == '!' || *has == '?';

        if (is_refused ? strcmp(got, has) != 0 : !strstr(got, has))
            fail_msg("case %zu: %s\nhas not %s", i, got, has);
    }
}

static void knows_icecat(void **state)
{
    const char *product = mapped(
        mapping_built_in(STR("icecat")),
        "{\"id\":\"713302\",\"name\":\"K-62402\",\"title\":\"Kensington Pad\",\"ean\":[\"4052305121993\"],"
        "\"short_description\":\"A pad\",\"img_high\":\"http://x/h.jpg\",\"img_500x500\":\"http://x/m.jpg\","
        "\"date_released\":\"2007-02-19T00:00:00Z\",\"supplier\":\"Kensington\",\"price\":2295,"
        "\"attr_t_type\":\"Pad\",\"attr_t_product_colour\":\"Black,Grey\",\"attr_b_wrist_rest\":true,"
        "\"attr_n_width\":240.0}");

    assert_string_equal(
        product,
        "{\"product_id\":\"713302\",\"title\":\"Kensington Pad\",\"brand\":\"Kensington\","
        "\"categories\":[\"Pad\"],\"description\":\"A pad\","
        "\"price\":{\"currency_code\":\"USD\",\"amount_minor\":2295},\"colours\":[\"Black\",\"Grey\"],"
        "\"sizes\":[],\"codes\":[\"K-62402\",\"4052305121993\"],\"attributes\":["
        "{\"name\":\"type\",\"text\":\"Pad\"},{\"name\":\"product_colour\",\"text\":\"Black,Grey\"},"
        "{\"name\":\"wrist_rest\",\"flag\":true},{\"name\":\"width\",\"number\":240,\"unit\":\"mm\"}],"
        "\"image_url\":\"http://x/m.jpg\",\"released_at\":\"2007-02-19T00:00:00Z\",\"version\":0}");
}

static void every_built_in_map_is_good(void **state)
{
    static const char *const names[] = {"csv", "icecat"};

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct mapping *mapping;
        struct error err = {0};

        if (!mapping_read(str_of(mapping_built_in(str_of(names[i]))), arena, &mapping, &err))
            fail_msg("%s", err.text);
    }
    assert_null(mapping_built_in(STR("other")));
}

#define mapping_test(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

int main(void)
{
    const struct CMUnitTest tests[] = {
        mapping_test(maps),
        mapping_test(knows_icecat),
        mapping_test(every_built_in_map_is_good),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
