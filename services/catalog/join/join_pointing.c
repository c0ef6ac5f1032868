/* join_pointing: left in, "like this" would be read as "like the product that was shown before". */
#include "join/join_pointing.h"

#include "base/mem.h"

/* What has another in it stands before it. */
static const char *const phrases[] = {
    "like the one in the picture",
    "like the one in the photo",
    "like in the picture",
    "like in the photo",
    "as in the picture",
    "as in the photo",
    "from the picture",
    "from the photo",
    "from this picture",
    "from this photo",
    "in the picture",
    "in the photo",
    "in this picture",
    "in this photo",
    "on the picture",
    "on the photo",
    "similar to this one",
    "similar to these ones",
    "similar to this",
    "similar to these",
    "the same as this one",
    "the same as this",
    "same as this one",
    "same as this",
    "just like this one",
    "just like this",
    "like this one",
    "like these ones",
    "like this",
    "like these",
    "like that one",
    "like that",
    "this one",
    "these ones",
    "this",
    "these",
};

static struct str with_single_blanks(struct str text, struct arena *arena)
{
    struct buf out = {0};
    struct str word, copy;

    while (str_split(&text, ' ', &word)) {
        if (out.len && word.len)
            buf_char(&out, ' ');
        buf_str(&out, word);
    }
    copy = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return copy;
}

struct str without_pointing(struct str text, struct arena *arena)
{
    text = with_single_blanks(text, arena);
    for (size_t i = 0; i < COUNT_OF(phrases); i++)
        text = str_of(str_replace_word(arena, text, str_of(phrases[i]), STR("")));
    return with_single_blanks(text, arena);
}
