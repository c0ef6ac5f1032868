/* decode_png: libpng's only owner. It tells of an error by longjmp, as libjpeg does. */
#include "picture/decode.h"

#include <png.h>

#define CHUNK_BYTES_MAX (4 << 20) /* of a chunk that is not the picture: EXIF, texts */

struct reading {
    png_structp png;
    png_infop info;
    struct str rest; /* of the file */
    png_bytepp rows;
    char why[160];
};

static void give_up(png_structp png, png_const_charp why)
{
    struct reading *r = png_get_error_ptr(png);

    snprintf(r->why, sizeof(r->why), "%s", why);
    png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp what)
{
}

static void give_bytes(png_structp png, png_bytep to, size_t count)
{
    struct reading *r = png_get_io_ptr(png);

    if (r->rest.len < count)
        png_error(png, "it ends too early");
    memcpy(to, r->rest.data, count);
    r->rest = str_sub(r->rest, count, r->rest.len);
}

/* Whatever it is: eight bits each of red, green, blue and alpha. */
static void want_rgba(png_structp png)
{
    png_set_scale_16(png);
    png_set_expand(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
}

static bool read_picture(struct reading *r, struct decoded *out, struct error *err)
{
    if (setjmp(png_jmpbuf(r->png)))
        return decode_failed("PNG", r->why, err);
    png_set_read_fn(r->png, r, give_bytes);
    png_set_chunk_malloc_max(r->png, CHUNK_BYTES_MAX);
    png_set_user_limits(r->png, PICTURE_PIXELS_MAX, PICTURE_PIXELS_MAX);
    png_read_info(r->png, r->info);
    if (!decode_size(out, png_get_image_width(r->png, r->info), png_get_image_height(r->png, r->info), err))
        return false;
    want_rgba(r->png);
    png_set_interlace_handling(r->png);
    png_read_update_info(r->png, r->info);
    decode_pixels(out, out->full_width, out->full_height);
    r->rows = mem_array((size_t)out->height, sizeof(png_bytep));
    for (int y = 0; y < out->height; y++)
        r->rows[y] = out->rgba + (size_t)y * (size_t)out->width * 4;
    png_read_image(r->png, r->rows);
    png_read_end(r->png, r->info);
    return true;
}

static int orientation_of(const struct reading *r)
{
    png_uint_32 len;
    png_bytep exif;

    if (!png_get_eXIf_1(r->png, r->info, &len, &exif))
        return 0;
    return exif_orientation(str_n((const char *)exif, len));
}

static bool is_png(struct str bytes)
{
    return str_starts(bytes, STR("\x89PNG\r\n\x1a\n"));
}

static bool decode_png(struct str bytes, struct decoded *out, struct error *err)
{
    struct reading r = {.rest = bytes};
    bool is_good;

    r.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &r, give_up, ignore);
    r.info = r.png ? png_create_info_struct(r.png) : NULL;
    is_good = r.info ? read_picture(&r, out, err) : decode_failed("PNG", "no memory for it", err);
    if (is_good)
        out->orientation = orientation_of(&r);
    png_destroy_read_struct(&r.png, &r.info, NULL);
    mem_free(r.rows);
    return is_good;
}

const struct decoder decoder_png = {"image/png", is_png, decode_png};
