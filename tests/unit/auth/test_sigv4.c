/* sigv4: the published vectors: those of the signing process, and those of S3's reference. */
#include "auth/sigv4.h"

#include "unit.h"

#define EMPTY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static const struct sigv4_key suite_key = {STR("AKIDEXAMPLE"),
                                           STR("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), STR("us-east-1"),
                                           STR("service")};
static const struct sigv4_key s3_key = {STR("AKIAIOSFODNN7EXAMPLE"),
                                        STR("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), STR("us-east-1"),
                                        STR("s3")};

static const struct sigv4_header suite_headers[] = {{"host", STR("example.amazonaws.com")},
                                                    {"x-amz-date", STR("20150830T123600Z")},
                                                    {0}};
static const struct sigv4_header range_headers[] = {{"host", STR("examplebucket.s3.amazonaws.com")},
                                                    {"range", STR("bytes=0-9")},
                                                    {"x-amz-content-sha256", STR(EMPTY)},
                                                    {"x-amz-date", STR("20130524T000000Z")},
                                                    {0}};
static const struct sigv4_header s3_headers[] = {{"host", STR("examplebucket.s3.amazonaws.com")},
                                                 {"x-amz-content-sha256", STR(EMPTY)},
                                                 {"x-amz-date", STR("20130524T000000Z")},
                                                 {0}};
static const struct sigv4_header put_headers[] =
    {{"date", STR("Fri, 24 May 2013 00:00:00 GMT")},
     {"host", STR("examplebucket.s3.amazonaws.com")},
     {"x-amz-content-sha256", STR("44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072")},
     {"x-amz-date", STR("20130524T000000Z")},
     {"x-amz-storage-class", STR("REDUCED_REDUNDANCY")},
     {0}};

static void published_signatures(void **state)
{
    static const struct {
        const struct sigv4_key *key;
        const char *method, *path, *query;
        const struct sigv4_header *headers;
        const char *body, *signature;
    } cases[] = {
        {&suite_key, "GET", "/", "", suite_headers, "",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
        {&suite_key, "GET", "/", "Param1=value1&Param2=value2", suite_headers, "",
         "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
        {&suite_key, "POST", "/", "", suite_headers, "",
         "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"},
        {&s3_key, "GET", "/test.txt", "", range_headers, "",
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
        {&s3_key, "PUT", "/test%24file.text", "", put_headers, "Welcome to Amazon S3.",
         "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
        {&s3_key, "GET", "/", "lifecycle=", s3_headers, "",
         "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
        {&s3_key, "GET", "/", "max-keys=2&prefix=J", s3_headers, "",
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const char *date = cases[i].key == &s3_key ? "20130524T000000Z" : "20150830T123600Z";
        char hash[SIGV4_HASH_SIZE];
        struct buf out = {0};

        sigv4_hash(str_of(cases[i].body), hash);
        sigv4_sign(cases[i].key,
                   &(struct sigv4_request){cases[i].method, str_of(cases[i].path), str_of(cases[i].query),
                                           cases[i].headers, hash},
                   date, &out);
        if (!str_ends(buf_as_str(&out), str_of(cases[i].signature)))
            fail_msg("%zu: %s", i, out.data);
        buf_free(&out);
    }
}

static void it_says_what_is_signed(void **state)
{
    struct buf out = {0};

    sigv4_sign(&s3_key, &(struct sigv4_request){"GET", STR("/test.txt"), STR(""), range_headers, EMPTY},
               "20130524T000000Z", &out);
    assert_string_equal(out.data,
                        "AWS4-HMAC-SHA256 "
                        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
                        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    buf_free(&out);
}

static void what_is_sent_is_escaped(void **state)
{
    static const struct {
        const char *text, *path, *value;
    } cases[] = {{"a-b_c.d~e/F9", "a-b_c.d~e/F9", "a-b_c.d~e%2FF9"},
                 {"test$file.text", "test%24file.text", "test%24file.text"},
                 {"\xc3\xa4 +", "%C3%A4%20%2B", "%C3%A4%20%2B"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct buf path = {0}, value = {0};

        sigv4_escape(str_of(cases[i].text), true, &path);
        sigv4_escape(str_of(cases[i].text), false, &value);
        assert_string_equal(path.data, cases[i].path);
        assert_string_equal(value.data, cases[i].value);
        buf_free(&path);
        buf_free(&value);
    }
}

static void dates_are_of_utc(void **state)
{
    char date[SIGV4_DATE_SIZE];

    sigv4_date(1369353600999, date);
    assert_string_equal(date, "20130524T000000Z");
}

static void a_key_is_an_id_and_a_secret(void **state)
{
    static const char *const bad[] = {"", ":", "id", "id:", ":secret"};
    struct sigv4_key key = {.region = STR("r")};

    assert_true(sigv4_key_read(STR("id:se:cret"), &key));
    assert_true(str_is(key.id, "id") && str_is(key.secret, "se:cret") && str_is(key.region, "r"));
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        assert_false(sigv4_key_read(str_of(bad[i]), &key));
}

static void a_host_is_without_the_usual_port(void **state)
{
    static const struct {
        const char *url, *host;
    } cases[] = {{"https://a.example", "a.example"},
                 {"https://a.example:443/b:443", "a.example"},
                 {"https://a.example:80/", "a.example:80"},
                 {"http://a.example:80", "a.example"},
                 {"http://127.0.0.1:4566/x", "127.0.0.1:4566"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++)
        assert_true(str_is(sigv4_host(str_of(cases[i].url)), cases[i].host));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_signatures),        cmocka_unit_test(it_says_what_is_signed),
        cmocka_unit_test(what_is_sent_is_escaped),     cmocka_unit_test(dates_are_of_utc),
        cmocka_unit_test(a_key_is_an_id_and_a_secret), cmocka_unit_test(a_host_is_without_the_usual_port),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
