/* synonyms: a map from a phrase's stems to the phrases that it may be said as. */
#include "words/synonyms.h"

#include "base/arena.h"
#include "base/file_read.h"
#include "base/map.h"

#define SIDES_MAX   32 /* of a rule */
#define PHRASES_MAX 12 /* of a key */
#define FILE_MAX    (1 << 20)
#define TEXT_MAX    (2 << 20)
#define MEMORY_MAX  (64U << 20)

struct entry {
    size_t count;
    struct phrase phrases[PHRASES_MAX];
};

struct synonyms {
    struct map by_stems;
    struct arena *arena;
};

static bool read_phrase(struct synonyms *s, struct str text, struct tokeniser *tokeniser, struct phrase *ret)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, text, &tokens);

    ret->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct str stem =
            tokens[i].kind == TOKEN_WORD ? token_stem(tokeniser, tokens[i].text) : tokens[i].text;

        if (tokens[i].parts)
            continue;
        if (ret->count == SYNONYM_WORDS_MAX)
            return false;
        ret->stems[ret->count++] = str_copy(s->arena, stem);
    }
    return ret->count > 0;
}

static struct str key_of(struct synonyms *s, const struct phrase *phrase)
{
    struct buf key = {0};
    struct str copy;

    for (size_t i = 0; i < phrase->count; i++) {
        if (i)
            buf_char(&key, ' ');
        buf_str(&key, phrase->stems[i]);
    }
    copy = str_copy(s->arena, buf_as_str(&key));
    buf_free(&key);
    return copy;
}

static void add(struct synonyms *s, const struct phrase *from, const struct phrase *to)
{
    struct str key = key_of(s, from);
    struct entry *entry = map_get(&s->by_stems, key);

    if (str_eq(key, key_of(s, to)))
        return;
    if (!entry) {
        entry = arena_new_of(s->arena, struct entry);
        map_put(&s->by_stems, key, entry);
    }
    if (entry->count < PHRASES_MAX)
        entry->phrases[entry->count++] = *to;
}

static size_t read_side(struct synonyms *s, struct str text, struct tokeniser *tokeniser,
                        struct phrase *sides)
{
    struct str part;
    size_t count = 0;

    while (count < SIDES_MAX && str_split(&text, ',', &part))
        count += read_phrase(s, part, tokeniser, &sides[count]);
    return count;
}

static bool read_rule(struct synonyms *s, struct str line, struct tokeniser *tokeniser)
{
    struct phrase left[SIDES_MAX], right[SIDES_MAX];
    ptrdiff_t arrow = str_find(line, STR("=>"));
    size_t lefts, rights;

    lefts = read_side(s, arrow < 0 ? line : str_sub(line, 0, (size_t)arrow), tokeniser, left);
    rights = arrow < 0 ? 0 : read_side(s, str_sub(line, (size_t)arrow + 2, line.len), tokeniser, right);
    if (arrow < 0 ? lefts < 2 : !lefts || !rights)
        return false;
    for (size_t i = 0; i < lefts; i++) {
        for (size_t k = 0; k < (arrow < 0 ? lefts : rights); k++)
            add(s, &left[i], arrow < 0 ? &left[k] : &right[k]);
    }
    return true;
}

/* *ret_bad: the number of the first line that is no rule, from 1; 0: none. */
static struct synonyms *read_rules(struct str text, struct tokeniser *tokeniser, size_t *ret_left_out,
                                   size_t *ret_bad)
{
    struct synonyms *s = mem_new(struct synonyms);
    struct str line;

    s->arena = arena_new(MEMORY_MAX);
    *ret_left_out = *ret_bad = 0;
    text.len = text.len < TEXT_MAX ? text.len : TEXT_MAX;
    for (size_t number = 1; str_split(&text, '\n', &line); number++) {
        ptrdiff_t comment = str_find(line, STR("#"));

        line = str_trim(comment < 0 ? line : str_sub(line, 0, (size_t)comment));
        if (!line.len || read_rule(s, line, tokeniser))
            continue;
        ++*ret_left_out;
        *ret_bad = *ret_bad ? *ret_bad : number;
    }
    return s;
}

struct synonyms *synonyms_read(struct str text, struct tokeniser *tokeniser, size_t *ret_left_out)
{
    size_t bad;

    return read_rules(text, tokeniser, ret_left_out, &bad);
}

bool synonyms_read_file(const char *path, struct tokeniser *tokeniser, struct buf *text, struct error *err)
{
    struct arena *scratch = arena_new(2 * FILE_MAX);
    struct error why;
    struct str read;
    size_t left_out, bad = 0;
    bool is_read = file_read(path, FILE_MAX, scratch, &read, &why);

    if (is_read)
        synonyms_free(read_rules(read, tokeniser, &left_out, &bad));
    if (!is_read)
        error_set(err, ERROR_FATAL, "synonyms", "%s", why.text);
    else if (bad)
        error_set(err, ERROR_FATAL, "synonyms", "%s: line %zu is no rule, as \"sofa, couch\" is; %zu in all",
                  path, bad, left_out);
    else
        buf_str(text, read);
    arena_free(scratch);
    return is_read && !bad;
}

void synonyms_free(struct synonyms *s)
{
    if (!s)
        return;
    map_free(&s->by_stems);
    arena_free(s->arena);
    mem_free(s);
}

const struct phrase *synonyms_find(const struct synonyms *s, struct str stems, size_t *ret_count)
{
    const struct entry *entry = s ? map_get(&s->by_stems, stems) : NULL;

    *ret_count = entry ? entry->count : 0;
    return entry ? entry->phrases : NULL;
}
