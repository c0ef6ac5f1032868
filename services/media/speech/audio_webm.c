/* audio_webm: libopus, for the packets of WebM. */
#include "audio.h"

#include <opus.h>

#include "matroska.h"

#define OPUS_RATE     48000
#define PACKET_FRAMES 5760 /* 120 ms, the longest there is */
#define HEAD_BYTES    19
#define ONE_OR_TWO    0 /* the channel mapping that needs no table */

static int unsigned_at(struct str head, size_t at)
{
    return (unsigned char)head.data[at];
}

static bool decode_packets(struct matroska *file, OpusDecoder *decoder, int channels, struct sound *sound,
                           struct error *err)
{
    float block[PACKET_FRAMES * 2] = {0};
    int to_skip = unsigned_at(file->codec_head, 10) | unsigned_at(file->codec_head, 11) << 8;
    struct str packet;

    for (;;) {
        int frames, skipped;

        if (!matroska_next(file, &packet, err))
            return false;
        if (!packet.data)
            return sound->count || error_set(err, ERROR_SKIP, "audio", "there is no sound in it");
        if (packet.len > INT32_MAX)
            return error_set(err, ERROR_SKIP, "audio", "a packet of it is too long");
        frames = opus_decode_float(decoder, (const unsigned char *)packet.data, (opus_int32)packet.len, block,
                                   PACKET_FRAMES, 0);
        if (frames < 0)
            return error_set(err, ERROR_SKIP, "audio", "its Opus cannot be read: %s", opus_strerror(frames));
        skipped = to_skip < frames ? to_skip : frames;
        to_skip -= skipped;
        if (!sound_add(sound, block + skipped * channels, (size_t)(frames - skipped), err))
            return false;
    }
}

bool audio_webm(struct str bytes, struct arena *arena, struct sound *ret_sound, struct error *err)
{
    struct matroska file;
    OpusDecoder *decoder;
    int channels, failed;
    bool is_read;

    if (!matroska_open(bytes, &file, err))
        return false;
    if (file.codec_head.len < HEAD_BYTES || !str_starts(file.codec_head, STR("OpusHead")) ||
        unsigned_at(file.codec_head, 18) != ONE_OR_TWO)
        return error_set(err, ERROR_SKIP, "audio", "its Opus has no head that is known");
    channels = unsigned_at(file.codec_head, 9);
    if (channels < 1 || channels > 2)
        return error_set(err, ERROR_SKIP, "audio", "its Opus has %d channels", channels);
    decoder = opus_decoder_create(OPUS_RATE, channels, &failed);
    if (!decoder)
        return error_set(err, ERROR_RETRY, "audio", "there is no decoder: %s", opus_strerror(failed));
    is_read = sound_begin(ret_sound, OPUS_RATE, channels, 0, arena, err) &&
              decode_packets(&file, decoder, channels, ret_sound, err);
    opus_decoder_destroy(decoder);
    return is_read;
}
