/* words: nothing here knows what it is about; rules_reason and rules_message do. */
#include "words.h"

void words_add(struct buf *out, struct str text, size_t max_bytes)
{
    size_t len = text.len <= max_bytes ? text.len : utf8_clip(text, max_bytes);

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text.data[i];

        buf_char(out, c < 0x20 || c == 0x7f ? ' ' : (char)c);
    }
    if (len < text.len)
        buf_str(out, STR("…"));
}

static struct str skip_blanks(struct str s)
{
    while (s.len > 0 && s.data[0] == ' ')
        s = str_sub(s, 1, s.len);
    return s;
}

static bool same_but_for_blanks(struct str a, struct str b)
{
    for (;;) {
        a = skip_blanks(a);
        b = skip_blanks(b);
        if (a.len == 0 || b.len == 0)
            return a.len == b.len;
        if (!str_eq_nocase(str_n(a.data, 1), str_n(b.data, 1)))
            return false;
        a = str_sub(a, 1, a.len);
        b = str_sub(b, 1, b.len);
    }
}

bool words_have(char *const *words, size_t count, struct str word)
{
    for (size_t i = 0; i < count && i < WORDS_LOOKED_AT; i++)
        if (words[i] && same_but_for_blanks(str_of(words[i]), word))
            return true;
    return false;
}

char *words_keep(struct buf *buf, struct arena *arena)
{
    char *text = str_c(arena, buf_as_str(buf));

    buf_free(buf);
    return text;
}
