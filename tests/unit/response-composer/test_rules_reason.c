/* Reasons: at most four, the weightiest first, and every one true. */
#include "found.h"

#include <math.h>
#include <string.h>

#include "rules_reason.h"

static const struct {
    const char *what;
    const char *locale;
    int64_t price;
    double stars;
    int64_t raters;
    bool featured;
    int64_t stock; /* 0: not known */
    const char *matched, *missed, *met;
    int64_t min, max;    /* 0: none */
    const char *reasons; /* joined by "; " */
} cases[] = {
    // clang-format off
    {.what = "nothing known", .reasons = ""},
    {.what = "the usual", .price = 8999, .stars = 4.6, .raters = 213, .stock = 40,
     .matched = "wireless|headphones", .max = 10000,
     .reasons = "matches wireless and headphones; under your limit of $100; rated 4.6 by 213 people; in "
     "stock"},
    {.what = "the weightiest four", .price = 8999, .stars = 4.6, .raters = 213, .stock = 3,
     .matched = "shoes", .met = "black|size 42", .max = 10000,
     .reasons = "matches shoes; as you asked: black and size 42; under your limit of $100; only 3 left"},
    {.what = "a wish among the words is said once", .matched = "laptop|Black|16gb", .met = "black|16 GB",
     .reasons = "matches laptop; as you asked: black and 16 GB"},
    {.what = "English where there are no texts, in the reader's numbers", .locale = "da-DK", .price = 8999, .stars = 4.6, .raters = 2130, .stock = 1,
     .max = 10050,
     .reasons = "under your limit of 100,50\u00a0US$; only 1 left; rated 4,6 by 2.130 people"},
    {.what = "a limit just reached", .price = 10000, .max = 10000,
     .reasons = "just at your limit of $100"},
    {.what = "over the limit", .price = 11250, .max = 10000,
     .reasons = "$12.50 over your limit of $100"},
    {.what = "inside a range", .price = 2500, .min = 2000, .max = 3000,
     .reasons = "between $20 and $30, as you asked"},
    {.what = "below a range", .price = 1500, .min = 2000, .max = 3000,
     .reasons = "below the $20 you named"},
    {.what = "above a range", .price = 3500, .min = 2000, .max = 3000,
     .reasons = "$5 over your limit of $30"},
    {.what = "from a price up", .price = 3500, .min = 2000,
     .reasons = "from $20 up, as you asked"},
    {.what = "no price to compare", .max = 3000,
     .reasons = ""},
    {.what = "out of stock is said first", .stars = 4.6, .raters = 213, .stock = -1, .matched = "dress",
     .reasons = "out of stock at the moment; matches dress; rated 4.6 by 213 people"},
    {.what = "one person", .stars = 5, .raters = 1,
     .reasons = "rated 5.0 by 1 person"},
    {.what = "a poor rating is a warning", .stars = 2.1, .raters = 40,
     .reasons = "rated only 2.1 by 40 people"},
    {.what = "a poor rating by few is not", .stars = 1, .raters = 2,
     .reasons = ""},
    {.what = "no number of stars", .stars = NAN, .raters = 40,
     .reasons = ""},
    {.what = "too many stars", .stars = 6, .raters = 40,
     .reasons = ""},
    {.what = "what is missing is said", .stock = 9, .matched = "laptop", .missed = "gaming|16gb",
     .reasons = "matches laptop; does not mention gaming and 16gb; in stock"},
    {.what = "empty words are no words", .matched = "|",
     .reasons = ""},
    {.what = "many words", .matched = "a|b|c|d|e|f|g",
     .reasons = "matches a, b, c, d, e and 2 more"},
    {.what = "words on one line", .matched = "a\nb\tc",
     .reasons = "matches a b c"},
    {.what = "an English wish is said as the catalogue says it", .met = "4.5 stars and up|price from 20.00 USD",
     .reasons = "as you asked: 4.5 stars and up and price from 20.00 USD"},

    {.what = "German", .locale = "de-DE", .price = 8999, .stars = 4.6, .raters = 2130, .stock = 1,
     .max = 10050,
     .reasons = "unter Ihrer Grenze von 100,50\u00a0$; nur noch 1 auf Lager; von 2.130 Personen mit 4,6 bewertet"},
    {.what = "Austrian is German", .locale = "de_AT", .featured = true, .stars = 5, .raters = 1, .stock = 12,
     .reasons = "vom Shop herausgestellt; von 1 Person mit 5,0 bewertet; auf Lager"},
    {.what = "German words", .locale = "de", .stock = 9, .matched = "laptop|16gb", .missed = "gaming|oled",
     .reasons = "passt zu laptop und 16gb; erwähnt nicht: gaming und oled; auf Lager"},
    {.what = "many German words", .locale = "de", .matched = "a|b|c|d|e|f|g",
     .reasons = "passt zu a, b, c, d, e und 2 weitere"},
    {.what = "a German limit just reached", .locale = "de", .price = 10000, .max = 10000,
     .reasons = "genau an Ihrer Grenze von 100\u00a0$"},
    {.what = "over a German limit", .locale = "de", .price = 11250, .max = 10000,
     .reasons = "12,50\u00a0$ über Ihrer Grenze von 100\u00a0$"},
    {.what = "inside a German range", .locale = "de", .price = 2500, .min = 2000, .max = 3000,
     .reasons = "zwischen 20\u00a0$ und 30\u00a0$, wie gewünscht"},
    {.what = "below a German range", .locale = "de", .price = 1500, .min = 2000, .max = 3000,
     .reasons = "weniger als die genannten 20\u00a0$"},
    {.what = "from a price up in German", .locale = "de", .price = 3500, .min = 2000,
     .reasons = "ab 20\u00a0$, wie gewünscht"},
    {.what = "a German warning", .locale = "de", .stars = 2.1, .raters = 40, .stock = -1,
     .reasons = "im Moment ausverkauft; von 40 Personen nur mit 2,1 bewertet"},
    {.what = "the catalogue's wishes in German", .locale = "de", .max = 10000,
     .met = "4.5 stars and up|price up to 100.00 USD|size 42|brand Veloria|in stock",
     .reasons = "wie gewünscht: ab 4,5 Sternen, bis 100\u00a0$, Größe 42, Marke Veloria und auf Lager"},
    {.what = "words of shoppers and products stay", .locale = "de", .met = "black|17 inch|Pricewise|sizes",
     .reasons = "wie gewünscht: black, 17 inch, Pricewise und sizes"},
    {.what = "a price that nobody states", .locale = "de", .met = "price up to 100.00 USD",
     .reasons = "wie gewünscht: Preis"},
    // clang-format on
};

static const char *reasons_of(struct arena *arena, const Steward__V1__SearchResult *found, size_t place)
{
    struct reason_view view = reason_view_of(found, NULL);
    char *reasons[REASONS_MAX];
    size_t count = reasons_for(&view, found->candidates[place], arena, reasons);
    const char *text = "";

    assert_true(count <= REASONS_MAX);
    for (size_t i = 0; i < count; i++)
        text = str_printf(arena, "%s%s%s", text, i ? "; " : "", reasons[i]);
    return text;
}

static Steward__V1__SearchResult *found_in_case(struct arena *arena, size_t i)
{
    struct offer offers[] = {
        {"a", "A", 1, cases[i].price ? cases[i].price : NO_PRICE, cases[i].stars, cases[i].raters,
         cases[i].stock ? cases[i].stock : NO_STOCK},
        {0},
    };
    Steward__V1__SearchResult *found = found_of(arena, offers);
    Steward__V1__Candidate *c = found->candidates[0];

    found->locale = str_c(arena, str_of(cases[i].locale));
    c->featured = cases[i].featured;
    c->n_matched = list_of(arena, cases[i].matched, &c->matched);
    c->n_missed = list_of(arena, cases[i].missed, &c->missed);
    c->n_met = list_of(arena, cases[i].met, &c->met);
    want_price(arena, found, cases[i].min ? cases[i].min : NO_PRICE, cases[i].max ? cases[i].max : NO_PRICE);
    return found;
}

static void reasons_are_true_and_few(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *said = reasons_of(*state, found_in_case(*state, i), 0);

        if (strcmp(said, cases[i].reasons) != 0)
            fail_msg("%s: \"%s\" instead of \"%s\"", cases[i].what, said, cases[i].reasons);
    }
}

static void the_lowest_price_is_said_of_one_alone(void **state)
{
    static const struct offer three[] = {{"a", "", 1, 300, 0, 0, NO_STOCK},
                                         {"b", "", 1, 200, 0, 0, NO_STOCK},
                                         {"c", "", 1, 250, 0, 0, NO_STOCK},
                                         {0}};
    Steward__V1__SearchResult *found = found_of(*state, three);

    assert_string_equal(reasons_of(*state, found, 0), "");
    assert_string_equal(reasons_of(*state, found, 1), "the lowest price among these results");
    found->locale = str_c(*state, STR("de"));
    assert_string_equal(reasons_of(*state, found, 1), "der niedrigste Preis unter diesen Ergebnissen");
    found->candidates[2]->price->amount_minor = 200;
    assert_string_equal(reasons_of(*state, found, 1), "");
    found->candidates[0]->price->currency_code = str_c(*state, STR("EUR"));
    assert_string_equal(reasons_of(*state, found, 0), "");
    found->n_candidates = 0;
    assert_null(reason_view_of(found, NULL).cheapest);
}

static void a_limit_in_another_currency_says_nothing(void **state)
{
    static const struct offer one[] = {{"a", "", 1, 300, 0, 0, NO_STOCK}, {0}};
    Steward__V1__SearchResult *found = found_of(*state, one);

    want_price(*state, found, NO_PRICE, 10000);
    found->requirements->price->max->currency_code = str_c(*state, STR("EUR"));
    assert_string_equal(reasons_of(*state, found, 0), "");
    found->requirements = NULL;
    assert_string_equal(reasons_of(*state, found, 0), "");
}

static void a_limit_without_a_currency_is_meant_in_the_shops(void **state)
{
    static const struct offer one[] = {{"a", "", 1, 300, 0, 0, NO_STOCK}, {0}};
    Steward__V1__SearchResult *found = found_of(*state, one);
    char *met[] = {str_c(*state, STR("price up to 100.00"))};

    want_price(*state, found, NO_PRICE, 10000);
    found->requirements->price->max->currency_code = str_c(*state, STR(""));
    found->candidates[0]->met = met;
    found->candidates[0]->n_met = 1;
    assert_string_equal(reasons_of(*state, found, 0), "under your limit of $100");
    found->candidates[0]->price = NULL;
    assert_string_equal(reasons_of(*state, found, 0), "as you asked: price up to 100.00");
}

static void amounts_at_the_ends_of_their_type_do_no_harm(void **state)
{
    static const struct offer one[] = {{"a", "", 1, INT64_MAX, 0, 0, NO_STOCK}, {0}};
    Steward__V1__SearchResult *found = found_of(*state, one);

    want_price(*state, found, NO_PRICE, -5);
    assert_string_equal(reasons_of(*state, found, 0), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reasons_are_true_and_few),
        TEST(the_lowest_price_is_said_of_one_alone),
        TEST(a_limit_in_another_currency_says_nothing),
        TEST(a_limit_without_a_currency_is_meant_in_the_shops),
        TEST(amounts_at_the_ends_of_their_type_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
