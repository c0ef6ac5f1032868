/* query_reader: words and phrases are compared as they were said, in lower case. */
#include "search/query_reader.h"

#include <ctype.h>

#include "base/mem.h"

/* ---- the words ---- */

static bool punctuates(char c)
{
    return c == ',' || c == ';' || c == ':' || c == '!' || c == '?' || c == '.' || c == '(' || c == ')' ||
           c == '"';
}

/* Without punctuation around it, but 17" keeps its sign. */
static struct str bare(struct str word)
{
    while (word.len && punctuates(word.data[0]))
        word = str_sub(word, 1, word.len);
    while (
        word.len && punctuates(word.data[word.len - 1]) &&
        !(word.data[word.len - 1] == '"' && word.len > 1 && isdigit((unsigned char)word.data[word.len - 2])))
        word.len--;
    return word;
}

static bool add_word(struct query_reader *r, struct str said)
{
    char *lower;

    if (!said.len)
        return true;
    if (r->count == QUERY_WORDS_MAX)
        return false;
    lower = str_c(r->arena, said);
    for (size_t i = 0; i < said.len; i++)
        lower[i] = (char)tolower((unsigned char)lower[i]);
    r->said[r->count] = said;
    r->words[r->count++] = str_n(lower, said.len);
    return true;
}

bool query_read(struct query_reader *r, struct str query)
{
    size_t at = 0;

    while (at < query.len) {
        size_t start;

        while (at < query.len && isspace((unsigned char)query.data[at]))
            at++;
        start = at;
        while (at < query.len && !isspace((unsigned char)query.data[at]))
            at++;
        if (at > start) {
            struct str word = bare(str_sub(query, start, at));
            size_t sign = query_sign(word);

            if (!add_word(r, str_sub(word, 0, sign)) || !add_word(r, str_sub(word, sign, word.len)))
                return false;
        }
    }
    return true;
}

/* ---- what they are ---- */

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

bool query_is_size(struct str word)
{
    static const char *const sizes[] = {"xs", "xl", "xxl", "xxxl", "2xl", "3xl", "4xl", "xxs"};

    for (size_t i = 0; i < COUNT_OF(sizes); i++) {
        if (str_is(word, sizes[i]))
            return true;
    }
    return false;
}
