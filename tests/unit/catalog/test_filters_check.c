/* filters_check: every mistake is said, with what there is instead. */
#include "search/filters_check.h"

#include "base/mem.h"
#include "unit.h"
#include "json/json.h"

static struct index *shop;
static struct arena *arena;

static void *message_of(const ProtobufCMessageDescriptor *type, const char *json)
{
    ProtobufCMessage *message;
    struct json_fault fault;
    char *quoted = str_c(arena, str_of(json));

    for (char *at = quoted; (at = strchr(at, '\''));)
        *at = '"';
    if (!json_to_message(type, str_of(quoted), arena, &message, &fault))
        fail_msg("%s: %s %s", json, fault.field, fault.reason);
    return message;
}

static int begin(void **state)
{
    arena = arena_new(4 << 20);
    shop = index_new();
    catalog_index_put(shop,
                      message_of(&steward__v1__product__descriptor,
                                 "{'product_id':'a','title':'Lamp','attributes':[{'name':'weight','number':2,"
                                 "'unit':'kg'},{'name':'battery_life','number':9,'unit':'h'},"
                                 "{'name':'dimmable','flag':true},{'name':'height','number':9}]}"));
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static const char *told(const Steward__V1__Filters *filters)
{
    Steward__V1__Problem__Fault *faults[FILTER_FAULTS_MAX];
    size_t count = filters_faults(shop, filters, arena, faults);
    struct buf out = {0};
    char *text;

    for (size_t i = 0; i < count; i++)
        buf_printf(&out, "%s%s %s", i ? "\n" : "", faults[i]->field, faults[i]->detail);
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

static void says_every_mistake(void **state)
{
    static const struct {
        const char *filters, *told;
    } cases[] = {
        {"{}", ""},
        {"{'brands':['nobody'],'colours':['infrared'],'categories':['Nowhere']}", ""},
        {"{'attributes':[{'name':'weight','range':{'min':1,'unit':'kg'}},{'name':'DIMMABLE','any_of':['true']"
         "}]}",
         ""},
        {"{'attributes':[{'name':'wieght','range':{'min':1}}]}",
         "filters.attributes[0].name no product has an attribute wieght; near it: weight, height"},
        {"{'attributes':[{'name':'battery','any_of':['x']}]}",
         "filters.attributes[0].name no product has an attribute battery; near it: battery_life"},
        {"{'attributes':[{'name':'qqqqqqqq','any_of':['x']}]}",
         "filters.attributes[0].name no product has an attribute qqqqqqqq"},
        {"{'min_rating':7,'attributes':[{'name':'weight'},{'name':'weight','range':{'min':1,'unit':'stone'}}]"
         "}",
         "filters.min_rating must be from 0 to 5\n"
         "filters.attributes[0] needs any_of or range\n"
         "filters.attributes[1].range.unit stone is no unit that is known here: g, kg, cm, inch, GB, W, h "
         "and "
         "others are"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *got = told(message_of(&steward__v1__filters__descriptor, cases[i].filters));

        if (strcmp(got, cases[i].told) != 0)
            fail_msg("%s: %s", cases[i].filters, got);
    }
    assert_string_equal(told(NULL), "");
}

static void says_no_more_than_it_can_hold(void **state)
{
    struct buf json = {0};
    size_t faults = 1;

    buf_str(&json, STR("{'attributes':["));
    for (int i = 0; i < 40; i++)
        buf_printf(&json, "%s{'name':'none%d'}", i ? "," : "", i);
    buf_str(&json, STR("]}"));
    for (const char *at = told(message_of(&steward__v1__filters__descriptor, json.data));
         (at = strchr(at, '\n')); at++)
        faults++;
    assert_int_equal(faults, FILTER_FAULTS_MAX);
    buf_free(&json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_every_mistake),
        cmocka_unit_test(says_no_more_than_it_can_hold),
    };

    return cmocka_run_group_tests(tests, begin, end);
}
