/* label: words of labels, and what they are. */
#include "unit.h"

#include "base/mem.h"
#include "picture/label.h"

static const struct {
    const char *before, *word;
    enum label_kind kind;
    const char *value;
} cases[] = {
    {"", "WH-1000XM4", LABEL_MODEL, "WH-1000XM4"},
    {"", "(SAW-9376),", LABEL_MODEL, "SAW-9376"},
    {"Model", "dv7-1211ea", LABEL_MODEL, "dv7-1211ea"},
    {"Ref.", "4711", LABEL_MODEL, "4711"},
    {"", "K380", LABEL_MODEL, "K380"},
    {"", "4006381333931", LABEL_WORD, "4006381333931"},
    {"", "2024", LABEL_WORD, "2024"},
    {"", "W99", LABEL_MODEL, "W99"},
    {"", "A4", LABEL_WORD, "A4"},
    {"", "24h", LABEL_WORD, "24h"},
    {"", "12X", LABEL_WORD, "12X"},
    {"", "Norvik", LABEL_WORD, "Norvik"},
    {"", "USB-C", LABEL_WORD, "USB-C"},
    {"", "PORTUGAL", LABEL_WORD, "PORTUGAL"},
    {"", "XL", LABEL_SIZE, "XL"},
    {"", "3XL", LABEL_SIZE, "3XL"},
    {"", "M", LABEL_WORD, "M"},
    {"Size", "M", LABEL_SIZE, "M"},
    {"size", "42", LABEL_SIZE, "42"},
    {"EU", "38.5", LABEL_SIZE, "38.5"},
    {"", "42", LABEL_WORD, "42"},
    {"", "500ml", LABEL_SIZE, "500ml"},
    {"", "16GB", LABEL_SIZE, "16GB"},
    {"", "1.5l", LABEL_SIZE, "1.5l"},
    {"", "90x200", LABEL_SIZE, "90x200"},
    {"", "10x15x3", LABEL_SIZE, "10x15x3"},
    {"", "10x", LABEL_WORD, "10x"},
    {"", "x", LABEL_WORD, "x"},
    {"", "--", LABEL_WORD, ""},
    {"", "", LABEL_WORD, ""},
};

static void words_are_told_apart(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct str value;

        assert_int_equal(label_kind_of(str_of(cases[i].word), str_of(cases[i].before), &value),
                         cases[i].kind);
        assert_true(str_is(value, cases[i].value));
    }
}

static void a_model_number_is_spelt_as_makers_do(void **state)
{
    static const char *const models[][2] = {{"FH1O", "FH10"},      {"X1OO", "X100"},   {"OM-2O3", "OM-203"},
                                            {"WH-OX4", "WH-OX4"},  {"PRO12", "PRO12"}, {"Yw82", "YW82"},
                                            {"Vvs9121", "VS9121"}, {"VV90", "VV90"},   {"", ""}};
    struct arena *arena = arena_new(1 << 16);

    for (size_t i = 0; i < COUNT_OF(models); i++)
        assert_true(str_is(label_model(str_of(models[i][0]), arena), models[i][1]));
    arena_free(arena);
}

static void a_dash_with_a_figure_goes_on(void **state)
{
    assert_true(label_goes_on(STR("SAW"), STR("-9376")));
    assert_false(label_goes_on(STR("SAW"), STR("-")));
    assert_false(label_goes_on(STR("SAW"), STR("-x")));
    assert_false(label_goes_on(STR("SAW"), STR("9376")));
    assert_false(label_goes_on(STR("SAW:"), STR("-9376")));
    assert_false(label_goes_on(STR(""), STR("-9376")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_told_apart),
        cmocka_unit_test(a_model_number_is_spelt_as_makers_do),
        cmocka_unit_test(a_dash_with_a_figure_goes_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
