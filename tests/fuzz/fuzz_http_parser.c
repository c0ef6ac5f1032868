// uses: steward_http
/* Any bytes, read whole, byte by byte, and cut at places that the input itself decides: three times the same.
 */
#include <stdlib.h>

#include "../unit/http/reading.h"
#include "base/map.h"

enum { BODY_MAX = 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In pieces of 1 to `largest` bytes. */
static struct buf read_cut(struct str text, size_t largest, uint32_t seed)
{
    struct reading reading = {0};

    parser_start(&reading.parser);
    for (size_t at = 0, end; at < text.len; at = end) {
        end = at + 1 + (seed >> 16) % largest;
        seed = seed * 1103515245u + 12345u;
        reading_feed(&reading, str_sub(text, at, end), BODY_MAX);
    }
    reading_end(&reading);
    return reading.seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = str_n((const char *)data, size);
    uint32_t seed = size ? (uint32_t)hash_bytes(data, size) : 0;
    struct reading all = {0};
    struct buf bytes = read_cut(text, 1, 0), pieces = read_cut(text, 16, seed);

    parser_start(&all.parser);
    reading_feed(&all, text, BODY_MAX);
    reading_end(&all);
    if (!str_eq(buf_as_str(&all.seen), buf_as_str(&bytes)) ||
        !str_eq(buf_as_str(&all.seen), buf_as_str(&pieces)))
        abort();
    buf_free(&all.seen);
    buf_free(&bytes);
    buf_free(&pieces);
    return 0;
}
