/* audio_aac: libfaad, for AAC in MP4 and AAC by itself (ADTS).
 *
 * It is under the GPL, which this program is not: so it is not linked with it, but uses it where somebody has
 * installed it. */
#include "audio.h"

#include <dlfcn.h>
#include <neaacdec.h>

#include "mp4.h"

#define ADTS_HEAD 7
#define LIBRARY   "libfaad.so.2"

static struct faad {
    typeof(&NeAACDecOpen) open;
    typeof(&NeAACDecGetCurrentConfiguration) configuration;
    typeof(&NeAACDecSetConfiguration) configure;
    typeof(&NeAACDecInit) init;
    typeof(&NeAACDecInit2) init_mp4;
    typeof(&NeAACDecDecode) decode;
    typeof(&NeAACDecGetErrorMessage) message;
    typeof(&NeAACDecClose) close;
} faad;

bool audio_aac_open(void)
{
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    const struct {
        const char *name;
        void *place;
    } functions[] = {
        {"NeAACDecOpen", &faad.open},
        {"NeAACDecGetCurrentConfiguration", &faad.configuration},
        {"NeAACDecSetConfiguration", &faad.configure},
        {"NeAACDecInit", &faad.init},
        {"NeAACDecInit2", &faad.init_mp4},
        {"NeAACDecDecode", &faad.decode},
        {"NeAACDecGetErrorMessage", &faad.message},
        {"NeAACDecClose", &faad.close},
    };

    for (size_t i = 0; library && i < COUNT_OF(functions); i++) {
        void *function = dlsym(library, functions[i].name);

        if (!function) {
            faad.open = NULL;
            return false;
        }
        memcpy(functions[i].place, &function, sizeof(function));
    }
    return library;
}

/* A frame at a time; *ret_frame is STR_NONE at the end. */
struct frames {
    bool (*next)(struct frames *frames, struct str *ret_frame, struct error *err);
    struct mp4 file;
    struct str rest;
};

static bool next_of_mp4(struct frames *frames, struct str *ret_frame, struct error *err)
{
    return mp4_next(&frames->file, ret_frame, err);
}

static bool next_of_adts(struct frames *frames, struct str *ret_frame, struct error *err)
{
    const unsigned char *head = (const unsigned char *)frames->rest.data;
    size_t len;

    *ret_frame = STR_NONE;
    if (!frames->rest.len)
        return true;
    if (frames->rest.len < ADTS_HEAD || head[0] != 0xff || (head[1] & 0xf6) != 0xf0)
        return error_set(err, ERROR_SKIP, "audio", "its AAC has no head");
    len = (size_t)(head[3] & 3) << 11 | (size_t)head[4] << 3 | head[5] >> 5;
    if (len < ADTS_HEAD || len > frames->rest.len)
        return error_set(err, ERROR_SKIP, "audio", "its AAC is cut off");
    *ret_frame = str_sub(frames->rest, 0, len);
    frames->rest = str_sub(frames->rest, len, frames->rest.len);
    return true;
}

static bool decode_frames(struct frames *frames, NeAACDecHandle decoder, struct sound *sound,
                          struct arena *arena, struct error *err)
{
    struct str frame;

    while (frames->next(frames, &frame, err)) {
        NeAACDecFrameInfo info = {0};
        const float *samples;

        if (!frame.data)
            return sound->count || error_set(err, ERROR_SKIP, "audio", "there is no sound in it");
        samples =
            faad.decode(decoder, &info, (unsigned char *)(uintptr_t)frame.data, (unsigned long)frame.len);
        if (info.error)
            return error_set(err, ERROR_SKIP, "audio", "its AAC cannot be read: %s",
                             faad.message(info.error));
        if (!samples || !info.channels || !info.samples)
            continue; /* the first one only fills the decoder */
        if (!sound->rate && !sound_begin(sound, (int)info.samplerate, info.channels, 0, arena, err))
            return false;
        if (info.channels != sound->channels || (int)info.samplerate != sound->rate)
            return error_set(err, ERROR_SKIP, "audio", "its AAC changes its form on the way");
        if (!sound_add(sound, samples, info.samples / info.channels, err))
            return false;
    }
    return false;
}

static bool start(NeAACDecHandle decoder, const struct frames *frames)
{
    NeAACDecConfigurationPtr config = faad.configuration(decoder);
    struct str config_bytes = frames->file.config, begin = frames->rest;
    unsigned long rate;
    unsigned char channels;

    config->outputFormat = FAAD_FMT_FLOAT;
    faad.configure(decoder, config);
    if (begin.data)
        return faad.init(decoder, (unsigned char *)(uintptr_t)begin.data, (unsigned long)begin.len, &rate,
                         &channels) >= 0;
    return faad.init_mp4(decoder, (unsigned char *)(uintptr_t)config_bytes.data,
                         (unsigned long)config_bytes.len, &rate, &channels) >= 0;
}

bool audio_aac(struct str bytes, struct arena *arena, struct sound *ret_sound, struct error *err)
{
    struct frames frames = {.next = next_of_adts, .rest = bytes};
    NeAACDecHandle decoder;
    bool is_read;

    *ret_sound = (struct sound){0};
    if (!faad.open)
        return error_set(err, ERROR_SKIP, "audio", "AAC is not read here: libfaad2 is not installed");
    if (str_eq(str_sub(bytes, 4, 8), STR("ftyp"))) {
        frames = (struct frames){.next = next_of_mp4};
        if (!mp4_open(bytes, &frames.file, err))
            return false;
    }
    decoder = faad.open();
    if (!decoder)
        return error_set(err, ERROR_RETRY, "audio", "there is no memory for a decoder");
    is_read = start(decoder, &frames)
                  ? decode_frames(&frames, decoder, ret_sound, arena, err)
                  : error_set(err, ERROR_SKIP, "audio", "its AAC is of a kind that is not understood");
    faad.close(decoder);
    return is_read;
}
