/* request: what a handler is given. */
#include "wire.h"

static struct buf told;
static const char *const *asked; /* names of parameters, or of headers */
static bool asks_headers;

static void add(struct str value, bool is_there)
{
    buf_char(&told, is_there ? '<' : '-');
    buf_str(&told, value);
    buf_str(&told, is_there ? STR(">") : STR_NONE);
}

static void tell(void *owner, struct http_request *request)
{
    buf_clear(&told);
    for (const char *const *name = asked; *name; name++) {
        struct str value = STR_NONE;
        bool is_there = asks_headers || http_param(request, *name, &value);

        if (asks_headers) {
            value = http_header(request, *name);
            is_there = value.data != NULL;
        }
        add(value, is_there);
    }
    assert_false(arena_failed(http_arena(request)));
    http_reply(request, 200, NULL, STR("fine"));
}

static int open_server(void **state)
{
    struct http_server_options options = wire_options(tell);

    asks_headers = false;
    wire_open(&options);
    return 0;
}

static int close_server(void **state)
{
    wire_close();
    buf_free(&told);
    return 0;
}

static void test_parameters(void **state)
{
    static const char *const names[] = {"a", "b c", NULL};
    static const struct {
        const char *target;
        const char *told;
    } cases[] = {
        {"/", "--"},
        {"/?", "--"},
        {"/?a", "<>-"},
        {"/?a=", "<>-"},
        {"/?a=1", "<1>-"},
        {"/?a=1&a=2", "<1>-"},
        {"/?x=1&&a=2&", "<2>-"},
        {"/?a=1=2", "<1=2>-"},
        {"/?aa=1&A=2", "--"},
        {"/?b+c=1%2B1&a=x+y%20z", "<x y z><1+1>"},
        {"/?b%20c=%26%3D&a=%C3%A9", "<\xc3\xa9><&=>"},
        {"/?a=/?x", "</?x>-"},
    };

    asked = names;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf seen = {0}, text = {0};

        buf_printf(&text, "GET %s HTTP/1.1\r\nHost: a\r\n\r\n", cases[i].target);
        wire_ask(buf_as_str(&text), "fine", &seen);
        assert_string_equal(told.data, cases[i].told);
        buf_free(&seen);
        buf_free(&text);
    }
}

static void test_headers(void **state)
{
    static const char *const names[] = {"x-one", "X-ONE", "X-Empty", "X-Two", "X-None", "host", NULL};
    struct buf seen = {0};

    asked = names;
    asks_headers = true;
    wire_ask(STR("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1 1\r\nX-Empty:\r\nX-Two: b\r\nX-Two: c\r\n\r\n"),
             "fine", &seen);
    assert_string_equal(told.data, "<1 1><1 1><><b>-<a>");
    buf_free(&seen);
}

static struct buf list;

static void tell_list(void *owner, struct http_request *request)
{
    buf_clear(&list);
    buf_str(&list, http_header_list(request, "x-one"));
    buf_char(&list, '|');
    buf_str(&list, http_header_list(request, "X-None"));
    buf_char(&list, '|');
    buf_str(&list, http_segment(request, STR("a%2Fb%25+c")));
    http_reply(request, 200, NULL, STR("fine"));
}

static int open_lists(void **state)
{
    struct http_server_options options = wire_options(tell_list);

    wire_open(&options);
    return 0;
}

static int close_lists(void **state)
{
    wire_close();
    buf_free(&list);
    return 0;
}

static void test_lines_of_a_name_are_one_list(void **state)
{
    struct buf seen = {0};

    wire_ask(STR("GET / HTTP/1.1\r\nHost: a\r\nX-One: 1\r\nX-Two: b\r\nx-oNE: 2, 3\r\n\r\n"), "fine", &seen);
    assert_string_equal(list.data, "1, 2, 3||a/b%+c");
    buf_free(&seen);
}

static void test_reasons(void **state)
{
    assert_string_equal(http_reason(200), "OK");
    assert_string_equal(http_reason(422), "Unprocessable Content");
    assert_string_equal(http_reason(299), "Other");
}

int main(void)
{
#define REQUEST_TEST(test) cmocka_unit_test_setup_teardown(test, open_server, close_server)
    const struct CMUnitTest tests[] = {
        REQUEST_TEST(test_parameters),
        REQUEST_TEST(test_headers),
        cmocka_unit_test_setup_teardown(test_lines_of_a_name_are_one_list, open_lists, close_lists),
        REQUEST_TEST(test_reasons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
