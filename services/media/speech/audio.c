/* audio: which decoder a file is for, by how it begins. */
#include "audio.h"

static const struct format {
    const char *name;
    size_t at; /* where its mark stands */
    struct str mark;
    audio_decode_fn *decode;
} formats[] = {
    {"wav", 0, {"RIFF", 4}, audio_sndfile},     {"flac", 0, {"fLaC", 4}, audio_sndfile},
    {"ogg", 0, {"OggS", 4}, audio_sndfile},     {"webm", 0, {"\x1a\x45\xdf\xa3", 4}, audio_webm},
    {"m4a", 4, {"ftyp", 4}, audio_aac},         {"aac", 0, {"\xff\xf1", 2}, audio_aac},
    {"aac", 0, {"\xff\xf9", 2}, audio_aac},     {"mp3", 0, {"ID3", 3}, audio_sndfile},
    {"mp3", 0, {"\xff\xfb", 2}, audio_sndfile}, {"mp3", 0, {"\xff\xfa", 2}, audio_sndfile},
    {"mp3", 0, {"\xff\xf3", 2}, audio_sndfile}, {"mp3", 0, {"\xff\xf2", 2}, audio_sndfile},
    {"mp3", 0, {"\xff\xe3", 2}, audio_sndfile},
};

bool audio_decode(struct str bytes, struct arena *arena, struct sound *ret_sound, const char **ret_format,
                  struct error *err)
{
    if (!bytes.len)
        return error_set(err, ERROR_SKIP, "audio", "it is empty");
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        const struct format *format = &formats[i];

        if (str_eq(str_sub(bytes, format->at, format->at + format->mark.len), format->mark)) {
            *ret_format = format->name;
            return format->decode(bytes, arena, ret_sound, err);
        }
    }
    return error_set(err, ERROR_SKIP, "audio", "it is none of WAV, FLAC, Ogg, WebM, MP3, M4A and AAC");
}
