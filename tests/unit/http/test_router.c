/* router: which pattern a path means. */
#include "http/router.h"
#include "unit.h"

static const struct route_pattern patterns[] = {
    {HTTP_GET, "/"},
    {HTTP_GET, "/products/{id}"},
    {HTTP_PUT, "/products/{id}"},
    {HTTP_DELETE, "/products/{id}"},
    {HTTP_GET, "/products/new"},
    {HTTP_POST, "/search"},
    {HTTP_GET, "/{any}/{thing}/parts/{part}"},
    {HTTP_GET, "/api/{x}/parts/1"},
};

static void test_routes(void **state)
{
    static const struct {
        enum http_method method;
        const char *path;
        int route;
        const char *first_param;
        const char *allow; /* when there is no route but a path */
    } cases[] = {
        {HTTP_GET, "/", 0, NULL, NULL},
        {HTTP_HEAD, "/", 0, NULL, NULL},
        {HTTP_GET, "/products/17", 1, "17", NULL},
        {HTTP_HEAD, "/products/17", 1, "17", NULL},
        {HTTP_PUT, "/products/a b", 2, "a b", NULL},
        {HTTP_DELETE, "/products/new", 3, "new", NULL},
        {HTTP_GET, "/products/new", 4, NULL, NULL},
        {HTTP_GET, "/products/", -1, NULL, NULL},
        {HTTP_GET, "/products", -1, NULL, NULL},
        {HTTP_GET, "/products/1/", -1, NULL, NULL},
        {HTTP_GET, "/products/1/2", -1, NULL, NULL},
        {HTTP_GET, "//products/1", -1, NULL, NULL},
        {HTTP_GET, "", -1, NULL, NULL},
        {HTTP_OPTIONS, "*", -1, NULL, NULL},
        {HTTP_GET, "/Search", -1, NULL, NULL},
        {HTTP_POST, "/search", 5, NULL, NULL},
        {HTTP_GET, "/search", -1, NULL, "POST"},
        {HTTP_POST, "/products/1", -1, NULL, "GET, HEAD, PUT, DELETE"},
        {HTTP_POST, "/", -1, NULL, "GET, HEAD"},
        {HTTP_GET, "/a/b/parts/c", 6, "a", NULL},
        {HTTP_GET, "/api/b/parts/1", 7, "b", NULL},
        {HTTP_GET, "/api/b/parts/2", 6, "api", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct route_match match =
            route_find(patterns, COUNT_OF(patterns), cases[i].method, str_of(cases[i].path));

        if (match.route != cases[i].route)
            fail_msg("%s: route %d", cases[i].path, match.route);
        assert_int_equal(match.path_exists, cases[i].route >= 0 || cases[i].allow != NULL);
        if (cases[i].allow)
            assert_string_equal(match.allow, cases[i].allow);
        if (cases[i].first_param)
            assert_true(str_is(match.params[0], cases[i].first_param));
    }
}

static void test_params_have_names(void **state)
{
    struct route_match match = route_find(patterns, COUNT_OF(patterns), HTTP_GET, STR("/a/b/parts/c"));

    assert_true(str_is(route_param(&patterns[6], &match, "any"), "a"));
    assert_true(str_is(route_param(&patterns[6], &match, "thing"), "b"));
    assert_true(str_is(route_param(&patterns[6], &match, "part"), "c"));
    assert_null(route_param(&patterns[6], &match, "parts").data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_routes),
        cmocka_unit_test(test_params_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
