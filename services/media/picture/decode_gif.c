/* decode_gif: giflib's only owner. The first frame, on a canvas of its screen; what it does not cover is
 * transparent. */
#include "picture/decode.h"

#include <gif_lib.h>

struct frame {
    GifFileType *gif;
    int transparent; /* the colour's number; NO_TRANSPARENT_COLOR: none */
    uint8_t *line;
};

static int give_bytes(GifFileType *gif, GifByteType *to, int count)
{
    struct str *rest = gif->UserData;
    size_t some = rest->len < (size_t)count ? rest->len : (size_t)count;

    memcpy(to, rest->data, some);
    *rest = str_sub(*rest, some, rest->len);
    return (int)some;
}

static bool read_extension(struct frame *f)
{
    GifByteType *data;
    GraphicsControlBlock control;
    int code;

    if (DGifGetExtension(f->gif, &code, &data) == GIF_ERROR)
        return false;
    while (data) {
        if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(data[0], data + 1, &control) == GIF_OK)
            f->transparent = control.TransparentColor;
        if (DGifGetExtensionNext(f->gif, &data) == GIF_ERROR)
            return false;
    }
    return true;
}

/* Reads on until a frame begins. */
static bool find_frame(struct frame *f)
{
    GifRecordType record;

    while (DGifGetRecordType(f->gif, &record) == GIF_OK)
        if (record == IMAGE_DESC_RECORD_TYPE)
            return DGifGetImageDesc(f->gif) == GIF_OK;
        else if (record != EXTENSION_RECORD_TYPE || !read_extension(f))
            return false;
    return false;
}

static void paint_line(const struct frame *f, struct decoded *out, int y)
{
    const GifImageDesc *image = &f->gif->Image;
    const ColorMapObject *colours = image->ColorMap ? image->ColorMap : f->gif->SColorMap;

    for (int x = 0; y < out->height && x < image->Width && image->Left + x < out->width; x++) {
        uint8_t *to = out->rgba + ((size_t)y * (size_t)out->width + (size_t)(image->Left + x)) * 4;
        int number = f->line[x];

        if (number == f->transparent || number >= colours->ColorCount)
            continue;
        to[0] = colours->Colors[number].Red;
        to[1] = colours->Colors[number].Green;
        to[2] = colours->Colors[number].Blue;
        to[3] = 255;
    }
}

static bool read_lines(struct frame *f, struct decoded *out)
{
    static const struct {
        int first, step;
    } woven[] = {{0, 8}, {4, 8}, {2, 4}, {1, 2}}, plain[] = {{0, 1}};
    const GifImageDesc *image = &f->gif->Image;
    size_t passes = image->Interlace ? COUNT_OF(woven) : COUNT_OF(plain);

    f->line = mem_alloc((size_t)image->Width);
    for (size_t pass = 0; pass < passes; pass++) {
        int first = image->Interlace ? woven[pass].first : plain[pass].first;
        int step = image->Interlace ? woven[pass].step : plain[pass].step;

        for (int y = first; y < image->Height; y += step) {
            if (DGifGetLine(f->gif, f->line, image->Width) == GIF_ERROR)
                return false;
            paint_line(f, out, image->Top + y);
        }
    }
    return true;
}

static bool read_picture(struct frame *f, struct decoded *out, struct error *err)
{
    GifFileType *gif = f->gif;
    struct decoded frame;

    if (!find_frame(f))
        return decode_failed("GIF", "it has no picture, or ends too early", err);
    if (!decode_size(&frame, gif->Image.Width, gif->Image.Height, err) ||
        !decode_size(out, gif->SWidth ? gif->SWidth : gif->Image.Width,
                     gif->SHeight ? gif->SHeight : gif->Image.Height, err))
        return false;
    if (!gif->Image.ColorMap && !gif->SColorMap)
        return decode_failed("GIF", "it has no colours", err);
    decode_pixels(out, out->full_width, out->full_height);
    return read_lines(f, out) || decode_failed("GIF", "it is broken or ends too early", err);
}

static bool is_gif(struct str bytes)
{
    return str_starts(bytes, STR("GIF87a")) || str_starts(bytes, STR("GIF89a"));
}

static bool decode_gif(struct str bytes, struct decoded *out, struct error *err)
{
    struct frame f = {.transparent = NO_TRANSPARENT_COLOR};
    bool is_good;

    f.gif = DGifOpen(&bytes, give_bytes, NULL);
    if (!f.gif)
        return decode_failed("GIF", "its head is broken", err);
    is_good = read_picture(&f, out, err);
    mem_free(f.line);
    DGifCloseFile(f.gif, NULL);
    return is_good;
}

const struct decoder decoder_gif = {"image/gif", is_gif, decode_gif};
