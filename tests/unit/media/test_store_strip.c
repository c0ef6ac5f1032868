/* strip: what says where and by whom goes, what makes the picture stays, and broken files end in words. */
#include "store/strip.h"

#include "unit.h"

#define EXIF_HEAD "Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0"
#define TURNED(n) EXIF_HEAD n "\0\0\0\0\0\0"
#define JPEG(...) "\xff\xd8" __VA_ARGS__
#define TABLES    "\xff\xdb\0\4ab"
#define SCAN                                                                                                 \
    "\xff\xda\0\4cd"                                                                                         \
    "pixels\xff\0\xff\xd3more"
#define END "\xff\xd9"

/* With a directory of two entries: how it is turned, and where it was made. */
#define EXIF_WITH_PLACE                                                                                      \
    "Exif\0\0MM\0*\0\0\0\x08\0\2\1\x12\0\3\0\0\0\1\0\6\0\0\x88\x25\0\4\0\0\0\1\0\0\0\x26\0\0\0\0PLACE"

#define INFO(last)                                                                                           \
    last "\0\0\x22"                                                                                          \
         "1234567890123456789012345678901234"
#define SEEK(last) last "\0\0\x02st"
#define FLAC(...)  "fLaC" __VA_ARGS__ "\xff\xf8sound"
#define FRAME      "\xff\xfb\x90\x64sound"
#define TEN        "0123456789"
#define ID3V1      "TAG" TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN "12345"
#define APE(flags) "APETAGEX\xd0\x07\0\0\x26\0\0\0\1\0\0\0\0\0\0" flags "\0\0\0\0\0\0\0\0"
#define LYRICS     "LYRICSBEGININD00002home000023LYRICS200"
/* Of the page that is left of it, as libogg makes it. */
#define SUM "\x66\x6e\x2f\xf0"
/* A page of a stream: its flags, how many segments, and how long each is. */
#define PAGE(flags, segments) "OggS\0" flags "\0\0\0\0\0\0\0\0ser1\0\0\0\0\0\0\0\0" segments
#define OPUS                  PAGE("\2", "\1\x09") "OpusHead1"

#define M4A                                                                                                  \
    "\0\0\0\x10"                                                                                             \
    "ftypM4A \0\0\0\0"
#define HEIC_HEAD                                                                                            \
    "\0\0\0\x10"                                                                                             \
    "ftypheic\0\0\0\0"

struct case_of {
    const char *name;
    struct str before, after; /* the second is NULL: it is refused */
};

#define IS(literal)                                                                                          \
    {                                                                                                        \
        literal, sizeof(literal) - 1                                                                         \
    }

static const struct case_of cases[] = {
    {"a plain JPEG", IS(JPEG(TABLES SCAN END)), IS(JPEG(TABLES SCAN END))},
    {"a comment", IS(JPEG("\xff\xfe\0\6home" TABLES SCAN END)), IS(JPEG(TABLES SCAN END))},
    {"JFIF stays, its thumbnail goes", IS(JPEG("\xff\xe0\0\7JFIF\0\xff\xe0\0\7JFXX\0" SCAN END)),
     IS(JPEG("\xff\xe0\0\7JFIF\0" SCAN END))},
    {"the thumbnail in JFIF itself goes", IS(JPEG("\xff\xe0\0\x13JFIF\0\1\1\0\0\1\0\1\1\1rgb" SCAN END)),
     IS(JPEG("\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" SCAN END))},
    {"what stands behind Adobe's figures goes",
     IS(JPEG("\xff\xee\0\x12"
             "Adobe\0d\0\0\0\0\1home" SCAN END)),
     IS(JPEG("\xff\xee\0\x0e"
             "Adobe\0d\0\0\0\0\1" SCAN END))},
    {"a profile stays, further pictures go",
     IS(JPEG("\xff\xe2\0\x0fICC_PROFILE\0p\xff\xe2\0\6MPF\0" SCAN END)),
     IS(JPEG("\xff\xe2\0\x0fICC_PROFILE\0p" SCAN END))},
    {"behind the end", IS(JPEG(SCAN END "\xff\xd8\xff\xe1 51.5 N 0.1 W")), IS(JPEG(SCAN END))},
    {"of EXIF data how it is turned", IS(JPEG("\xff\xe1\0\x33" EXIF_WITH_PLACE SCAN END)),
     IS(JPEG("\xff\xe1\0\x22" TURNED("\6") SCAN END))},
    {"upright need not be said", IS(JPEG("\xff\xe1\0\x22" TURNED("\1") SCAN END)), IS(JPEG(SCAN END))},
    {"between two scans", IS(JPEG(SCAN "\xff\xe1\0\7XMP.." SCAN END)), IS(JPEG(SCAN SCAN END))},
    {"a JPEG that was cut off", IS(JPEG(TABLES "\xff\xda\0\4cdpix")), IS(JPEG(TABLES "\xff\xda\0\4cdpix"))},
    {"no segment", IS(JPEG(TABLES "garbage")), {0}},
    {"a segment shorter than its length", IS(JPEG("\xff\xe1\0\1" SCAN END)), {0}},
    {"PNG",
     IS("\x89PNG\r\n\x1a\n\0\0\0\2IHDRabcrc1\0\0\0\4tEXthomecrc2\0\0\0\1gAMAgcrc3\0\0\0\0IENDcrc4hidden"),
     IS("\x89PNG\r\n\x1a\n\0\0\0\2IHDRabcrc1\0\0\0\1gAMAgcrc3\0\0\0\0IEND\xae\x42\x60\x82")},
    {"a PNG with a chunk that nobody knows, and something in its end",
     IS("\x89PNG\r\n\x1a\n\0\0\0\2IHDRabcrc1\0\0\0\4HOMEherecrc2\0\0\0\4IENDherecrc4"),
     IS("\x89PNG\r\n\x1a\n\0\0\0\2IHDRabcrc1\0\0\0\0IEND\xae\x42\x60\x82")},
    {"GIF", IS("GIF89a123456\0!\xfe\4home\0!\xff\x0bXMP DataXMP\2xx\0,12345678\0\2\1z\0;hidden"),
     IS("GIF89a123456\0,12345678\0\2\1z\0;")},
    {"an animated GIF", IS("GIF89a123456\0!\xff\x0bNETSCAPE2.0\3\1\0\0\0!\xf9\4abcd\0;"),
     IS("GIF89a123456\0!\xff\x0bNETSCAPE2.0\3\1\0\0\0!\xf9\4abcd\0;")},
    {"no block of a GIF", IS("GIF89a123456\0garbage"), {0}},
    {"WebP", IS("RIFF\x26\0\0\0WEBPVP8X\2\0\0\0\x0c.VP8 \2\0\0\0ppEXIF\2\0\0\0mehidden"),
     IS("RIFF\x18\0\0\0WEBPVP8X\2\0\0\0\0.VP8 \2\0\0\0pp")},
    {"WAV", IS("RIFF\x2c\0\0\0WAVEfmt \2\0\0\0fmLIST\4\0\0\0homedata\2\0\0\0ss"),
     IS("RIFF\x18\0\0\0WAVEfmt \2\0\0\0fmdata\2\0\0\0ss")},
    {"a WAV whose end was not known", IS("RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xffsamples"),
     IS("RIFF\x13\0\0\0WAVEdata\xff\xff\xff\xffsamples")},
    {"MP4",
     IS("\0\0\0\x10"
        "ftypM4A \0\0\0\0\0\0\0\x1cmoov\0\0\0\x0cudtahome\0\0\0\x08mvhd"),
     IS("\0\0\0\x10"
        "ftypM4A \0\0\0\0\0\0\0\x1cmoov\0\0\0\x0c"
        "free\0\0\0\0\0\0\0\x08mvhd")},
    {"boxes of MP4 that nobody knows",
     IS(M4A "\0\0\0\x14moov\0\0\0\x0clocihome\0\0\0\x0c"
            "freehome\0\0\0\x0cmdatdata"),
     IS(M4A "\0\0\0\x14moov\0\0\0\x0c"
            "free\0\0\0\0\0\0\0\x0c"
            "free\0\0\0\0\0\0\0\x0cmdatdata")},
    {"a film behind a photo", IS(HEIC_HEAD "\0\0\0\x0cmdatdata\0\0\0\x18mpvd" M4A "\0\0\0\0"),
     IS(HEIC_HEAD "\0\0\0\x0cmdatdata\0\0\0\x18"
                  "free\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
    {"a film behind a photo, in no box of its own",
     IS(HEIC_HEAD "\0\0\0\x0cmdatdata" M4A "\0\0\0\x0cmdatfilm"),
     IS(HEIC_HEAD "\0\0\0\x0cmdatdata\0\0\0\0"
                  "free\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")},
    {"behind a photo, no box at all", IS(HEIC_HEAD "\0\0\0\x0cmdatdatahome"),
     IS(HEIC_HEAD "\0\0\0\x0cmdatdata\0\0\0\0")},
    {"of FLAC how it is made and where what is stays",
     IS(FLAC(INFO("\0") "\4\0\0\4home" SEEK("\3") "\6\0\0\1p"
                                                  "\x81\0\0\0")),
     IS(FLAC(INFO("\0") SEEK("\x83")))},
    {"nothing else is left of FLAC's", IS(FLAC(INFO("\0") "\x84\0\0\4home")), IS(FLAC(INFO("\x80")))},
    {"tags behind FLAC", IS(FLAC(INFO("\x80")) ID3V1), IS(FLAC(INFO("\x80")))},
    {"FLAC that is cut off in a block", IS("fLaC" INFO("\0") "\4\0\0\4ho"), IS("fLaC" INFO("\0"))},
    {"FLAC that does not say how it is made", IS(FLAC("\x84\0\0\4home")), {NULL}},
    {"FLAC of nothing", IS("fLaC"), {NULL}},
    {"MP3 without tags", IS(FRAME), IS(FRAME)},
    {"ID3 before it, twice, and what fills it up",
     IS("ID3\4\0\0\0\0\0\4homeID3\3\0\x10\0\0\0\1x" TEN "\0\0" FRAME), IS(FRAME)},
    {"ID3 behind it", IS(FRAME ID3V1), IS(FRAME)},
    {"ID3, APE and lyrics behind it", IS(FRAME "home.." APE("\0") LYRICS ID3V1), IS(FRAME)},
    {"ID3 with a foot behind it",
     IS(FRAME "ID3\4\0\x10\0\0\0\4home"
              "3DI\4\0\x10\0\0\0\4"),
     IS(FRAME)},
    {"a tag that says that it is all of it", IS(FRAME APE("\x80")), IS("\xff\xfb\x90\x64")},
    {"a tag and no sound", IS("ID3\4\0\0\0\0\0\4home"), {NULL}},
    {"a tag that is longer than the file", IS("ID3\4\0\0\x7f\x7f\x7f\x7fhome" FRAME), {NULL}},
    {"Ogg's comments are overwritten, and summed anew",
     IS(OPUS PAGE("\0", "\1\x18") "OpusTags\4\0\0\0home\1\0\0\0...." PAGE("\4", "\1\5") "sound"),
     IS(OPUS "OggS\0\0\0\0\0\0\0\0\0\0ser1\0\0\0\0" SUM "\1\x18"
             "OpusTags\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" PAGE("\4", "\1\5") "sound")},
    {"behind the last page", IS(OPUS "home"), IS(OPUS)},
    {"no comments where they have to be", IS(OPUS PAGE("\0", "\1\x10") "OpusHomehomehome"), {NULL}},
    {"comments that are too short", IS(OPUS PAGE("\0", "\1\x0f") "OpusTagshomehom"), {NULL}},
    {"a stream of something else", IS(PAGE("\2", "\1\x09") "\x80theora.."), {NULL}},
    {"a stream that has not begun", IS(PAGE("\0", "\1\x09") "OpusHead1"), {NULL}},
    {"a sign that is no packet of its own", IS(PAGE("\2", "\2\1\x09") "Speex   1."), {NULL}},
    {"Ogg without a page", IS("OggS home"), {NULL}},
};

static void what_goes_and_what_stays(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct case_of *one = &cases[i];
        const struct media_type *type = kind_of(one->before);
        uint8_t *bytes = mem_copy(one->before.data, one->before.len);
        size_t len = one->before.len;
        struct error err;
        bool is_good;

        assert_non_null(type);
        is_good = strip(type, bytes, &len, &err);
        if (is_good != !!one->after.data ||
            (is_good && (len != one->after.len || memcmp(bytes, one->after.data, len) != 0)))
            fail_msg("%s: %s", one->name, is_good ? "other bytes are left" : err.text);
        if (!is_good)
            assert_int_equal(err.policy, ERROR_SKIP);
        mem_free(bytes);
    }
}

/* ftyp, then meta with iinf (one item of that type), iloc (where), and the bytes that it tells of. */
#define HEIC(type)                                                                                           \
    "\0\0\0\x10"                                                                                             \
    "ftypheic\0\0\0\0"                                                                                       \
    "\0\0\0\x4c"                                                                                             \
    "meta\0\0\0\0"                                                                                           \
    "\0\0\0\x22"                                                                                             \
    "iinf\0\0\0\0\0\1"                                                                                       \
    "\0\0\0\x14"                                                                                             \
    "infe\2\0\0\0\0\1\0\0" type "\0\0\0\x1e"                                                                 \
    "iloc\0\0\0\0\x44\0\0\1\0\1\0\0\0\1\0\0\0\x68\0\0\0\5"                                                   \
    "\0\0\0\x11"                                                                                             \
    "mdat1234PLACE"

static void items_of_heic_are_overwritten(void **state)
{
    static const struct {
        struct str before;
        const char *left;
    } items[] = {{IS(HEIC("Exif")), "\0\0\0\0\0"},
                 {IS(HEIC("mime")), "\0\0\0\0\0"},
                 {IS(HEIC("hvc1")), "PLACE"}};

    for (size_t i = 0; i < COUNT_OF(items); i++) {
        uint8_t *bytes = mem_copy(items[i].before.data, items[i].before.len);
        size_t len = items[i].before.len;

        assert_true(strip(kind_of(items[i].before), bytes, &len, NULL));
        assert_int_equal(len, items[i].before.len);
        assert_memory_equal(bytes + len - 5, items[i].left, 5);
        assert_memory_equal(bytes + len - 9, "1234", 4);
        mem_free(bytes);
    }
}

static void kinds_are_known_by_their_bytes(void **state)
{
    static const struct {
        struct str bytes;
        const char *type;
    } files[] = {
        {IS("\xff\xd8\xff\xe0...."), "image/jpeg"},
        {IS("\x89PNG\r\n\x1a\n...."), "image/png"},
        {IS("RIFF....WEBPVP8 "), "image/webp"},
        {IS("GIF87a......."), "image/gif"},
        {IS("\0\0\0\x18"
            "ftypheic...."),
         "image/heic"},
        {IS("RIFF....WAVEfmt "), "audio/wav"},
        {IS("fLaC...."), "audio/flac"},
        {IS("OggS...."), "audio/ogg"},
        {IS("\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"), "audio/webm"},
        {IS("\0\0\0\x18"
            "ftypM4A ...."),
         "audio/mp4"},
        {IS("\xff\xf1\x50\x80\0\0\0\0"), "audio/aac"},
        {IS("\xff\xfb\x90\x64...."), "audio/mpeg"},
        {IS("ID3\4......."), "audio/mpeg"},
        {IS("%PDF-1.7"), NULL},
        {IS("<svg xmlns="), NULL},
        {IS("RIFF....AVI "), NULL},
        {IS("\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska"), NULL},
        {IS("\0\0\0\x18"
            "ftypavif...."),
         NULL},
        {IS("\xff\xff\xff\xff\xff\xff\xff\xff"), NULL},
        {IS("\xff"), NULL},
        {IS(""), NULL},
    };

    for (size_t i = 0; i < COUNT_OF(files); i++) {
        const struct media_type *type = kind_of(files[i].bytes);

        if (!type != !files[i].type || (type && strcmp(type->type, files[i].type) != 0))
            fail_msg("file %zu is taken for %s", i, type ? type->type : "nothing");
        if (type)
            assert_ptr_equal(kind_of_code(type->code), type);
    }
    assert_null(kind_of_code(0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_and_what_stays),
        cmocka_unit_test(items_of_heic_are_overwritten),
        cmocka_unit_test(kinds_are_known_by_their_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
