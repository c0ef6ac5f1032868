/* query_reader: words and phrases are compared as they were said, in lower case. */
#include "search/query_reader.h"

struct str query_word(const struct query_reader *r, size_t i)
{
    return i < r->count ? r->words[i] : STR_NONE;
}

bool query_word_is(const struct query_reader *r, size_t i, const char *literal)
{
    return str_is(query_word(r, i), literal);
}

size_t query_phrase(const struct query_reader *r, size_t i, const char *phrase)
{
    struct str first = query_word(r, i), left, part;
    size_t count = 0;

    /* Of the many phrases that are tried, most begin otherwise. */
    if (!first.len || first.data[0] != phrase[0])
        return 0;
    left = str_of(phrase);
    while (str_split(&left, ' ', &part)) {
        if (!str_eq(query_word(r, i + count), part))
            return 0;
        count++;
    }
    return count;
}

size_t query_any_phrase(const struct query_reader *r, size_t i, const char *const *phrases)
{
    for (; *phrases; phrases++) {
        size_t count = query_phrase(r, i, *phrases);

        if (count)
            return count;
    }
    return 0;
}

size_t query_sign(struct str word)
{
    return str_span(str_sub(word, 0, 2), "<>=~");
}
