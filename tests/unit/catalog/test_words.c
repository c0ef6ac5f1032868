/* The tables are searched by halving: a word that is not in its place would not be found. */
#include "words/words.h"

#include "base/mem.h"
#include "unit.h"

static const struct {
    bool (*is)(struct str word);
    const char *words, *others;
} tables[] = {
    {word_is_colour,
     "amber anthracite aqua beige black blue bronze brown burgundy champagne charcoal chrome copper coral "
     "cream "
     "crimson cyan fuchsia gold golden graphite gray green grey indigo ivory khaki lavender lilac lime "
     "magenta "
     "maroon mauve metallic mint multicolor multicolour mustard navy olive orange pink platinum plum purple "
     "red "
     "rose ruby salmon sand scarlet silver taupe teal titanium translucent transparent turquoise violet "
     "white "
     "yellow",
     "re reds bluetooth z"},
    {word_is_joint, "and at by for from in incl including of on or plus to w with without", "an within z"},
    {word_describes, "curved stackable reversible wireless dishwasher-proof lead-free greenish suedelike",
     "bed shed table laptop able helicopter"},
    {word_is_small,
     "a about am an any are be can do does have i is it its me my need our some that the their these this "
     "those "
     "want was we what which you your and without",
     "b them z"},
};

static void all_of_them_are_found(void **state)
{
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        struct str words = str_of(tables[i].words), others = str_of(tables[i].others), word;

        while (str_split(&words, ' ', &word))
            if (!tables[i].is(word))
                fail_msg("%.*s is not found", STR_ARGS(word));
        while (str_split(&others, ' ', &word))
            if (tables[i].is(word))
                fail_msg("%.*s is found", STR_ARGS(word));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_of_them_are_found)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
