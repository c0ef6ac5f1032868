/* decode_jpeg: the owner of libjpeg, with encode_jpeg. A large photograph is decoded at a half, a quarter or
 * an eighth of its size, which its format allows without the rest.
 *
 * libjpeg tells of an error by longjmp: what happens between is in functions without anything to free. */
#include "picture/decode.h"

#include <setjmp.h>
#include <stdio.h>

#include <jerror.h>
#include <jpeglib.h>

#define SCANS_MAX 64 /* a file of a few bytes can ask for thousands, each over all pixels */

struct reading {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    char why[JMSG_LENGTH_MAX];
};

static struct reading *reading_of(j_common_ptr jpeg)
{
    return (struct reading *)jpeg->client_data;
}

static void give_up(j_common_ptr jpeg)
{
    struct reading *r = reading_of(jpeg);

    r->errors.format_message(jpeg, r->why);
    longjmp(r->failed, 1);
}

/* Small faults are lived with; a picture without its end is none. */
static void on_message(j_common_ptr jpeg, int level)
{
    if (level < 0 && jpeg->err->msg_code == JWRN_JPEG_EOF)
        give_up(jpeg);
}

static void on_progress(j_common_ptr jpeg)
{
    struct reading *r = reading_of(jpeg);

    if (r->jpeg.input_scan_number > SCANS_MAX) {
        snprintf(r->why, sizeof(r->why), "it has more than %d scans", SCANS_MAX);
        longjmp(r->failed, 1);
    }
}

static void begin(struct reading *r)
{
    r->jpeg.client_data = r;
    r->jpeg.err = jpeg_std_error(&r->errors);
    r->errors.error_exit = give_up;
    r->errors.emit_message = on_message;
    r->progress.progress_monitor = on_progress;
}

static int orientation_of(const struct jpeg_decompress_struct *jpeg)
{
    for (jpeg_saved_marker_ptr m = jpeg->marker_list; m; m = m->next) {
        int orientation = exif_orientation(str_n((const char *)m->data, m->data_length));

        if (orientation)
            return orientation;
    }
    return 0;
}

/* The smallest of libjpeg's scales that keeps PICTURE_SIDE_MAX, or nearly. */
static void choose_scale(struct jpeg_decompress_struct *jpeg)
{
    unsigned longer = jpeg->image_width > jpeg->image_height ? jpeg->image_width : jpeg->image_height;

    jpeg->scale_denom = 8;
    jpeg->scale_num = 8;
    while (jpeg->scale_num > 1 && longer * (jpeg->scale_num / 2) / 8 >= PICTURE_SIDE_MAX * 15 / 16)
        jpeg->scale_num /= 2;
}

/* CMYK, as printers have it (Adobe's, inverted), becomes RGB in place. */
static void cmyk_row(uint8_t *row, int width)
{
    for (; width > 0; width--, row += 4) {
        unsigned black = row[3];

        for (int i = 0; i < 3; i++)
            row[i] = (uint8_t)(row[i] * black / 255);
        row[3] = 255;
    }
}

static void read_rows(struct jpeg_decompress_struct *jpeg, struct decoded *out)
{
    uint8_t *row = decode_pixels(out, (int)jpeg->output_width, (int)jpeg->output_height);

    for (int y = 0; y < out->height; y++, row += (size_t)out->width * 4) {
        jpeg_read_scanlines(jpeg, &row, 1);
        if (jpeg->out_color_space == JCS_CMYK)
            cmyk_row(row, out->width);
    }
}

static bool read_picture(struct reading *r, struct str bytes, struct decoded *out, struct error *err)
{
    struct jpeg_decompress_struct *jpeg = &r->jpeg;
    bool is_cmyk;

    if (setjmp(r->failed))
        return decode_failed("JPEG", r->why, err);
    jpeg_create_decompress(jpeg);
    jpeg->progress = &r->progress;
    jpeg_mem_src(jpeg, (const unsigned char *)bytes.data, bytes.len);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(jpeg, TRUE);
    if (!decode_size(out, jpeg->image_width, jpeg->image_height, err))
        return false;
    out->orientation = orientation_of(jpeg);
    is_cmyk = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = is_cmyk ? JCS_CMYK : JCS_EXT_RGBA;
    jpeg->dct_method = JDCT_IFAST;
    choose_scale(jpeg);
    jpeg_start_decompress(jpeg);
    read_rows(jpeg, out);
    jpeg_finish_decompress(jpeg);
    return true;
}

static bool is_jpeg(struct str bytes)
{
    return str_starts(bytes, STR("\xff\xd8\xff"));
}

static bool decode_jpeg(struct str bytes, struct decoded *out, struct error *err)
{
    struct reading *r = mem_new(struct reading);
    bool is_good;

    begin(r);
    is_good = read_picture(r, bytes, out, err);
    jpeg_destroy_decompress(&r->jpeg);
    mem_free(r);
    return is_good;
}

const struct decoder decoder_jpeg = {"image/jpeg", is_jpeg, decode_jpeg};
