/* rules_chat: what messages mean, in the conversations that they are said in. */
#include "chat/rules_chat.h"

#include "chat_cases_first.h"
#include "chat_cases_next.h"
#include "chat_shop.h"
#include "unit.h"

/* Every slot is a part of the message, and says which. */
static void check_spans(const Steward__V1__Understood *u, struct str message)
{
    for (size_t i = 0; i < u->n_slots; i++) {
        const Steward__V1__Slot *s = u->slots[i];

        assert_true(s->start >= 0 && s->start <= s->end && (size_t)s->end <= message.len);
        assert_true(str_eq(str_of(s->said), str_sub(message, (size_t)s->start, (size_t)s->end)));
        assert_true(s->confidence > 0 && s->confidence <= 1);
    }
}

static void check_cases(struct world *w, const struct chat_case *cases, size_t count)
{
    struct arena *arena = arena_new(16 << 20);
    struct buf said = {0};

    for (size_t i = 0; i < count; i++) {
        const Steward__V1__Dialogue *before = chat_after(w->chat, w->index, cases[i].before, arena);
        struct str message = str_of(cases[i].message);
        const struct chat_understood *u = chat_understand(w->chat, w->index, before, message, arena);

        chat_describe(u, &said);
        if (strcmp(said.data, cases[i].understood) != 0)
            print_error("%s / %s\n", cases[i].before, cases[i].message);
        assert_string_equal(said.data, cases[i].understood);
        assert_true(u->understood->confidence >= cases[i].confidence && u->understood->confidence <= 1);
        check_spans(u->understood, message);
        assert_false(arena_failed(arena));
        arena_reset(arena);
    }
    buf_free(&said);
    arena_free(arena);
}

static void understands_what_comes_first(void **state)
{
    check_cases(*state, first_cases, COUNT_OF(first_cases));
}

static void understands_what_follows(void **state)
{
    check_cases(*state, next_cases, COUNT_OF(next_cases));
}

static const struct {
    const char *message, *language;
} languages[] = {
    {"show me laptops", "en"},
    {"Ich suche einen günstigen Laptop", "de"},
    {"Je cherche un ordinateur pas cher", "fr"},
    {"Busco unos auriculares baratos", "es"},
    {"Cerco delle cuffie per il mio telefono", "it"},
    {"Procuro um computador barato", "pt"},
    {"Ik zoek een goedkope laptop", "nl"},
    {"Szukam laptopa do pracy", "pl"},
    {"Ucuz bir bilgisayar arıyorum", "tr"},
    {"Мне нужен ноутбук", "ru"},
    {"我想买一台笔记本电脑", "zh"},
    {"ノートパソコンを探しています", "ja"},
    {"노트북을 찾고 있어요", "ko"},
    {"أريد شراء حاسوب", "ar"},
    {"אני מחפש מחשב", "he"},
    {"χρειάζομαι φορητό υπολογιστή", "el"},
    {"laptop lenovo", "en"},
    {"montre-moi des ordinateurs portables", "fr"},
    {"asdfghjkl", ""},
};

static void tells_languages(void **state)
{
    struct world *w = *state;
    struct arena *arena = arena_new(16 << 20);

    for (size_t i = 0; i < COUNT_OF(languages); i++) {
        const struct chat_understood *u =
            chat_understand(w->chat, w->index, NULL, str_of(languages[i].message), arena);

        assert_string_equal(u->understood->language, languages[i].language);
        arena_reset(arena);
    }
    arena_free(arena);
}

/* In a shop that sells in yen an amount is what is on its labels, however it is said. */
static void amounts_are_in_the_currency_of_the_shop(void **state)
{
    static const struct {
        const char *before, *message, *understood;
    } said[] = {
        {"", "headphones under 5000", "SEARCH price=up to 5000 JPY[under 5000] words=headphones[headphones]"},
        {"laptops", "at a price of less than 900", "REFINE price=up to 900 JPY[a price of less than 900]"},
        {"laptops", "my budget is 900", "REFINE price=up to 900 JPY[my budget is 900]"},
        {"laptops", "50 dollars or less", "REFINE price=up to 50.00 USD[50 dollars or less]"},
        {"laptops", "5.5 kwd or less", "REFINE price=up to 5.500 KWD[5.5 kwd or less]"},
        {"laptops", "not over 900 pesos", "REFINE price=up to 900.00 MXN[not over 900 pesos]"},
        {"laptops", "under 900 dinrs", "REFINE price=up to 900.000 KWD[under 900 dinrs]"},
        {"laptops", "my budget is 90000 won", "REFINE price=up to 90000 KRW[my budget is 90000 won]"},
        {"laptops", "from 400 to 900", "REFINE price=400 to 900 JPY[from 400 to 900]"},
        {"laptops / the second", "cheaper than this one",
         "REFINE price=up to 109899 JPY[cheaper than this one]"},
        {"laptops / ?price JPY: 0-500000, 500000-", "1234567", "ANSWER price=up to 1234567 JPY[1234567]"},
        {"laptops / ?price KWD: 0-5, 5-", "7.5", "ANSWER price=up to 7.500 KWD[7.5]"},
    };
    struct world *w = *state;
    struct index *yen = chat_open("JPY");
    struct arena *arena = arena_new(16 << 20);
    struct buf out = {0};

    for (size_t i = 0; i < COUNT_OF(said); i++) {
        const Steward__V1__Dialogue *before = chat_after(w->chat, yen, said[i].before, arena);

        chat_describe(chat_understand(w->chat, yen, before, str_of(said[i].message), arena), &out);
        assert_string_equal(out.data, said[i].understood);
        arena_reset(arena);
    }
    buf_free(&out);
    arena_free(arena);
    index_free(yen);
}

/* A shop without a product understands the talk all the same. */
static void needs_no_products(void **state)
{
    struct world *w = *state;
    struct arena *arena = arena_new(16 << 20);

    assert_int_equal(chat_understand(w->chat, NULL, NULL, STR("hello"), arena)->understood->intent,
                     STEWARD__V1__INTENT__KIND__GREETING);
    assert_int_equal(chat_understand(w->chat, NULL, NULL, STR("show me laptops"), arena)->understood->intent,
                     STEWARD__V1__INTENT__KIND__SEARCH);
    assert_int_equal(chat_understand(w->chat, NULL, NULL, STR(""), arena)->understood->intent,
                     STEWARD__V1__INTENT__KIND__UNKNOWN);
    arena_free(arena);
}

/* Whatever is repeated a thousand times is read as far as CHAT_WORDS_MAX words, and quickly. */
static void reads_no_more_than_it_says(void **state)
{
    static const char *const pieces[] = {"not ",        "the first and ", "at least 16 GB ",
                                         "é<=5 ",       "show me ",       "a, ",
                                         "it ",         "\xff\xfe ",      "))((",
                                         "two hundred "};
    struct world *w = *state;
    struct arena *arena = arena_new(16 << 20);

    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        const Steward__V1__Dialogue *before = chat_after(w->chat, w->index, "laptops / the second", arena);
        struct buf message = {0};
        const struct chat_understood *u;

        for (size_t k = 0; k < 1000; k++)
            buf_str(&message, str_of(pieces[i]));
        u = chat_understand(w->chat, w->index, before, buf_as_str(&message), arena);
        assert_true(u->understood->n_slots <= CHAT_SLOTS_MAX);
        check_spans(u->understood, buf_as_str(&message));
        assert_false(arena_failed(arena));
        buf_free(&message);
        arena_reset(arena);
    }
    arena_free(arena);
}

static void writes_numbers_in_figures(void **state)
{
    static const struct {
        const char *said, *written;
    } texts[] = {
        {"Headphones under one hundred dollars", "Headphones under 100 dollars"},
        {"don't show that one, two hundred and fifty grams", "don't show that one, 250 grams"},
        {"a nineteen inch monitor", "a 19 inch monitor"},
        {"size 42", "size 42"},
        {"", ""},
    };
    const struct world *w = *state;
    struct arena *arena = arena_new(1 << 20);

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        assert_string_equal(str_c(arena, chat_in_figures(w->chat, str_of(texts[i].said), arena)),
                            texts[i].written);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(understands_what_comes_first),
        cmocka_unit_test(understands_what_follows),
        cmocka_unit_test(amounts_are_in_the_currency_of_the_shop),
        cmocka_unit_test(tells_languages),
        cmocka_unit_test(needs_no_products),
        cmocka_unit_test(reads_no_more_than_it_says),
        cmocka_unit_test(writes_numbers_in_figures),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
