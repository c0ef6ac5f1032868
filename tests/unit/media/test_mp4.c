/* M4A with three frames in two chunks, byte by byte. */
#include "unit.h"

#include <string.h>

#include "speech/mp4.h"

static void add_u32(struct buf *out, uint32_t number)
{
    char bytes[] = {(char)(number >> 24), (char)(number >> 16), (char)(number >> 8), (char)number};

    buf_add(out, bytes, 4);
}

static void add_box(struct buf *out, const char *kind, struct str data)
{
    add_u32(out, (uint32_t)data.len + 8);
    buf_add(out, kind, 4);
    buf_str(out, data);
}

static void wrap(struct buf *inner, const char *kind)
{
    struct buf outer = {0};

    add_box(&outer, kind, buf_as_str(inner));
    buf_free(inner);
    *inner = outer;
}

static void add_table(struct buf *out, const char *kind, const uint32_t *numbers, size_t count)
{
    struct buf table = {0};

    for (size_t i = 0; i < count; i++)
        add_u32(&table, numbers[i]);
    add_box(out, kind, buf_as_str(&table));
    buf_free(&table);
}

static const char esds[] = "\0\0\0\0"
                           "\x03\x19\0\1\0"
                           "\x04\x11\x40\x15\0\0\0\0\0\0\0\0\0\0\0"
                           "\x05\x02\x14\x08"
                           "\x06\x01\x02";

static void add_description(struct buf *out, const char *kind)
{
    struct buf entry = {0}, all = {0};

    buf_add(&entry, (char[28]){0}, 28);
    add_box(&entry, "esds", STR(esds));
    wrap(&entry, kind);
    add_u32(&all, 0);
    add_u32(&all, 1);
    buf_str(&all, buf_as_str(&entry));
    add_box(out, "stsd", buf_as_str(&all));
    buf_free(&entry);
    buf_free(&all);
}

/* The frames "a", "bc" and "def" stand behind "ftyp" and in front of the tables. */
static void make(struct buf *out, const char *kind, uint32_t first_place, uint32_t frames)
{
    struct buf moov = {0};

    add_description(&moov, kind);
    add_table(&moov, "stsz", (const uint32_t[]){0, 0, frames, 1, 2, 3}, 6);
    add_table(&moov, "stsc", (const uint32_t[]){0, 2, 1, 2, 1, 2, 1, 1}, 8);
    add_table(&moov, "stco", (const uint32_t[]){0, 2, first_place, 24}, 4);
    wrap(&moov, "stbl");
    wrap(&moov, "minf");
    wrap(&moov, "mdia");
    wrap(&moov, "trak");
    wrap(&moov, "moov");
    add_box(out, "ftyp", STR("M4A "));
    add_box(out, "mdat", STR("abcXdef"));
    buf_str(out, buf_as_str(&moov));
    buf_free(&moov);
}

static bool reads(struct str bytes, char ret_frames[20])
{
    struct mp4 file;
    struct str frame;
    struct error err;
    size_t len = 0;

    if (!mp4_open(bytes, &file, &err))
        return false;
    do {
        if (!mp4_next(&file, &frame, &err))
            return false;
        for (size_t i = 0; i < frame.len && len < 18; i++)
            ret_frames[len++] = frame.data[i];
        ret_frames[len++] = '|';
    } while (frame.data);
    ret_frames[len - 1] = '\0';
    return true;
}

static void test_frames(void **state)
{
    struct buf bytes = {0};
    char frames[20];

    (void)state;
    make(&bytes, "mp4a", 20, 3);
    assert_true(reads(buf_as_str(&bytes), frames));
    assert_string_equal(frames, "a|bc|def|");
    for (size_t len = 0; len < bytes.len; len++)
        assert_false(reads(str_sub(buf_as_str(&bytes), 0, len), frames));
    buf_free(&bytes);
}

static void test_what_does_not_fit_is_refused(void **state)
{
    static const struct {
        const char *kind;
        uint32_t first_place, frames;
    } wrong[] = {{"avc1", 20, 3},
                 {"mp4a", 1 << 20, 3},
                 {"mp4a", UINT32_MAX, 3},
                 {"mp4a", 20, 4},
                 {"mp4a", 20, UINT32_MAX}};
    char frames[20];

    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct buf bytes = {0};

        make(&bytes, wrong[i].kind, wrong[i].first_place, wrong[i].frames);
        assert_false(reads(buf_as_str(&bytes), frames));
        buf_free(&bytes);
    }
}

/* At once: following it would take as many turns as it says. */
static void test_a_table_has_what_it_says(void **state)
{
    static const char *const tables[] = {"stsc", "stco"};
    struct mp4 file;
    struct error err;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(tables); i++) {
        struct buf bytes = {0};
        char *kind;

        make(&bytes, "mp4a", 20, 3);
        kind = memmem(bytes.data, bytes.len, tables[i], 4);
        memset(kind + 8, 0xff, 4);
        assert_false(mp4_open(buf_as_str(&bytes), &file, &err));
        buf_free(&bytes);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_frames),
                                              cmocka_unit_test(test_what_does_not_fit_is_refused),
                                              cmocka_unit_test(test_a_table_has_what_it_says)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
