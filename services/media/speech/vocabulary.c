/* vocabulary: a file of phrases, each made into spoken words as it is read. */
#include "vocabulary.h"

#include "spoken.h"

#define PHRASE_BYTES_MAX 400

static const char *const kinds[PHRASE_KINDS] = {"title", "category", "brand", "colour", "attribute"};

static enum phrase_kind take_kind(struct str *line)
{
    struct str rest = *line, kind;

    if (str_split(&rest, ':', &kind))
        for (enum phrase_kind k = 0; k < PHRASE_KINDS; k++)
            if (str_is(kind, kinds[k])) {
                *line = str_trim(rest);
                return k;
            }
    return PHRASE_TITLE;
}

static struct str spoken(struct arena *arena, struct str written)
{
    struct buf said = {0};
    struct str copy;

    spoken_add(&said, written);
    copy = str_copy(arena, buf_as_str(&said));
    buf_free(&said);
    return copy;
}

static void add(struct phrases *phrases, struct str written, struct arena *arena)
{
    struct str rest = written, head;

    str_split(&rest, ',', &head);
    phrases->spoken[phrases->count] = spoken(arena, written);
    phrases->head[phrases->count] = spoken(arena, head).len;
    if (phrases->spoken[phrases->count].len)
        phrases->count++;
}

static bool next_phrase(struct str *file, struct str *ret_line)
{
    while (str_split(file, '\n', ret_line)) {
        *ret_line = str_trim(*ret_line);
        if (ret_line->len && *ret_line->data != '#')
            return true;
    }
    return false;
}

static void make_room(struct vocabulary *vocabulary, struct str file, struct arena *arena)
{
    size_t counts[PHRASE_KINDS] = {0};
    struct str line;

    while (next_phrase(&file, &line))
        counts[take_kind(&line)]++;
    for (enum phrase_kind k = 0; k < PHRASE_KINDS; k++) {
        vocabulary->of[k].spoken = arena_array(arena, counts[k] + 1, sizeof(struct str));
        vocabulary->of[k].head = arena_array(arena, counts[k] + 1, sizeof(size_t));
    }
}

bool vocabulary_read(struct str file, struct arena *arena, struct vocabulary **ret_vocabulary,
                     struct error *err)
{
    struct vocabulary *vocabulary = arena_new_of(arena, struct vocabulary);
    size_t count = 0;
    struct str line;

    if (!utf8_valid(file))
        return error_set(err, ERROR_FATAL, "speech", "the words to be understood are not UTF-8");
    make_room(vocabulary, file, arena);
    while (next_phrase(&file, &line)) {
        if (line.len > PHRASE_BYTES_MAX)
            return error_set(err, ERROR_FATAL, "speech",
                             "phrase %zu of the words to be understood has more than %d bytes", count + 1,
                             PHRASE_BYTES_MAX);
        if (++count > VOCABULARY_PHRASES_MAX)
            return error_set(err, ERROR_FATAL, "speech", "there are more than %d phrases to be understood",
                             VOCABULARY_PHRASES_MAX);
        enum phrase_kind kind = take_kind(&line);
        add(&vocabulary->of[kind], line, arena);
    }
    *ret_vocabulary = vocabulary;
    return true;
}
