/* encode_jpeg: nothing goes into the file but pixels.
 *
 * libjpeg tells of an error by longjmp: what happens between is in a function without anything to free. */
#include "picture/encode.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#define QUALITY 80

struct writing {
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jmp_buf failed;
    unsigned char *file; /* libjpeg's, by malloc */
    unsigned long size;
};

static void give_up(j_common_ptr jpeg)
{
    struct writing *w = jpeg->client_data;

    longjmp(w->failed, 1);
}

static void say_nothing(j_common_ptr jpeg, int level)
{
}

static void begin(struct writing *w)
{
    w->jpeg.client_data = w;
    w->jpeg.err = jpeg_std_error(&w->errors);
    w->errors.error_exit = give_up;
    w->errors.emit_message = say_nothing;
}

static void on_white(const uint8_t *from, uint8_t *to, int width)
{
    for (; width > 0; width--, from += 4, to += 3)
        for (int i = 0; i < 3; i++)
            to[i] = (uint8_t)((from[i] * from[3] + 255 * (255 - from[3])) / 255);
}

static bool write_picture(struct writing *w, const struct picture *picture, uint8_t *row)
{
    struct jpeg_compress_struct *jpeg = &w->jpeg;

    if (setjmp(w->failed))
        return false;
    jpeg_create_compress(jpeg);
    jpeg_mem_dest(jpeg, &w->file, &w->size);
    jpeg->image_width = (JDIMENSION)picture->width;
    jpeg->image_height = (JDIMENSION)picture->height;
    jpeg->input_components = 3;
    jpeg->in_color_space = JCS_RGB;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, QUALITY, TRUE);
    jpeg_start_compress(jpeg, TRUE);
    for (int y = 0; y < picture->height; y++) {
        on_white(picture_at(picture, 0, y), row, picture->width);
        jpeg_write_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_compress(jpeg);
    return true;
}

bool encode_jpeg(const struct picture *picture, struct arena *arena, struct str *ret_bytes, struct error *err)
{
    struct writing *w = mem_new(struct writing);
    uint8_t *row = arena_array(arena, (size_t)picture->width, 3);
    bool is_good;

    begin(w);
    is_good = write_picture(w, picture, row);
    if (is_good)
        *ret_bytes = str_copy(arena, str_n((const char *)w->file, w->size));
    jpeg_destroy_compress(&w->jpeg);
    free(w->file);
    mem_free(w);
    return is_good || error_set(err, ERROR_RETRY, "picture", "there is no memory to write a JPEG in");
}
