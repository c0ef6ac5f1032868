/* The message says what was understood, corrected, left out and let go, and never more than fits above a
 * page. */
#include "found.h"

#include <string.h>

#include "rules_message.h"

#define MESSAGE_MAX_BYTES 4000

static const struct {
    const char *what;
    const char *query, *locale;
    int64_t total;
    size_t shown;
    int skip;
    const char *terms, *brands, *colours, *sizes, *measures, *exclusions, *loosened, *suggestions;
    int64_t min, max; /* 0: none */
    bool cheap, nothing_relevant;
    double min_rating;
    Steward__V1__Sort__Order sort;
    const char *from, *to;
    const char *message;
} cases[] = {
    // clang-format off
    {.what = "plain", .query = "wireless headphones under 100", .locale = "en-US", .total = 42, .shown = 10,
     .terms = "wireless|headphones", .max = 10000,
     .message = "42 products for “wireless headphones” up to $100."},
    {.what = "one", .total = 1, .shown = 1, .terms = "lamp",
     .message = "1 product for “lamp”."},
    {.what = "English where there are no texts, in the reader's numbers", .locale = "da-DK", .total = 19406, .shown = 10, .terms = "kabel",
     .min = 1999, .max = 3000,
     .message = "19.406 products for “kabel” between 19,99\u00a0US$ and 30\u00a0US$."},
    {.what = "all wishes", .total = 3, .shown = 3, .terms = "shoes", .brands = "Veloria|Arden",
     .colours = "black", .sizes = "42", .exclusions = "leather|suede", .min = 5000, .min_rating = 4,
     .message = "3 products for “shoes” by Veloria or Arden in black in size 42 from $50 up rated 4.0 or "
     "better, without leather or suede."},
    {.what = "a wish among the terms is not said twice", .total = 3, .shown = 3, .terms = "Black|shoes",
     .colours = "black",
     .message = "3 products for “Black shoes”."},
    {.what = "measures in the reader's own words", .total = 3, .shown = 3, .terms = "laptop",
     .measures = "17 inch|16gb",
     .message = "3 products for “laptop” with 17 inch and 16gb."},
    {.what = "a measure among the terms is not said twice", .total = 3, .shown = 3, .terms = "laptop|16gb",
     .measures = "16 GB",
     .message = "3 products for “laptop 16gb”."},
    {.what = "cheap", .total = 3, .shown = 3, .terms = "lamp", .cheap = true,
     .message = "3 products for “lamp” at a low price."},
    {.what = "corrected", .total = 3, .shown = 3, .terms = "headphones", .from = "hedphones|blakc",
     .to = "headphones|black",
     .message = "3 products for “headphones”. Searched for “headphones” instead of “hedphones”, “black” "
     "instead of “blakc”."},
    {.what = "left aside", .total = 3, .shown = 3, .terms = "dress", .loosened = "red|size xl",
     .message = "3 products for “dress”. These had to be left aside: red and size xl."},
    {.what = "sorted", .total = 3, .shown = 3, .terms = "dress",
     .sort = STEWARD__V1__SORT__ORDER__PRICE_ASCENDING,
     .message = "3 products for “dress”. The cheapest come first."},
    {.what = "an unknown order", .total = 3, .shown = 3, .terms = "dress",
     .sort = (Steward__V1__Sort__Order)77,
     .message = "3 products for “dress”."},
    {.what = "a later page", .total = 30, .shown = 10, .skip = 10, .terms = "dress",
     .message = "30 products for “dress”. Here are more of them."},
    {.what = "after the last page", .total = 30, .skip = 40, .terms = "dress",
     .message = "30 products for “dress”. There are no more."},
    {.what = "without terms the query speaks", .query = "by Veloria", .total = 3, .shown = 3,
     .message = "3 products for “by Veloria”."},
    {.what = "without anything", .total = 3, .shown = 3,
     .message = "3 products."},
    {.what = "nothing relevant", .nothing_relevant = true, .terms = "flux|capacitor",
     .suggestions = "flux core wire|starting capacitor",
     .message = "Nothing relevant was found for “flux capacitor”. Perhaps you would like flux core wire or "
     "starting capacitor?"},
    {.what = "something near", .total = 2, .shown = 2, .nothing_relevant = true, .terms = "flux|capacitor",
     .message = "Nothing relevant was found for “flux capacitor”. What is nearest is shown below."},
    {.what = "nothing at all", .message = "Nothing relevant was found."},
    {.what = "a query of several lines", .query = "a\r\nb\x1b[2J", .total = 3, .shown = 3,
     .message = "3 products for “a  b [2J”."},

    {.what = "German", .locale = "de-DE", .total = 19406, .shown = 10, .terms = "kabel",
     .min = 1999, .max = 3000,
     .message = "19.406 Produkte für „kabel“ zwischen 19,99\u00a0$ und 30\u00a0$."},
    {.what = "one, in German", .locale = "de", .total = 1, .shown = 1, .terms = "lamp", .cheap = true,
     .message = "1 Produkt für „lamp“ zu einem niedrigen Preis."},
    {.what = "all wishes in German", .locale = "de", .total = 3, .shown = 3, .terms = "shoes",
     .brands = "Veloria|Arden", .colours = "black", .sizes = "42", .measures = "17 inch",
     .exclusions = "leather|suede", .min = 5000, .min_rating = 4,
     .message = "3 Produkte für „shoes“ von Veloria oder Arden in black in Größe 42 mit 17 inch ab 50\u00a0$, "
     "bewertet mit 4,0 oder besser, ohne leather oder suede."},
    {.what = "corrected in German", .locale = "de", .total = 3, .shown = 3, .terms = "headphones",
     .from = "hedphones|blakc", .to = "headphones|black",
     .message = "3 Produkte für „headphones“. Gesucht wurde „headphones“ statt „hedphones“, „black“ statt "
     "„blakc“."},
    {.what = "left aside in German", .locale = "de", .total = 3, .shown = 3, .terms = "dress", .max = 5000,
     .loosened = "red|size xl|price up to 50.00 USD|4 stars and up", .skip = 10,
     .sort = STEWARD__V1__SORT__ORDER__PRICE_ASCENDING,
     .message = "3 Produkte für „dress“ bis 50\u00a0$. Dies musste außer Acht bleiben: red, Größe xl, bis 50\u00a0$ und "
     "ab 4 Sternen. Die günstigsten stehen vorn. Hier sind weitere davon."},
    {.what = "after the last page in German", .locale = "de", .total = 30, .skip = 40, .terms = "dress",
     .message = "30 Produkte für „dress“. Mehr gibt es nicht."},
    {.what = "nothing relevant in German", .locale = "de", .nothing_relevant = true, .shown = 2, .terms = "flux",
     .suggestions = "flux core wire|starting capacitor",
     .message = "Es wurde nichts Passendes gefunden für „flux“. Was am nächsten kommt, steht darunter. "
     "Vielleicht hilft flux core wire oder starting capacitor?"},
    // clang-format on
};

static void put_measures(struct arena *arena, const char *joined, Steward__V1__Requirements *wanted)
{
    char **said;
    size_t count = list_of(arena, joined, &said);

    wanted->measures = arena_array(arena, count, sizeof *wanted->measures);
    for (size_t i = 0; i < count; i++) {
        Steward__V1__Measure *measure = arena_new_of(arena, Steward__V1__Measure);

        steward__v1__measure__init(measure);
        measure->said = said[i];
        wanted->measures[wanted->n_measures++] = measure;
    }
}

static void put_corrections(struct arena *arena, size_t place, Steward__V1__SearchResult *found)
{
    char **from, **to;
    size_t count = list_of(arena, cases[place].from, &from);

    assert_int_equal(list_of(arena, cases[place].to, &to), count);
    found->corrections = arena_array(arena, count, sizeof *found->corrections);
    for (size_t i = 0; i < count; i++) {
        Steward__V1__Correction *correction = arena_new_of(arena, Steward__V1__Correction);

        steward__v1__correction__init(correction);
        correction->from = from[i];
        correction->to = to[i];
        found->corrections[found->n_corrections++] = correction;
    }
}

static Steward__V1__SearchResult *found_in_case(struct arena *arena, size_t i)
{
    Steward__V1__SearchResult *found = found_of(arena, (struct offer[]){{0}});
    Steward__V1__Requirements *wanted = found->requirements;

    found->query = str_c(arena, str_of(cases[i].query));
    found->locale = str_c(arena, str_of(cases[i].locale));
    found->total = cases[i].total;
    found->skip = cases[i].skip;
    found->nothing_relevant = cases[i].nothing_relevant;
    found->sort = cases[i].sort;
    wanted->n_terms = list_of(arena, cases[i].terms, &wanted->terms);
    wanted->n_brands = list_of(arena, cases[i].brands, &wanted->brands);
    wanted->n_colours = list_of(arena, cases[i].colours, &wanted->colours);
    wanted->n_sizes = list_of(arena, cases[i].sizes, &wanted->sizes);
    wanted->n_exclusions = list_of(arena, cases[i].exclusions, &wanted->exclusions);
    found->n_loosened = list_of(arena, cases[i].loosened, &found->loosened);
    found->n_suggestions = list_of(arena, cases[i].suggestions, &found->suggestions);
    put_measures(arena, cases[i].measures, wanted);
    put_corrections(arena, i, found);
    wanted->cheap = cases[i].cheap;
    wanted->min_rating = cases[i].min_rating;
    want_price(arena, found, cases[i].min ? cases[i].min : NO_PRICE, cases[i].max ? cases[i].max : NO_PRICE);
    return found;
}

static void the_message_says_what_was_understood(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *message = message_for(found_in_case(*state, i), cases[i].shown, *state);

        if (strcmp(message, cases[i].message) != 0)
            fail_msg("%s: \"%s\" instead of \"%s\"", cases[i].what, message, cases[i].message);
    }
}

static void a_problem_is_said_and_nothing_else(void **state)
{
    static const struct {
        const char *title, *detail;
        bool retryable;
        const char *message;
    } problems[] = {
        {"Catalogue away", "", true,
         "The search could not be done: Catalogue away. Please try again in a moment."},
        {"Bad cursor", "The cursor is too old.", false,
         "The search could not be done: The cursor is too old."},
        {"", "", false, "The search could not be done."},
    };

    for (size_t i = 0; i < COUNT_OF(problems); i++) {
        Steward__V1__SearchResult *found = found_of(*state, (struct offer[]){{0}});
        Steward__V1__Problem problem = STEWARD__V1__PROBLEM__INIT;

        problem.title = str_c(*state, str_of(problems[i].title));
        problem.detail = str_c(*state, str_of(problems[i].detail));
        problem.retryable = problems[i].retryable;
        found->problem = &problem;
        assert_string_equal(message_for(found, 0, *state), problems[i].message);
    }
}

static void a_limit_without_a_currency_is_meant_in_the_shops(void **state)
{
    static const struct offer offers[] = {{"a", "", 1, NO_PRICE}, {"b", "", 1, 300}, {0}};
    Steward__V1__SearchResult *found = found_of(*state, offers);

    want_price(*state, found, NO_PRICE, 10000);
    found->requirements->price->max->currency_code = str_c(*state, STR(""));
    assert_string_equal(message_for(found, 2, *state), "2 products up to $100.");
    found->n_candidates = 1;
    assert_string_equal(message_for(found, 2, *state), "2 products up to 100.");
}

static void a_message_is_bounded_whatever_comes_in(void **state)
{
    char **words = arena_array(*state, 1000, sizeof *words);
    char *word = arena_alloc(*state, 2001);
    Steward__V1__SearchResult *found = found_of(*state, (struct offer[]){{0}});
    Steward__V1__Requirements *wanted = found->requirements;
    char *message;

    for (int i = 0; i < 1000; i++)
        memcpy(word + 2 * i, "é", 2);
    for (int i = 0; i < 1000; i++)
        words[i] = word;
    wanted->terms = wanted->brands = wanted->colours = wanted->exclusions = found->loosened = words;
    wanted->n_terms = wanted->n_brands = wanted->n_colours = wanted->n_exclusions = found->n_loosened = 1000;
    found->total = INT64_MAX;
    message = message_for(found, 10, *state);
    assert_true(strlen(message) < MESSAGE_MAX_BYTES);
    assert_true(utf8_valid(str_of(message)));
    found->requirements = NULL;
    found->query = word;
    message = message_for(found, 10, *state);
    assert_true(strlen(message) < MESSAGE_MAX_BYTES);
    assert_true(utf8_valid(str_of(message)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_message_says_what_was_understood),
        TEST(a_problem_is_said_and_nothing_else),
        TEST(a_limit_without_a_currency_is_meant_in_the_shops),
        TEST(a_message_is_bounded_whatever_comes_in),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
