/* wave: the head is 44 bytes, little-endian; the samples follow. */
#include "wave.h"

#include <endian.h>
#include <math.h>

#define FORMAT_BYTES 16
#define FORMAT_PCM   1
#define SAMPLE_BYTES 2

static void add_16(struct buf *out, uint16_t value)
{
    uint16_t little = htole16(value);

    buf_add(out, &little, sizeof(little));
}

static void add_32(struct buf *out, uint32_t value)
{
    uint32_t little = htole32(value);

    buf_add(out, &little, sizeof(little));
}

void wave_add_head(struct buf *out, int rate, size_t count)
{
    uint32_t bytes = (uint32_t)(count * SAMPLE_BYTES);

    buf_str(out, STR("RIFF"));
    add_32(out, WAVE_HEAD_BYTES - 8 + bytes);
    buf_str(out, STR("WAVEfmt "));
    add_32(out, FORMAT_BYTES);
    add_16(out, FORMAT_PCM);
    add_16(out, 1);
    add_32(out, (uint32_t)rate);
    add_32(out, (uint32_t)rate * SAMPLE_BYTES);
    add_16(out, SAMPLE_BYTES);
    add_16(out, 8 * SAMPLE_BYTES);
    buf_str(out, STR("data"));
    add_32(out, bytes);
}

bool wave_write(const struct sound *sound, int rate, struct arena *arena, struct str *ret_wave,
                struct error *err)
{
    struct sound even = {0};
    struct buf out = {0};

    if (!sound_at_rate(sound, rate, arena, &even, err))
        return false;
    wave_add_head(&out, rate, even.count);
    for (size_t i = 0; i < even.count; i++)
        add_16(&out, (uint16_t)(int16_t)lrint(fmax(-1, fmin(1, (double)even.samples[i])) * INT16_MAX));
    *ret_wave = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return true;
}
