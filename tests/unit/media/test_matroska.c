/* WebM as browsers write it, byte by byte. */
#include "unit.h"

#include "speech/matroska.h"

#define HEAD    "\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"
#define SEGMENT "\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" /* of unknown size */
#define VIDEO   "\xae\x88\xd7\x81\x01\x83\x81\x01\x86\x80"
#define OPUS                                                                                                 \
    "\xae\x99\xd7\x81\x02\x83\x81\x02\x86\x86"                                                               \
    "A_OPUS"                                                                                                 \
    "\x63\xa2\x88"                                                                                           \
    "OpusHead"
#define TRACKS  "\x16\x54\xae\x6b\xa5" VIDEO OPUS
#define CLUSTER "\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff\xe7\x81\x00"
#define SIMPLE                                                                                               \
    "\xa3\x86\x82\x00\x00\x80"                                                                               \
    "ab"
#define OTHERS                                                                                               \
    "\xa3\x86\x81\x00\x00\x80"                                                                               \
    "xx"
#define GROUP                                                                                                \
    "\xa0\x88\xa1\x86\x82\x00\x14\x00"                                                                       \
    "cd"
#define LACED                                                                                                \
    "\xa3\x86\x82\x00\x00\x82"                                                                               \
    "ab"
#define BYTES(...) STR(__VA_ARGS__)

static void test_packets(void **state)
{
    struct str bytes = BYTES(HEAD SEGMENT TRACKS CLUSTER SIMPLE OTHERS CLUSTER GROUP);
    struct matroska file;
    struct str packet;
    struct error err;

    (void)state;
    assert_true(matroska_open(bytes, &file, &err));
    assert_true(str_is(file.codec_head, "OpusHead"));
    assert_true(matroska_next(&file, &packet, &err));
    assert_true(str_is(packet, "ab"));
    assert_true(matroska_next(&file, &packet, &err));
    assert_true(str_is(packet, "cd"));
    assert_true(matroska_next(&file, &packet, &err));
    assert_null(packet.data);
}

static bool reads(struct str bytes)
{
    struct matroska file;
    struct str packet;
    struct error err;

    if (!matroska_open(bytes, &file, &err))
        return false;
    do
        if (!matroska_next(&file, &packet, &err))
            return false;
    while (packet.data);
    return true;
}

static void test_what_is_cut_off_is_refused_or_ends(void **state)
{
    struct str whole = BYTES(HEAD SEGMENT TRACKS CLUSTER SIMPLE);
    size_t to_cluster = sizeof(HEAD SEGMENT TRACKS CLUSTER) - 1;

    (void)state;
    for (size_t len = 0; len < whole.len; len++)
        if (len < to_cluster - 3)
            assert_false(reads(str_sub(whole, 0, len)));
        else
            assert_int_equal(reads(str_sub(whole, 0, len)), len == to_cluster || len == to_cluster - 3);
    assert_true(reads(whole));
}

static void test_what_is_strange_is_refused(void **state)
{
    (void)state;
    assert_false(reads(BYTES("\x1a\x45\xdf\xa3\x87\x42\x82\x84WEBM" SEGMENT TRACKS CLUSTER SIMPLE)));
    assert_false(reads(BYTES(HEAD SEGMENT "\x16\x54\xae\x6b\x8a" VIDEO CLUSTER SIMPLE)));
    assert_false(reads(BYTES(HEAD SEGMENT TRACKS CLUSTER LACED)));
    assert_false(reads(BYTES(HEAD SEGMENT TRACKS CLUSTER "\xa3\x82\x82\x00")));
    assert_false(reads(BYTES(HEAD SEGMENT TRACKS CLUSTER "\x00\x81\x00")));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_packets),
                                              cmocka_unit_test(test_what_is_cut_off_is_refused_or_ends),
                                              cmocka_unit_test(test_what_is_strange_is_refused)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
