/* s3_list: pages as services write them, and what is none. */
#include "store/s3_list.h"

#include "unit.h"

#define HEAD                                                                                                 \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult "                                         \
    "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name>"
#define ITEM(key, size, time)                                                                                \
    "<Contents><Key>" key "</Key><LastModified>" time "</LastModified><ETag>&quot;0&quot;</ETag><Size>" size \
    "</Size></Contents>"
#define DAY "2013-05-24T00:00:00"

static void items_are_read_in_order(void **state)
{
    struct str page = STR(HEAD "<IsTruncated>true</IsTruncated>" ITEM("blobs/of-a/1", "0", DAY ".000Z")
                              ITEM("blobs/of-a/2", "16777352", DAY "Z") "</ListBucketResult>");
    struct s3_item item;

    assert_true(s3_list_is_good(page));
    assert_true(s3_list_is_cut(page));
    assert_true(s3_list_next(&page, &item));
    assert_true(str_is(item.key, "blobs/of-a/1"));
    assert_int_equal(item.bytes, 0);
    assert_int_equal(item.changed_ms, 1369353600000);
    assert_true(s3_list_next(&page, &item));
    assert_true(str_is(item.key, "blobs/of-a/2"));
    assert_int_equal(item.bytes, 16777352);
    assert_int_equal(item.changed_ms, 1369353600000);
    assert_false(s3_list_next(&page, &item));
}

static void what_cannot_be_read_is_no_item(void **state)
{
    static const char *const pages[] = {
        "",
        "<Contents>",
        "<Contents></Contents>",
        ITEM("", "1", DAY "Z"),
        ITEM("k", "-1", DAY "Z"),
        ITEM("k", "", DAY "Z"),
        ITEM("k", "9999999999999999999999", DAY "Z"),
        ITEM("k", "1", ""),
        ITEM("k", "1", "2013-05-24"),
        ITEM("k", "1", "yesterday at five o'clock"),
        "<Contents><Key>k</Key><Size>1</Size>",
    };

    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        struct str rest = str_of(pages[i]);
        struct s3_item item;

        if (s3_list_next(&rest, &item))
            fail_msg("an item: %s", pages[i]);
    }
}

static void a_page_is_one_or_not(void **state)
{
    assert_true(s3_list_is_good(STR(HEAD "<IsTruncated>false</IsTruncated></ListBucketResult>")));
    assert_false(s3_list_is_cut(STR(HEAD "<IsTruncated>false</IsTruncated></ListBucketResult>")));
    assert_false(s3_list_is_good(STR(HEAD "</ListBucketResult>")));
    assert_false(s3_list_is_good(STR("<html><IsTruncated>true</IsTruncated></html>")));
    assert_false(s3_list_is_good(STR("")));
    assert_false(s3_list_is_cut(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_are_read_in_order),
        cmocka_unit_test(what_cannot_be_read_is_no_item),
        cmocka_unit_test(a_page_is_one_or_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
