/* facets: what is offered, in what shape, and that choosing it leaves as many as it says. */
#include "search/facets.h"

#include "base/mem.h"
#include "search/search.h"
#include "unit.h"
#include "json/json.h"

static struct index *shop;
static struct arena *arena;

static void put(const char *json)
{
    ProtobufCMessage *message;
    struct json_fault fault;
    struct buf quoted = {0};

    buf_str(&quoted, str_of(json));
    for (size_t i = 0; i < quoted.len; i++)
        quoted.data[i] = quoted.data[i] == '\'' ? '"' : quoted.data[i];
    if (!json_to_message(&steward__v1__product__descriptor, buf_as_str(&quoted), arena, &message, &fault))
        fail_msg("%s: %s %s", json, fault.field, fault.reason);
    catalog_index_put(shop, (Steward__V1__Product *)message);
    buf_free(&quoted);
}

/* Forty lamps: ids, prices and figures differ in ways that can be counted by hand. */
static int begin(void **state)
{
    static const char *const brands[] = {"Lumo", "Glim", "Lumo", "Halo"};
    static const char *const kinds[] = {"Desk Lamps", "Floor Lamps"};

    arena = arena_new(16 << 20);
    shop = index_new();
    for (int i = 0; i < 40; i++)
        put(str_printf(
            arena,
            "{'product_id':'lamp-%02d','title':'Lamp %c%c','brand':'%s',"
            "'categories':['Home','Lighting','%s'],'price':{'currency_code':'EUR','amount_minor':%d},"
            "'rating':{'stars':%s,'count':3},'stock':{'quantity':%d},'colours':['%s'],"
            "'attributes':[{'name':'light','number':%d,'unit':'lm'},{'name':'dimmable','flag':%s},"
            "{'name':'weight','number':%g,'unit':'%s'},{'name':'base','text':'%s'},"
            "{'name':'model','text':'M-%d'},{'name':'voltage','number':230,'unit':'V'}]}",
            i, 'a' + i / 26, 'a' + i % 26, brands[i % 4], kinds[i % 2], 1000 + 250 * i, i % 5 ? "4.2" : "3.1",
            i % 10 ? 3 : 0, i % 3 ? "black" : "white", 400 * (1 + i % 3), i % 4 ? "true" : "false",
            i % 2 ? 0.1 * (i + 1) : 100.0 * (i + 1), i % 2 ? "kg" : "g", i % 2 ? "E27" : "E14", i));
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static Steward__V1__SearchResult *search(Steward__V1__Filters *filters)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;

    command.query = str_c(arena, STR("lamps"));
    command.filters = filters;
    return search_run(shop, &command, arena);
}

static const Steward__V1__Facet *facet_of(const Steward__V1__SearchResult *result, const char *name)
{
    for (size_t i = 0; i < result->n_facets; i++) {
        if (!strcmp(result->facets[i]->name, name))
            return result->facets[i];
    }
    return NULL;
}

/* "Lumo 20, Glim 10"; the label where there is one. */
static const char *told(const Steward__V1__Facet *facet)
{
    struct buf out = {0};
    char *text;

    for (size_t i = 0; facet && i < facet->n_values; i++) {
        const Steward__V1__FacetValue *v = facet->values[i];

        buf_printf(&out, "%s%*s%s %lld", i ? ", " : "", v->depth, "", v->label[0] ? v->label : v->value,
                   (long long)v->count);
    }
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

static void are_typed(void **state)
{
    static const struct {
        const char *name;
        Steward__V1__Facet__Kind kind;
        const char *unit, *told;
    } cases[] = {
        {"category", STEWARD__V1__FACET__KIND__TREE, "",
         "Home 40,  Lighting 40,   Desk Lamps 20,   Floor Lamps 20"},
        {"price", STEWARD__V1__FACET__KIND__RANGE, "EUR",
         "< 30 EUR 8, 30–50 EUR 8, 50–70 EUR 8, 70–90 EUR 8, ≥ 90 EUR 8"},
        {"brand", STEWARD__V1__FACET__KIND__LIST, "", "Lumo 20, Glim 10, Halo 10"},
        {"colour", STEWARD__V1__FACET__KIND__LIST, "", "black 26, white 14"},
        {"rating", STEWARD__V1__FACET__KIND__RANGE, "", "≥ 4 32"},
        {"stock", STEWARD__V1__FACET__KIND__FLAG, "", "yes 36"},
        {"light", STEWARD__V1__FACET__KIND__RANGE, "lm", "400 lm 14, 800 lm 13, 1200 lm 13"},
        {"dimmable", STEWARD__V1__FACET__KIND__FLAG, "", "yes 30, no 10"},
        {"weight", STEWARD__V1__FACET__KIND__RANGE, "g",
         "< 1000 g 9, 1000–1800 g 8, 1800–2600 g 8, 2600–3400 g 8, ≥ 3400 g 7"},
        {"base", STEWARD__V1__FACET__KIND__LIST, "", "E14 20, E27 20"},
    };
    const Steward__V1__SearchResult *result = search(NULL);

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const Steward__V1__Facet *facet = facet_of(result, cases[i].name);

        if (!facet || strcmp(told(facet), cases[i].told) != 0)
            fail_msg("%s: %s, not %s", cases[i].name, told(facet), cases[i].told);
        assert_int_equal(facet->kind, cases[i].kind);
        assert_string_equal(facet->unit, cases[i].unit);
    }
    assert_string_equal(result->facets[0]->name, "category");
    assert_string_equal(result->facets[1]->name, "price");
    assert_null(facet_of(result, "model"));   /* every lamp has its own */
    assert_null(facet_of(result, "voltage")); /* all have the same */
    assert_null(facet_of(result, "size"));    /* none has one */
}

/* Put into the filters as it is told, every value leaves as many as it says. */
static size_t choose(const Steward__V1__Facet *facet, const Steward__V1__FacetValue *v)
{
    Steward__V1__Filters f = STEWARD__V1__FILTERS__INIT;
    Steward__V1__AttributeFilter attribute = STEWARD__V1__ATTRIBUTE_FILTER__INIT;
    Steward__V1__AttributeFilter *attributes[] = {&attribute};
    char *values[] = {facet->kind == STEWARD__V1__FACET__KIND__TREE ? v->path : v->value};
    const struct {
        const char *name;
        char ***texts;
        size_t *count;
    } lists[] = {{"category", &f.categories, &f.n_categories},
                 {"brand", &f.brands, &f.n_brands},
                 {"colour", &f.colours, &f.n_colours}};

    f.price = v->price;
    f.in_stock = !strcmp(facet->name, "stock");
    if (!strcmp(facet->name, "rating"))
        assert_true(str_to_double(str_of(v->value), &f.min_rating));
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        if (!strcmp(lists[i].name, facet->name)) {
            *lists[i].texts = values;
            *lists[i].count = 1;
            return (size_t)search(&f)->total;
        }
    }
    if (f.price || f.in_stock || f.min_rating > 0)
        return (size_t)search(&f)->total;
    attribute.name = facet->name;
    attribute.range = v->range;
    attribute.any_of = values;
    attribute.n_any_of = v->range ? 0 : 1;
    f.attributes = attributes;
    f.n_attributes = 1;
    return (size_t)search(&f)->total;
}

static void leave_what_they_say(void **state)
{
    const Steward__V1__SearchResult *result = search(NULL);
    size_t values = 0;

    for (size_t i = 0; i < result->n_facets; i++) {
        for (size_t k = 0; k < result->facets[i]->n_values; k++, values++) {
            const Steward__V1__FacetValue *v = result->facets[i]->values[k];
            size_t left = choose(result->facets[i], v);

            if (left != (size_t)v->count)
                fail_msg("%s %s: %zu, not %lld", result->facets[i]->name, v->value, left,
                         (long long)v->count);
        }
    }
    assert_true(values > 25);
}

/* A second choice can be seen, whatever kind of facet it is; the others count within the first. */
static void leave_out_their_own_filter(void **state)
{
    Steward__V1__Filters f = STEWARD__V1__FILTERS__INIT;
    Steward__V1__AttributeFilter light = STEWARD__V1__ATTRIBUTE_FILTER__INIT;
    Steward__V1__AttributeFilter__Range range = STEWARD__V1__ATTRIBUTE_FILTER__RANGE__INIT;
    Steward__V1__AttributeFilter *attributes[] = {&light};
    const Steward__V1__SearchResult *result;

    light.name = str_c(arena, STR("light"));
    light.range = &range;
    range.unit = str_c(arena, STR("lm"));
    range.min = 800; /* and no upper end */
    f.attributes = attributes;
    f.n_attributes = 1;
    result = search(&f);
    assert_int_equal(result->total, 26);
    assert_string_equal(told(facet_of(result, "light")), "400 lm 14, 800 lm 13, 1200 lm 13");
    assert_string_equal(told(facet_of(result, "base")), "E14 13, E27 13");
    assert_string_equal(told(facet_of(result, "category")),
                        "Home 26,  Lighting 26,   Desk Lamps 13,   Floor Lamps 13");
}

static void categories_are_found_at_every_level(void **state)
{
    static const struct {
        const char *category;
        int64_t total;
    } cases[] = {
        {"Home", 40},
        {"lighting", 40},
        {"Desk Lamps", 20},
        {"Home > Lighting > Desk Lamps", 20},
        {"home>lighting", 40},
        {" Home >Lighting> floor lamps ", 20},
        {"Home > Desk Lamps", 0}, /* there is no such place */
        {">", 0},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        Steward__V1__Filters f = STEWARD__V1__FILTERS__INIT;
        char *categories[] = {str_c(arena, str_of(cases[i].category))};
        const Steward__V1__SearchResult *result;

        f.categories = categories;
        f.n_categories = 1;
        result = search(&f);
        if ((result->n_loosened ? 0 : result->total) != cases[i].total)
            fail_msg("%s: %lld", cases[i].category, (long long)result->total);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(are_typed, begin, end),
        cmocka_unit_test_setup_teardown(leave_what_they_say, begin, end),
        cmocka_unit_test_setup_teardown(leave_out_their_own_filter, begin, end),
        cmocka_unit_test_setup_teardown(categories_are_found_at_every_level, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
