// uses: steward-media_parts
/* The readers of WebM and MP4: whatever the bytes, they end, and each packet is within them. */
#include <stdlib.h>

#include "speech/matroska.h"
#include "speech/mp4.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_in(struct str part, struct str bytes)
{
    must(part.data >= bytes.data && part.len <= bytes.len &&
         part.data - bytes.data <= (ptrdiff_t)(bytes.len - part.len));
}

static void read_webm(struct str bytes)
{
    struct matroska file;
    struct str packet;
    struct error err;

    if (!matroska_open(bytes, &file, &err))
        return;
    for (size_t packets = 0; matroska_next(&file, &packet, &err) && packet.data; packets++) {
        must_be_in(packet, bytes);
        must(packets < bytes.len);
    }
}

static void read_mp4(struct str bytes)
{
    struct mp4 file;
    struct str frame;
    struct error err;

    if (!mp4_open(bytes, &file, &err))
        return;
    must_be_in(file.config, bytes);
    for (size_t frames = 0; mp4_next(&file, &frame, &err) && frame.data && frames < 100000; frames++)
        must_be_in(frame, bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str bytes = str_n((const char *)data, size);

    read_webm(bytes);
    read_mp4(bytes);
    return 0;
}
