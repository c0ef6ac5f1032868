/* multipart: the file of a form, and everything that is refused. */
#include "http/multipart.h"

#include "unit.h"

#define TYPE  "multipart/form-data; boundary=XX"
#define FIELD "--XX\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\nphoto\r\n"
#define FILE_HEAD                                                                                            \
    "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n"                          \
    "Content-Type: image/png\r\n\r\n"
#define FILE_1 FILE_HEAD "one\r\n"
#define FILE_2 FILE_HEAD "two\r\n"
#define END    "--XX--\r\n"

static void the_first_file_is_found(void **state)
{
    static const struct {
        struct str type, body, file;
    } cases[] = {
        {STR(TYPE), STR(FILE_1 END), STR("one")},
        {STR(TYPE), STR(FIELD FILE_1 FILE_2 FIELD END), STR("one")},
        {STR(TYPE), STR(FILE_1 "--XX--"), STR("one")},
        {STR(TYPE), STR(FILE_HEAD "\r\n" END), STR("")},
        {STR(TYPE), STR(FILE_HEAD "a\0b\r\n--X\r\n\r\n" END), STR("a\0b\r\n--X\r\n")},
        {STR("Multipart/Form-Data ; charset=x; boundary=\"a b\""),
         STR("--a b\r\nCONTENT-DISPOSITION: form-data;name=f;filename*=UTF-8''%e2%82%ac\r\n"
             "Content-Transfer-Encoding: binary\r\n\r\nx\r\n--a b--"),
         STR("x")},
        {STR(TYPE),
         STR("--XX\r\nContent-Disposition: form-data; name=f; filename=\"a;\\\"b\"\r\n\r\nx\r\n" END),
         STR("x")},
    };
    struct error err;
    struct str file;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_true(multipart_is(cases[i].type));
        if (!multipart_first_file(cases[i].type, cases[i].body, &file, &err))
            fail_msg("%zu: %s", i, err.text);
        assert_true(str_eq(file, cases[i].file));
    }
}

static void what_is_not_well_formed_is_refused(void **state)
{
    static const struct {
        const char *type, *body, *why;
    } cases[] = {
        {TYPE, FIELD END, "no part of it is a file"},
        {TYPE, "--XX--", "no part of it is a file"},
        {TYPE, "", "it does not begin with its boundary"},
        {TYPE, "preamble\r\n" FILE_1 END, "it does not begin with its boundary"},
        {TYPE, FILE_1, "a part does not end with the boundary"},
        {TYPE, FILE_1 "--XX", "there is something behind a boundary"},
        {TYPE, FILE_HEAD "one", "a part does not end with the boundary"},
        {TYPE, FILE_HEAD "one\r\n--XXX\r\n" END, "there is something behind a boundary"},
        {TYPE, FILE_1 END "epilogue", "there is something behind the last boundary"},
        {TYPE, "--XX\r\n\r\none\r\n" END, "a part has no Content-Disposition"},
        {TYPE, "--XX\r\nContent-Disposition: attachment; name=a; filename=b\r\n\r\none\r\n" END,
         "a Content-Disposition is not as of form-data; name=\"…\""},
        {TYPE, "--XX\r\nContent-Disposition: form-data; filename=b\r\n\r\none\r\n" END,
         "a Content-Disposition is not as of form-data; name=\"…\""},
        {TYPE, "--XX\r\nContent-Disposition: form-data; name=a; filename=\"b\r\n\r\none\r\n" END,
         "a Content-Disposition is not as of form-data; name=\"…\""},
        {TYPE, "--XX\r\nContent-Disposition: form-data; name=a; name=b; filename=b\r\n\r\none\r\n" END,
         "a Content-Disposition is not as of form-data; name=\"…\""},
        {TYPE,
         "--XX\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
         "name=a\r\n\r\n\r\n" END,
         "a part has two Content-Disposition headers"},
        {TYPE,
         "--XX\r\nContent-Disposition: form-data; name=a; filename=b\r\n"
         "Content-Transfer-Encoding: base64\r\n\r\nb25l\r\n" END,
         "a part is encoded; send it as it is"},
        {TYPE, "--XX\r\n folded\r\n\r\none\r\n" END, "a part has a header that is none"},
        {TYPE, "--XX\r\nX: \x01\r\n\r\none\r\n" END, "a part has a header with a control character"},
        {TYPE, "--XX\r\nA:1\r\nA:2\r\nA:3\r\nA:4\r\nA:5\r\nA:6\r\nA:7\r\nA:8\r\nA:9\r\n\r\n\r\n" END,
         "a part has too many headers"},
        {TYPE,
         FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD FIELD
             FILE_1 END,
         "it has too many parts"},
        {"multipart/form-data", FILE_1 END, "its Content-Type has no boundary, or not a good one"},
        {"multipart/form-data; boundary=", FILE_1 END, "its Content-Type has no boundary, or not a good one"},
        {"multipart/form-data; boundary=\"XX", FILE_1 END,
         "its Content-Type has no boundary, or not a good one"},
        {"multipart/form-data; boundary=\"XX \"", FILE_1 END,
         "its Content-Type has no boundary, or not a good one"},
        {"multipart/form-data; boundary=XX; boundary=XX", FILE_1 END,
         "its Content-Type has no boundary, or not a good one"},
        {"multipart/form-data; boundary="
         "12345678901234567890123456789012345678901234567890123456789012345678901",
         FILE_1 END, "its Content-Type has no boundary, or not a good one"},
    };
    struct error err;
    struct str file;

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_false(multipart_first_file(str_of(cases[i].type), str_of(cases[i].body), &file, &err));
        assert_string_equal(err.text, cases[i].why);
        assert_int_equal(err.policy, ERROR_SKIP);
    }
}

static void a_line_has_a_longest(void **state)
{
    struct buf body = {0};
    struct error err;
    struct str file;

    buf_str(&body, STR("--XX\r\nX: "));
    for (size_t i = 0; i < MULTIPART_LINE_MAX; i++)
        buf_char(&body, 'x');
    buf_str(&body, STR("\r\n\r\n\r\n" END));
    assert_false(multipart_first_file(STR(TYPE), buf_as_str(&body), &file, &err));
    assert_string_equal(err.text, "a part's header does not end, or is too long");
    buf_free(&body);
}

static void only_a_form_is_read_as_one(void **state)
{
    assert_false(multipart_is(STR("")));
    assert_false(multipart_is(STR("image/png")));
    assert_false(multipart_is(STR("multipart/mixed; boundary=x")));
    assert_false(multipart_is(STR("multipart/form-datax")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_file_is_found),
        cmocka_unit_test(what_is_not_well_formed_is_refused),
        cmocka_unit_test(a_line_has_a_longest),
        cmocka_unit_test(only_a_form_is_read_as_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
