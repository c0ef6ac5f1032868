/* filter_text: what is typed, and the message or the complaint that comes of it. */
#include "filter_text.h"

#include "unit.h"
#include "json/json.h"

static struct arena *arena;

static int open_arena(void **state)
{
    arena = arena_new(4 << 20);
    return 0;
}

static int close_arena(void **state)
{
    arena_free(arena);
    return 0;
}

/* The filters as JSON, or !complaint. */
static const char *read_as(struct str text)
{
    Steward__V1__Filters *filters;
    struct error err = {0};
    struct buf json = {0};
    const char *copy;

    if (!filter_text_read(text, arena, &filters, &err))
        return str_printf(arena, "!%s", err.text);
    json_from_message(&filters->base, &json);
    copy = str_c(arena, buf_as_str(&json));
    buf_free(&json);
    return copy;
}

static const struct {
    const char *text, *has; /* a part of the JSON */
} good[] = {
    {"brand=Asus", "\"brands\":[\"Asus\"]"},
    {"BRANDS = Asus", "\"brands\":[\"Asus\"]"},
    {"brand=Asus,Lenovo,'Acer Inc' brand=HP", "\"brands\":[\"Asus\",\"Lenovo\",\"Acer Inc\",\"HP\"]"},
    {"brand=L'Oreal", "\"brands\":[\"L'Oreal\"]"},
    {"brand=\"A=B, C\"", "\"brands\":[\"A=B, C\"]"},
    {"brand!=Asus", "\"not_brands\":[\"Asus\"]"},
    {"colour!=black color!=grey", "\"not_colours\":[\"black\",\"grey\"]"},
    {"category=\"Computers > Laptops\"", "\"categories\":[\"Computers > Laptops\"]"},
    {"size=M,L", "\"sizes\":[\"M\",\"L\"]"},
    {"price<900", "\"price\":{\"max\":{\"amount_minor\":89999}}"},
    {"price<=899.90", "\"price\":{\"max\":{\"amount_minor\":89990}}"},
    {"price<9.999", "\"price\":{\"max\":{\"amount_minor\":999}}"},
    {"price>9.991", "\"price\":{\"min\":{\"amount_minor\":1000}}"},
    {"price>900EUR", "\"price\":{\"min\":{\"currency_code\":\"EUR\",\"amount_minor\":90001}}"},
    {"price>='900 JPY'", "\"price\":{\"min\":{\"currency_code\":\"JPY\",\"amount_minor\":900}}"},
    {"price>=10 price<=20", "{\"min\":{\"amount_minor\":1000},\"max\":{\"amount_minor\":2000}}"},
    {"price=12.99", "{\"min\":{\"amount_minor\":1299},\"max\":{\"amount_minor\":1299}}"},
    {"rating>=4.5", "\"min_rating\":4.5"},
    {"in_stock", "\"in_stock\":true"},
    {"in_stock=true brand=Asus", "\"brands\":[\"Asus\"]"},
    {"in_stock=TRUE", "\"in_stock\":true"},
    {"wireless", "{\"name\":\"wireless\",\"any_of\":[\"true\"]}"},
    {"!wireless", "{\"name\":\"wireless\",\"any_of\":[\"false\"]}"},
    {"water_resistance=IPX7,IP67", "{\"name\":\"water_resistance\",\"any_of\":[\"IPX7\",\"IP67\"]}"},
    {"weight<=2kg", "\"range\":{\"min\":-1e+15,\"max\":2,\"unit\":\"kg\",\"below\":false}"},
    {"weight<'2 kg'", "\"max\":2,\"unit\":\"kg\",\"below\":true"},
    {"temperature<=-5", "\"range\":{\"min\":-1e+15,\"max\":-5,\"below\":false}"},
    {"battery_life>=30h", "\"range\":{\"min\":30,\"max\":-1,\"unit\":\"h\",\"below\":false}"},
    {"temperature>=-5", "\"range\":{\"min\":-5,\"max\":-11,\"below\":false}"},
    {"cores=8", "\"any_of\":[\"8\"],\"range\":{\"min\":8,\"max\":8,\"below\":false}"},
    {"cores=8,16", "{\"name\":\"cores\",\"any_of\":[\"8\",\"16\"]}"},
    {"weight>=1kg weight<2kg", "\"min\":1,\"max\":-1,\"unit\":\"kg\",\"below\":false}},{\"name\":\"weight\""},
};

static const struct {
    const char *text, *complaint; /* how it begins */
} bad[] = {
    {"", "character 1: a field as brand"},
    {"brand", "character 6: != or = is expected after brand"},
    {"brand<Asus", "character 6: != or = is expected after brand"},
    {"brand=", "character 7: a value is expected, but there is nothing more"},
    {"brand=,Asus", "character 7: a value is expected, not ,Asus"},
    {"brand=''", "character 8: a value is expected, not an empty one"},
    {"brand=\"Asus", "character 7: the quotation mark \" is never closed"},
    {"brand=\"As\"us", "character 11: a blank or a comma is expected, not us"},
    {"brand=Asus,", "character 12: a value is expected, but there is nothing more"},
    {"brand=Asus, in_stock", "character 12: a value is expected, not  in_stock"},
    {"brand=Asus ,Lenovo", "character 12: a field as brand"},
    {"brand=Asus,price<9",
     "character 17: a blank or a comma (in quotes it is part of the value) is expected"},
    {"in_stock,", "character 9: a field as brand"},
    {"!brand=Asus", "character 7: ! stands before a field alone; what is not wanted is brand!="},
    {"category=Computers > Laptops", "character 20: a field as brand"},
    {"category!=Laptops", "character 9: = is expected after category"},
    {"price<cheap", "character 7: a price as 900 or 899.90EUR is expected, not cheap"},
    {"price<900,800", "character 11: price takes one value with <"},
    {"price<-1", "character 7: a price as"},
    {"price<9e99", "character 7: a price as"},
    {"price<9 euro", NULL}, /* "euro" alone is an attribute: the service says that there is none */
    {"price<9euro", "character 7: a price as"},
    {"price<9 price<=8", "character 9: the price has that end already"},
    {"price>1EUR price<9", "character 18: both ends of the price are in the same currency"},
    {"rating>4", "character 7: >= is expected after rating"},
    {"rating>=6", "character 9: stars from 0 to 5 is expected, not 6"},
    {"rating>=4 rating>=3", "character 11: the rating is said already"},
    {"in_stock=no", "character 10: true, or in_stock alone, is expected, not no"},
    {"!in_stock", "character 2: what is out of stock cannot be asked for"},
    {"weight>2kg", "character 7: <=, >=, = or < is expected after weight"},
    {"weight<=heavy", "character 9: a figure as 2 or 2kg is expected, not heavy"},
    {"cores=8 cores=16", "character 9: cores has values already"},
    {"colour=grün größe>3", "character 18: <=, >=, = or < is expected after größe"},
};

static void reads_what_is_typed(void **state)
{
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        const char *json = read_as(str_of(good[i].text));

        if (!strstr(json, good[i].has))
            fail_msg("%s: %s", good[i].text, json);
    }
}

static void reads_many_conditions_at_once(void **state)
{
    const char *json = read_as(STR("brand=Asus price<900 weight<=2kg colour!=black rating>=4 in_stock "
                                   "category=\"Computers > Laptops\""));

    assert_string_equal(
        json, "{\"brands\":[\"Asus\"],\"categories\":[\"Computers > Laptops\"],\"colours\":[],\"sizes\":[],"
              "\"price\":{\"max\":{\"amount_minor\":89999}},\"min_rating\":4,\"in_stock\":true,"
              "\"attributes\":[{\"name\":\"weight\",\"any_of\":[],\"range\":{\"min\":-1e+15,\"max\":2,"
              "\"unit\":\"kg\",\"below\":false}}],\"not_brands\":[],\"not_colours\":[\"black\"]}");
}

static void says_where_and_what_is_expected(void **state)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *answer = read_as(str_of(bad[i].text));
        bool is_refused = answer[0] == '!';

        if (is_refused != (bad[i].complaint != NULL) ||
            (is_refused && strncmp(answer + 1, bad[i].complaint, strlen(bad[i].complaint)) != 0))
            fail_msg("%s: %s", bad[i].text, answer);
    }
}

/* `count` times the text. */
static struct str times(const char *text, int count)
{
    struct buf all = {0};
    struct str copy;

    for (int i = 0; i < count; i++)
        buf_str(&all, str_of(text));
    copy = str_copy(arena, buf_as_str(&all));
    buf_free(&all);
    return copy;
}

static void has_bounds(void **state)
{
    static const struct {
        const char *text;
        int most;
        const char *complaint;
    } bounds[] = {{"brand=a ", FILTER_TEXT_VALUES, "brand has at most 64 values"},
                  {"x<=1 ", FILTER_TEXT_ATTRIBUTES, "at most 16 conditions on attributes"},
                  {"size=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ", 64,
                   "longer than 4096 bytes"}};

    for (size_t i = 0; i < COUNT_OF(bounds); i++) {
        assert_int_equal(read_as(times(bounds[i].text, bounds[i].most))[0], '{');
        assert_non_null(strstr(read_as(times(bounds[i].text, bounds[i].most + 1)), bounds[i].complaint));
    }
    assert_non_null(strstr(read_as(STR("brand=\xff")), "not UTF-8"));
    assert_non_null(strstr(read_as(STR("brand=a\0b")), "not UTF-8"));
    assert_non_null(strstr(read_as(times("a,", 64)), "character"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_is_typed),
        cmocka_unit_test(reads_many_conditions_at_once),
        cmocka_unit_test(says_where_and_what_is_expected),
        cmocka_unit_test(has_bounds),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
