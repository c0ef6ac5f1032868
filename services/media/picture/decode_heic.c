/* decode_heic: libheif's only owner. It turns the picture by itself, so what EXIF says of that does not
 * count.
 *
 * The one difficulty: libde265, behind libheif, is told by it to start a thread for each picture, which a
 * worker may not. de265_start_worker_threads of this file takes the place of the library's, and starts none:
 * libde265 then decodes in the thread that asks. */
#include "picture/decode.h"

#include <libheif/heif.h>

int de265_start_worker_threads(void *decoder, int threads);
int de265_start_worker_threads(void *decoder, int threads)
{
    return 0; /* DE265_OK */
}

bool picture_warm(struct error *err)
{
    struct heif_error why = heif_init(NULL);

    return why.code == heif_error_Ok || error_set(err, ERROR_FATAL, "picture", "libheif: %s", why.message);
}

static bool failed(struct heif_error why, struct error *err)
{
    return decode_failed("HEIC", why.message, err);
}

static bool is_heic(struct str bytes)
{
    static const char *const brands[] = {"heic", "heix", "heim", "heis", "mif1"};

    if (!str_is(str_sub(bytes, 4, 8), "ftyp"))
        return false;
    for (size_t i = 0; i < COUNT_OF(brands); i++)
        if (str_is(str_sub(bytes, 8, 12), brands[i]))
            return true;
    return false;
}

static bool copy_pixels(const struct heif_image *image, struct decoded *out, struct error *err)
{
    int width = heif_image_get_primary_width(image), height = heif_image_get_primary_height(image), stride;
    const uint8_t *from = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);

    if (!from || !decode_size(out, width, height, err))
        return from ? false : decode_failed("HEIC", "it has no pixels", err);
    decode_pixels(out, width, height);
    for (int y = 0; y < height; y++)
        memcpy(out->rgba + (size_t)y * (size_t)width * 4, from + (size_t)y * (size_t)stride,
               (size_t)width * 4);
    return true;
}

static bool read_image(struct heif_image_handle *handle, struct decoded *out, struct error *err)
{
    struct heif_image *image = NULL;
    struct heif_error why;
    bool is_good;

    if (!decode_size(out, heif_image_handle_get_width(handle), heif_image_handle_get_height(handle), err))
        return false;
    why = heif_decode_image(handle, &image, heif_colorspace_RGB, heif_chroma_interleaved_RGBA, NULL);
    is_good = why.code == heif_error_Ok ? copy_pixels(image, out, err) : failed(why, err);
    heif_image_release(image);
    return is_good;
}

static bool decode_heic(struct str bytes, struct decoded *out, struct error *err)
{
    struct heif_context *context = heif_context_alloc();
    struct heif_image_handle *handle = NULL;
    struct heif_error why;
    bool is_good;

    heif_context_set_maximum_image_size_limit(context, 16384);
    heif_context_set_max_decoding_threads(context, 0);
    why = heif_context_read_from_memory_without_copy(context, bytes.data, bytes.len, NULL);
    if (why.code == heif_error_Ok)
        why = heif_context_get_primary_image_handle(context, &handle);
    is_good = why.code == heif_error_Ok ? read_image(handle, out, err) : failed(why, err);
    heif_image_handle_release(handle);
    heif_context_free(context);
    return is_good;
}

const struct decoder decoder_heic = {"image/heic", is_heic, decode_heic};
