/* index: products come, change and go, and nothing of them stays behind. */
#include "index/index.h"

#include "base/mem.h"
#include "shop.h"
#include "unit.h"

static uint32_t count_of(const struct index *index, const char *stem)
{
    uint32_t number = vocabulary_find(index_vocabulary(index), str_of(stem));

    return number == NO_WORD ? 0 : vocabulary_word(index_vocabulary(index), number)->count;
}

/* Entries in use, and postings of all of them. */
static void measure(const struct index *index, size_t *ret_words, size_t *ret_postings)
{
    const struct vocabulary *v = index_vocabulary(index);

    *ret_words = *ret_postings = 0;
    for (uint32_t i = 0; i < vocabulary_limit(v); i++) {
        *ret_words += vocabulary_word(v, i)->text != NULL;
        *ret_postings += vocabulary_word(v, i)->count;
    }
}

static void puts_replaces_and_removes(void **state)
{
    struct index *index = shop_open();
    struct shop_item changed = shop_items[0];
    uint32_t number;

    assert_int_equal(index_count(index), COUNT_OF(shop_items));
    assert_int_equal(count_of(index, "headphon"), 4);
    changed.title = "Sony turntable";
    changed.category = "Hi-fi";
    shop_put(index, &changed);
    assert_int_equal(index_count(index), COUNT_OF(shop_items));
    assert_int_equal(count_of(index, "headphon"), 3);
    assert_int_equal(count_of(index, "turntabl"), 1);
    assert_true(index_find(index, STR("h1"), &number));
    assert_string_equal(product_title(index_product(index, number)), "Sony turntable");
    assert_true(catalog_index_remove(index, STR("h1")));
    assert_false(catalog_index_remove(index, STR("h1")));
    assert_false(index_find(index, STR("h1"), &number));
    assert_int_equal(vocabulary_find(index_vocabulary(index), STR("turntable")), NO_WORD);
    index_free(index);
}

static void forgets_what_goes(void **state)
{
    struct index *index = shop_open();
    size_t words, postings, words_later, postings_later;
    uint32_t texts = texts_limit(index_texts(index)), limit = index_limit(index);

    measure(index, &words, &postings);
    for (size_t round = 0; round < 20; round++) {
        for (size_t i = 0; i < COUNT_OF(shop_items); i += 2)
            assert_true(catalog_index_remove(index, str_of(shop_items[i].id)));
        for (size_t i = 0; i < COUNT_OF(shop_items); i++)
            shop_put(index, &shop_items[i]);
    }
    measure(index, &words_later, &postings_later);
    assert_int_equal(words_later, words);
    assert_int_equal(postings_later, postings);
    assert_int_equal(texts_limit(index_texts(index)), texts);
    assert_int_equal(index_limit(index), limit);
    for (size_t i = 0; i < COUNT_OF(shop_items); i++)
        catalog_index_remove(index, str_of(shop_items[i].id));
    measure(index, &words, &postings);
    assert_int_equal(words, 0);
    assert_int_equal(postings, 0);
    index_free(index);
}

static void postings_stay_in_order(void **state)
{
    struct index *index = shop_open();
    const struct vocabulary *v = index_vocabulary(index);

    catalog_index_remove(index, STR("h2"));
    shop_put(index, &shop_items[4]);
    shop_put(index, &shop_items[1]);
    for (uint32_t i = 0; i < vocabulary_limit(v); i++) {
        const struct word *word = vocabulary_word(v, i);

        for (uint32_t k = 1; k < word->count; k++)
            assert_true(word->postings[k - 1].product < word->postings[k].product);
    }
    index_free(index);
}

static void weighs_the_head_of_a_title_more(void **state)
{
    struct index *index = shop_open();
    const struct word *camera =
        vocabulary_word(index_vocabulary(index), vocabulary_find(index_vocabulary(index), STR("camera")));
    uint32_t itself = 0, bag = 0;

    assert_true(index_find(index, STR("c1"), &itself));
    assert_true(index_find(index, STR("c2"), &bag));
    assert_true(postings_find(camera, itself)->weight > postings_find(camera, bag)->weight);
    assert_int_equal(postings_find(camera, bag)->place, 1);
    assert_null(postings_find(camera, index_limit(index)));
    index_free(index);
}

static void knows_brands(void **state)
{
    struct index *index = shop_open();

    assert_true(index_is_brand(index, STR("SONY")));
    assert_true(index_is_brand(index, STR("case logic")));
    assert_false(index_is_brand(index, STR("headphones")));
    catalog_index_remove(index, STR("s1"));
    assert_false(index_is_brand(index, STR("runfast")));
    index_free(index);
}

static void ignores_what_has_no_id(void **state)
{
    struct index *index = index_new();

    shop_put(index, &(struct shop_item){.id = "", .title = "x", .brand = "y"});
    assert_int_equal(index_count(index), 0);
    index_free(index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_replaces_and_removes),
        cmocka_unit_test(forgets_what_goes),
        cmocka_unit_test(postings_stay_in_order),
        cmocka_unit_test(weighs_the_head_of_a_title_more),
        cmocka_unit_test(knows_brands),
        cmocka_unit_test(ignores_what_has_no_id),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
