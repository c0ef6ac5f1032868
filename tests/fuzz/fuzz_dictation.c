// uses: steward-media_parts
/* Any bytes as sound that comes in pieces, the length of each before it: each is made as loud as speech, by
 * what was loudest so far, which never becomes less nor more than there is. */
#include <stdlib.h>

#include "base/mem.h"
#include "speech/sound_stream.h"

#define FULL (32768.0 / INT16_MAX)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void hear(struct sound_stream *stream, struct str piece)
{
    size_t count = piece.len / sizeof(int16_t);
    int16_t *samples = mem_alloc(piece.len + 1);
    double before = stream->loudest;

    sound_stream_add(stream, str_sub(piece, 0, count * sizeof(int16_t)), samples);
    must(stream->loudest >= before && stream->loudest <= FULL);
    mem_free(samples);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = str_n((const char *)data, size);
    struct sound_stream stream = {0};

    while (rest.len) {
        size_t length = (size_t)(unsigned char)rest.data[0] * 16;

        rest = str_sub(rest, 1, rest.len);
        hear(&stream, str_sub(rest, 0, length));
        rest = str_sub(rest, length, rest.len);
    }
    return 0;
}
