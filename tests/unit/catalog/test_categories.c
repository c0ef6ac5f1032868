/* categories: the tree, each place after the one that it is part of. */
#include "index/categories.h"

#include "base/mem.h"
#include "unit.h"

static struct index *shop;
static struct arena *arena;

static void put(const char *id, char *first, char *second, char *third)
{
    Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;
    char *categories[] = {first, second, third};

    p.product_id = str_c(arena, str_of(id));
    p.title = str_c(arena, STR("Thing"));
    p.categories = categories;
    p.n_categories = third ? 3 : second ? 2 : 1;
    catalog_index_put(shop, &p);
}

static int begin(void **state)
{
    arena = arena_new(4 << 20);
    shop = index_new();
    put("a", (char *)"Audio", (char *)"Headphones", (char *)"Earbuds");
    put("b", (char *)"Audio", (char *)"Headphones", NULL);
    put("c", (char *)"Audio & Hi-Fi", (char *)"Headphones", NULL);
    put("d", (char *)"Audio", (char *)"Cables", NULL);
    put("e", (char *)"Toys", NULL, NULL);
    return 0;
}

static int end(void **state)
{
    index_free(shop);
    arena_free(arena);
    return 0;
}

static const char *told(const char *under, int64_t depth)
{
    const Steward__V1__Categories *all = categories_list(shop, str_of(under), depth, arena);
    struct buf out = {0};
    char *text;

    for (size_t i = 0; i < all->n_categories; i++)
        buf_printf(&out, "%s%*s%s %lld", i ? "," : "", all->categories[i]->depth, "",
                   all->categories[i]->name, (long long)all->categories[i]->count);
    text = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return text;
}

static void lists_the_tree(void **state)
{
    assert_string_equal(told("", 8),
                        "Audio 3, Cables 1, Headphones 2,  Earbuds 1,Audio & Hi-Fi 1, Headphones 1,Toys 1");
    assert_string_equal(told("", 1), "Audio 3,Audio & Hi-Fi 1,Toys 1");
    assert_string_equal(told("audio", 8), "Audio 3, Cables 1, Headphones 2,  Earbuds 1");
    assert_string_equal(told("Audio > Headphones", 1), " Headphones 2");
    assert_string_equal(told("Headphones", 8), ""); /* a name is no place */
    assert_int_equal(categories_list(NULL, STR(""), 8, arena)->n_categories, 0);
}

static void follows_the_products(void **state)
{
    catalog_index_remove(shop, STR("a"));
    catalog_index_remove(shop, STR("e"));
    assert_string_equal(told("", 8), "Audio 2, Cables 1, Headphones 1,Audio & Hi-Fi 1, Headphones 1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(lists_the_tree, begin, end),
        cmocka_unit_test_setup_teardown(follows_the_products, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
