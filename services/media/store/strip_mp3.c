/* strip_mp3: the frames, without the tags around them. */
#include "store/kind.h"
#include "store/strip_parts.h"

#define HEAD 4 /* of a frame */

bool strip_mp3(uint8_t *bytes, size_t *len, struct error *err)
{
    size_t from = strip_tags_before(bytes, *len), end;
    struct shears s = {bytes, *len, 0, 0};

    while (from < *len && !kind_is_mp3_frame(str_n((const char *)bytes + from, *len - from)))
        from++;
    if (*len - from < HEAD)
        return error_set(err, ERROR_SKIP, "media", "there is no sound in this MP3 file");
    end = strip_tags_behind(bytes, from + HEAD, *len);
    shears_drop(&s, from);
    shears_keep(&s, end - from);
    *len = s.kept;
    return true;
}
