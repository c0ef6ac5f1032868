/* decode_webp: libwebp's only owner. Of an animation, the first frame. */
#include "picture/decode.h"

#include <webp/decode.h>
#include <webp/demux.h>

static bool is_webp(struct str bytes)
{
    return bytes.len >= 16 && str_starts(bytes, STR("RIFF")) &&
           str_starts(str_sub(bytes, 8, 12), STR("WEBP"));
}

static int orientation_of(WebPDemuxer *demuxer)
{
    WebPChunkIterator chunk;
    int orientation = 0;

    if (WebPDemuxGetChunk(demuxer, "EXIF", 1, &chunk))
        orientation = exif_orientation(str_n((const char *)chunk.chunk.bytes, chunk.chunk.size));
    WebPDemuxReleaseChunkIterator(&chunk);
    return orientation;
}

/* libwebp makes it smaller while it reads. */
static bool read_frame(const WebPData *frame, struct decoded *out, struct error *err)
{
    WebPDecoderConfig config;
    int longer, width, height;

    if (!WebPInitDecoderConfig(&config) ||
        WebPGetFeatures(frame->bytes, frame->size, &config.input) != VP8_STATUS_OK)
        return decode_failed("WebP", "its head is broken", err);
    if (!decode_size(out, config.input.width, config.input.height, err))
        return false;
    longer = out->full_width > out->full_height ? out->full_width : out->full_height;
    width = out->full_width;
    height = out->full_height;
    if (longer > PICTURE_SIDE_MAX) {
        width = (int)((int64_t)width * PICTURE_SIDE_MAX / longer);
        height = (int)((int64_t)height * PICTURE_SIDE_MAX / longer);
        config.options.use_scaling = 1;
        config.options.scaled_width = width = width ? width : 1;
        config.options.scaled_height = height = height ? height : 1;
    }
    config.output.colorspace = MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = decode_pixels(out, width, height);
    config.output.u.RGBA.stride = width * 4;
    config.output.u.RGBA.size = (size_t)width * (size_t)height * 4;
    if (WebPDecode(frame->bytes, frame->size, &config) != VP8_STATUS_OK)
        return decode_failed("WebP", "it is broken or ends too early", err);
    return true;
}

static bool decode_webp(struct str bytes, struct decoded *out, struct error *err)
{
    const WebPData data = {(const uint8_t *)bytes.data, bytes.len};
    WebPDemuxer *demuxer = WebPDemux(&data);
    WebPIterator frame;
    bool is_good;

    if (!demuxer)
        return decode_failed("WebP", "it is broken or ends too early", err);
    is_good = WebPDemuxGetFrame(demuxer, 1, &frame) ? read_frame(&frame.fragment, out, err)
                                                    : decode_failed("WebP", "it has no picture", err);
    out->orientation = orientation_of(demuxer);
    WebPDemuxReleaseIterator(&frame);
    WebPDemuxDelete(demuxer);
    return is_good;
}

const struct decoder decoder_webp = {"image/webp", is_webp, decode_webp};
