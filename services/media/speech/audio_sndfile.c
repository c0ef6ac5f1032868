/* audio_sndfile: libsndfile, for WAV, FLAC, Ogg and MP3, reading from memory. */
#include "audio.h"

#include <sndfile.h>

#define FRAMES_AT_ONCE 4096

struct reading {
    struct str bytes;
    sf_count_t at;
};

static sf_count_t length(void *owner)
{
    return (sf_count_t)((struct reading *)owner)->bytes.len;
}

static sf_count_t seek(sf_count_t offset, int whence, void *owner)
{
    struct reading *reading = owner;
    sf_count_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? reading->at : length(owner);

    if (offset < -base || offset > length(owner) - base)
        return -1;
    return reading->at = base + offset;
}

static sf_count_t read_some(void *to, sf_count_t count, void *owner)
{
    struct reading *reading = owner;
    sf_count_t left = length(owner) - reading->at;

    if (count < 0)
        return 0;
    if (count > left)
        count = left;
    memcpy(to, reading->bytes.data + reading->at, (size_t)count);
    reading->at += count;
    return count;
}

static sf_count_t refuse_write(const void *from, sf_count_t count, void *owner)
{
    (void)from, (void)count, (void)owner;
    return 0;
}

static sf_count_t tell(void *owner)
{
    return ((struct reading *)owner)->at;
}

static bool read_all(SNDFILE *file, struct sound *sound, struct error *err)
{
    float block[FRAMES_AT_ONCE * SOUND_CHANNELS_MAX] = {0};
    sf_count_t frames;

    while ((frames = sf_readf_float(file, block, FRAMES_AT_ONCE)) > 0)
        if (!sound_add(sound, block, (size_t)frames, err))
            return false;
    return sound->count || error_set(err, ERROR_SKIP, "audio", "there is no sound in it");
}

bool audio_sndfile(struct str bytes, struct arena *arena, struct sound *ret_sound, struct error *err)
{
    struct reading reading = {.bytes = bytes};
    SF_VIRTUAL_IO io = {.get_filelen = length,
                        .seek = seek,
                        .read = read_some,
                        .write = refuse_write,
                        .tell = tell};
    SF_INFO info = {0};
    SNDFILE *file = sf_open_virtual(&io, SFM_READ, &info, &reading);
    bool is_read;

    if (!file)
        return error_set(err, ERROR_SKIP, "audio", "it cannot be read: %.120s", sf_strerror(NULL));
    /* A length that is not known yet, or made up, is told as a huge one; what is there is counted as it is
     * read. */
    is_read = sound_begin(ret_sound, info.samplerate, info.channels,
                          info.frames < 0 || info.frames == SF_COUNT_MAX ? 0 : info.frames, arena, err) &&
              read_all(file, ret_sound, err);
    sf_close(file);
    return is_read;
}
