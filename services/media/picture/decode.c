/* decode: from a file's bytes to a picture that is upright and not too large. */
#include "picture/decode.h"

static const struct decoder *const decoders[] = {&decoder_jpeg, &decoder_png, &decoder_webp, &decoder_heic,
                                                 &decoder_gif};

bool decode_failed(const char *kind, const char *why, struct error *err)
{
    return error_set(err, ERROR_SKIP, "picture", "this %s cannot be read: %s", kind, why);
}

bool decode_size(struct decoded *out, int64_t width, int64_t height, struct error *err)
{
    if (width < 1 || height < 1)
        return error_set(err, ERROR_SKIP, "picture", "this picture has no pixels");
    if (width > PICTURE_PIXELS_MAX || height > PICTURE_PIXELS_MAX || width * height > PICTURE_PIXELS_MAX)
        return error_set(err, ERROR_SKIP, "picture",
                         "this picture has %lld x %lld pixels; %d million are allowed", (long long)width,
                         (long long)height, PICTURE_PIXELS_MAX / 1000000);
    out->full_width = (int)width;
    out->full_height = (int)height;
    return true;
}

uint8_t *decode_pixels(struct decoded *out, int width, int height)
{
    out->width = width;
    out->height = height;
    out->rgba = mem_array((size_t)width * (size_t)height, 4);
    return out->rgba;
}

static int ceil_div(int a, int b)
{
    return (a + b - 1) / b;
}

/* The mean of the pixels from (x, y) on, `factor` each way; fewer at the edges. */
static void mean_pixel(const struct decoded *from, int x, int y, int factor, uint8_t *to)
{
    unsigned sum[4] = {0}, count = 0;
    int right = x + factor < from->width ? x + factor : from->width;
    int bottom = y + factor < from->height ? y + factor : from->height;

    for (int row = y; row < bottom; row++) {
        const uint8_t *at = from->rgba + ((size_t)row * (size_t)from->width + (size_t)x) * 4;

        for (int column = x; column < right; column++, at += 4, count++)
            for (int i = 0; i < 4; i++)
                sum[i] += at[i];
    }
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(sum[i] / (count ? count : 1));
}

/* Where the pixel (x, y) of what was stored in width x height is shown. EXIF's orientations from 5 on swap
 * the axes. */
static size_t shown_at(int orientation, int x, int y, int width, int height)
{
    int right = width - 1 - x, bottom = height - 1 - y;

    switch (orientation) {
    case 2:
        return (size_t)y * (size_t)width + (size_t)right;
    case 3:
        return (size_t)bottom * (size_t)width + (size_t)right;
    case 4:
        return (size_t)bottom * (size_t)width + (size_t)x;
    case 5:
        return (size_t)x * (size_t)height + (size_t)y;
    case 6:
        return (size_t)x * (size_t)height + (size_t)bottom;
    case 7:
        return (size_t)right * (size_t)height + (size_t)bottom;
    case 8:
        return (size_t)right * (size_t)height + (size_t)y;
    default:
        return (size_t)y * (size_t)width + (size_t)x;
    }
}

/* Nothing is to be done: the pixels are the picture's now. */
static void take_over(struct decoded *from, struct arena *arena, struct picture *to)
{
    to->rgba = from->rgba;
    from->rgba = NULL;
    arena_on_free(arena, mem_free, to->rgba);
}

static void make_upright(struct decoded *from, struct arena *arena, struct picture *to)
{
    int longer = from->width > from->height ? from->width : from->height;
    int factor = ceil_div(longer, PICTURE_SIDE_MAX);
    int width = ceil_div(from->width, factor), height = ceil_div(from->height, factor);
    bool swapped = from->orientation >= 5;

    to->width = swapped ? height : width;
    to->height = swapped ? width : height;
    to->full_width = swapped ? from->full_height : from->full_width;
    to->full_height = swapped ? from->full_width : from->full_height;
    if (factor == 1 && from->orientation < 2) {
        take_over(from, arena, to);
        return;
    }
    to->rgba = mem_array((size_t)width * (size_t)height, 4);
    arena_on_free(arena, mem_free, to->rgba);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            mean_pixel(from, x * factor, y * factor, factor,
                       to->rgba + shown_at(from->orientation, x, y, width, height) * 4);
}

void picture_overview(const struct picture *picture, int side, struct arena *arena,
                      struct picture *ret_overview)
{
    struct decoded from = {.width = picture->width, .height = picture->height, .rgba = picture->rgba};
    int factor = ceil_div(picture->width > picture->height ? picture->width : picture->height, side);

    *ret_overview = *picture;
    if (factor == 1)
        return;
    ret_overview->width = ceil_div(picture->width, factor);
    ret_overview->height = ceil_div(picture->height, factor);
    ret_overview->rgba = mem_array((size_t)ret_overview->width * (size_t)ret_overview->height, 4);
    arena_on_free(arena, mem_free, ret_overview->rgba);
    for (int y = 0; y < ret_overview->height; y++)
        for (int x = 0; x < ret_overview->width; x++)
            mean_pixel(&from, x * factor, y * factor, factor,
                       ret_overview->rgba + ((size_t)y * (size_t)ret_overview->width + (size_t)x) * 4);
}

bool picture_read(struct str bytes, struct arena *arena, struct picture *ret_picture, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(decoders); i++) {
        struct decoded decoded = {0};
        bool is_good;

        if (!decoders[i]->is(bytes))
            continue;
        is_good = decoders[i]->decode(bytes, &decoded, err);
        if (is_good) {
            *ret_picture = (struct picture){.media_type = decoders[i]->media_type};
            make_upright(&decoded, arena, ret_picture);
        }
        mem_free(decoded.rgba);
        return is_good;
    }
    return error_set(err, ERROR_SKIP, "picture", "this is no JPEG, PNG, WebP, HEIC or GIF picture");
}
