/* join_brand: the longest that begins at a word. One that is called like a colour is a colour. */
#include "join/join_brand.h"

#include "words/words.h"

enum { WORDS_MAX = 100, BRAND_WORDS_MAX = 3 };

static struct str bare(struct str word)
{
    while (word.len && str_has_char(".,;:!?\"'()", word.data[word.len - 1]))
        word.len--;
    return word;
}

static struct str from_to(struct str first, struct str last)
{
    return str_n(first.data, (size_t)(last.data + last.len - first.data));
}

/* STR_NONE: none begins there. */
static struct str brand_at(const struct str *words, size_t count, const struct join_lexicon *lexicon)
{
    for (size_t n = count < BRAND_WORDS_MAX ? count : BRAND_WORDS_MAX; n > 0; n--) {
        struct str name = from_to(words[0], bare(words[n - 1]));

        if (name.len > 1 && !word_is_colour(name) && lexicon->is_brand(lexicon->owner, name))
            return name;
    }
    return STR_NONE;
}

struct named brand_in(struct str text, named_by by, const struct join_lexicon *lexicon, struct arena *arena)
{
    struct str words[WORDS_MAX], rest = text;
    size_t count = 0;

    while (lexicon->is_brand && count < WORDS_MAX && str_split(&rest, ' ', &words[count]))
        count += words[count].len > 0;
    for (size_t i = 0; i < count; i++) {
        struct str name = brand_at(words + i, count - i, lexicon);

        if (name.len)
            return (struct named){by, str_copy(arena, name), i > 0 && word_denies(words[i - 1])};
    }
    return (struct named){by, STR_NONE, false};
}

bool brands_differ(const struct named *a, struct str b)
{
    return !a->is_negated && a->word.len && b.len && !str_eq_nocase(a->word, b);
}

bool brand_has_word(struct str brand, struct str word)
{
    struct str part;

    while (str_split(&brand, ' ', &part))
        if (str_eq_nocase(part, bare(word)))
            return true;
    return false;
}
