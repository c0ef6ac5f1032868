/* join_colour: colours are compared by what they are shades of. */
#include "join/join_colour.h"

#include "base/mem.h"
#include "words/words.h"

#define SURE      0.4 /* of a colour in a picture */
#define MOST_OF   0.3 /* of what the picture is of, that it is the colour of it */
#define A_PART_OF 0.1 /* that it is one of its colours */

static const struct {
    const char *name, *of;
} shades[] = {
    {"beige", "beige"},     {"black", "black"},     {"blue", "blue"},     {"brown", "brown"},
    {"burgundy", "red"},    {"cream", "beige"},     {"crimson", "red"},   {"gray", "grey"},
    {"green", "green"},     {"grey", "grey"},       {"indigo", "blue"},   {"khaki", "green"},
    {"lavender", "purple"}, {"light blue", "blue"}, {"lilac", "purple"},  {"lime", "green"},
    {"magenta", "pink"},    {"maroon", "red"},      {"mint", "green"},    {"navy", "blue"},
    {"olive", "green"},     {"orange", "orange"},   {"pink", "pink"},     {"purple", "purple"},
    {"red", "red"},         {"scarlet", "red"},     {"violet", "purple"}, {"white", "white"},
    {"yellow", "yellow"},
};

static const char *shade_of(struct str colour)
{
    for (size_t i = 0; i < COUNT_OF(shades); i++)
        if (str_eq_nocase(colour, str_of(shades[i].name)))
            return shades[i].of;
    return NULL;
}

struct named colour_in(struct str text, named_by by, struct tokeniser *tokeniser, struct arena *arena)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);

    for (size_t i = 0; i < count; i++)
        if (word_is_colour(tokens[i].text))
            return (struct named){by, str_copy(arena, tokens[i].text),
                                  i > 0 && word_denies(tokens[i - 1].text)};
    return (struct named){by, STR_NONE, false};
}

bool colours_differ(const struct named *a, struct str b)
{
    const char *one = shade_of(a->word), *other = shade_of(b);

    return !a->is_negated && one && other && strcmp(one, other) != 0;
}

static bool is_colour(const Steward__V1__ImageAttribute *seen, double share)
{
    return seen->kind == STEWARD__V1__IMAGE_ATTRIBUTE__KIND__COLOUR && seen->confidence >= SURE &&
           seen->share >= share;
}

struct str colour_of_picture(const Steward__V1__MediaReading *reading)
{
    for (size_t i = 0; i < reading->n_seen; i++)
        if (is_colour(reading->seen[i], MOST_OF))
            return str_of(reading->seen[i]->value);
    return STR_NONE;
}

bool picture_shows(const Steward__V1__MediaReading *reading, const struct named *colour)
{
    for (size_t i = 0; i < reading->n_seen; i++)
        if (is_colour(reading->seen[i], A_PART_OF) &&
            !colours_differ(colour, str_of(reading->seen[i]->value)))
            return true;
    return false;
}
