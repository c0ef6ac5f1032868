/* utf8: checking and clipping. Most text is ASCII, so eight bytes are looked at together as long as they are.
 */
#include "base/str.h"

/* The length of the character at `at`, 0 if it is not one. The second byte's bounds keep out overlong forms,
 * surrogates and what is above U+10FFFF. */
static size_t char_len(const unsigned char *at, size_t left)
{
    static const struct {
        unsigned char from, to, second_from, second_to, len;
    } forms[] = {
        {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
    };

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        size_t len = forms[i].len;

        if (at[0] < forms[i].from || at[0] > forms[i].to)
            continue;
        if (len > left || (len > 1 && (at[1] < forms[i].second_from || at[1] > forms[i].second_to)))
            return 0;
        for (size_t more = 2; more < len; more++) {
            if ((at[more] & 0xc0) != 0x80)
                return 0;
        }
        return len;
    }
    return 0;
}

bool utf8_valid(struct str s)
{
    const unsigned char *at = (const unsigned char *)s.data;
    size_t left = s.len;

    while (left) {
        uint64_t eight;
        size_t len;

        if (left >= sizeof(eight)) {
            memcpy(&eight, at, sizeof(eight));
            if (!(eight & UINT64_C(0x8080808080808080))) {
                at += sizeof(eight);
                left -= sizeof(eight);
                continue;
            }
        }
        len = *at < 0x80 ? 1 : char_len(at, left);
        if (!len)
            return false;
        at += len;
        left -= len;
    }
    return true;
}

bool utf16_marked(struct str s)
{
    return str_starts(s, STR("\xff\xfe")) || str_starts(s, STR("\xfe\xff"));
}

size_t utf8_clip(struct str s, size_t max_bytes)
{
    size_t cut = max_bytes;

    if (s.len <= max_bytes)
        return s.len;
    while (cut > 0 && max_bytes - cut < 3 && ((unsigned char)s.data[cut] & 0xc0) == 0x80)
        cut--;
    return cut;
}
