/* barcodes: zbar's only owner.
 *
 * The whole picture is read once. Where that finds nothing, parts that look like bars are straightened, made
 * larger and read again: what is small, turned or pale is found so, and a picture without bars costs one
 * reading. */
#include "picture/barcodes.h"

#include <iconv.h>
#include <math.h>
#include <zbar.h>

#include "picture/bars.h"

#define SURE_QUALITY 20  /* lines that read the same: zbar's quality */
#define CUT_SIDE     900 /* pixels of a part, made larger, at most */
#define BARS_PLANE   1024
#define DENSE        1400 /* pixels: of a longer side each second line is enough */

static const struct {
    zbar_symbol_type_t type;
    const char *kind;
} kinds[] = {
    {ZBAR_EAN13, "ean"}, {ZBAR_EAN8, "ean"},        {ZBAR_UPCE, "upc"},
    {ZBAR_QRCODE, "qr"}, {ZBAR_CODE128, "code128"}, {ZBAR_CODE39, "code39"},
};

struct looking {
    zbar_image_scanner_t *scanner;
    struct arena *arena;
    struct barcode *found;
    size_t count;
};

/* zbar opens the tables of these when it meets a QR code, though it is to leave its bytes as they are. A
 * table that is in use is not opened again. */
void barcodes_warm(void)
{
    static const char *const names[] = {"UTF-8",      "CP437",      "SJIS",       "BIG-5",      "ISO8859-1",
                                        "ISO8859-2",  "ISO8859-3",  "ISO8859-4",  "ISO8859-5",  "ISO8859-6",
                                        "ISO8859-7",  "ISO8859-8",  "ISO8859-9",  "ISO8859-10", "ISO8859-11",
                                        "ISO8859-13", "ISO8859-14", "ISO8859-15", "ISO8859-16"};
    static iconv_t in_use[COUNT_OF(names)];

    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (!in_use[i])
            in_use[i] = iconv_open("UTF-8", names[i]);
}

static const char *kind_of(zbar_symbol_type_t type)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (kinds[i].type == type)
            return kinds[i].kind;
    return NULL;
}

static struct area area_of(const zbar_symbol_t *symbol, const struct cut *cut, struct plane cut_plane)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;

    for (unsigned i = 0; i < zbar_symbol_get_loc_size(symbol); i++) {
        double dx = (zbar_symbol_get_loc_x(symbol, i) - cut_plane.width / 2.0) / cut->scale;
        double dy = (zbar_symbol_get_loc_y(symbol, i) - cut_plane.height / 2.0) / cut->scale;
        double x = cut->x + dx * cos(cut->angle) - dy * sin(cut->angle);
        double y = cut->y + dx * sin(cut->angle) + dy * cos(cut->angle);

        left = fmin(left, x);
        right = fmax(right, x);
        top = fmin(top, y);
        bottom = fmax(bottom, y);
    }
    if (left > right)
        return (struct area){0};
    return (struct area){(int)left, (int)top, (int)(right - left) + 1, (int)(bottom - top) + 1};
}

/* A QR code seldom says which its characters are: UTF-8 if it can be that, else Latin-1. */
static struct str text_of(struct looking *l, const zbar_symbol_t *symbol)
{
    struct str bytes = str_n(zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol));
    struct str text = {arena_alloc(l->arena, bytes.len * 2 + 1), 0};
    char *to = (char *)(uintptr_t)text.data;

    if (utf8_valid(bytes))
        return str_copy(l->arena, bytes);
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.data[i];

        if (c >= 0x80)
            to[text.len++] = (char)(0xc0 | c >> 6);
        to[text.len++] = (char)(c < 0x80 ? c : 0x80 | (c & 0x3f));
    }
    return text;
}

static void add(struct looking *l, const zbar_symbol_t *symbol, const struct cut *cut, struct plane plane)
{
    const char *kind = kind_of(zbar_symbol_get_type(symbol));
    struct str value = text_of(l, symbol);
    int quality = zbar_symbol_get_quality(symbol);

    if (!kind || l->count == BARCODES_MAX || !value.len || memchr(value.data, 0, value.len))
        return;
    for (size_t i = 0; i < l->count; i++)
        if (l->found[i].kind == kind && str_eq(l->found[i].value, value))
            return;
    l->found[l->count++] = (struct barcode){
        .kind = kind,
        .value = value,
        .confidence =
            !strcmp(kind, "qr") || quality >= SURE_QUALITY ? 0.99 : 0.8 + 0.19 * quality / SURE_QUALITY,
        .area = area_of(symbol, cut, plane),
    };
}

/* `cut` says where the plane was cut from. */
static void read_plane(struct looking *l, struct plane plane, const struct cut *cut)
{
    zbar_image_t *image = zbar_image_create();

    zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
    zbar_image_set_size(image, (unsigned)plane.width, (unsigned)plane.height);
    zbar_image_set_data(image, plane.at, (unsigned long)plane.width * (unsigned long)plane.height, NULL);
    if (zbar_scan_image(l->scanner, image) > 0)
        for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s; s = zbar_symbol_next(s))
            add(l, s, cut, plane);
    zbar_image_destroy(image);
}

static void read_bars(struct looking *l, struct plane plane, const struct bars *bars, int factor)
{
    struct cut cut = {bars->x * factor,
                      bars->y * factor,
                      bars->width * factor * 1.25 + 40,
                      bars->height * factor * 0.9 + 8,
                      bars->angle,
                      1};
    struct plane part;

    cut.scale = fmin(3, CUT_SIDE / cut.width);
    part = plane_cut(plane, &cut, l->arena);
    plane_stretch(part);
    read_plane(l, part, &cut);
}

size_t barcodes_find(struct plane plane, struct arena *arena, struct barcode *ret_barcodes)
{
    struct looking l = {zbar_image_scanner_create(), arena, ret_barcodes, 0};
    int longer = plane.width > plane.height ? plane.width : plane.height;
    int factor = (longer + BARS_PLANE - 1) / BARS_PLANE;
    const struct cut whole = {plane.width / 2.0, plane.height / 2.0, plane.width, plane.height, 0, 1};
    struct bars bars[BARS_MAX];
    size_t count;

    zbar_image_scanner_set_config(l.scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        zbar_image_scanner_set_config(l.scanner, kinds[i].type, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config(l.scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    zbar_image_scanner_set_config(l.scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, longer > DENSE ? 2 : 1);
    zbar_image_scanner_set_config(l.scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, longer > DENSE ? 2 : 1);
    read_plane(&l, plane, &whole);
    count = l.count ? 0 : bars_find(plane_smaller(plane, factor, arena), arena, bars);
    for (size_t i = 0; i < count && !l.count; i++)
        read_bars(&l, plane, &bars[i], factor);
    zbar_image_scanner_destroy(l.scanner);
    return l.count;
}
