/* known_words: a word is compared as it is spoken, so that "USB-C" is one whichever way it is written, and
 * one of several as one of them. */
#include "vision/known_words.h"

#include "base/map.h"
#include "speech/spoken.h"
#include "speech/vocabulary.h"

#define ARENA_BYTES ((size_t)64 << 20)

struct known_words {
    struct arena *arena; /* of the words, which the map borrows */
    struct map words;
};

static void add_all(struct known_words *known, const struct phrases *phrases)
{
    for (size_t i = 0; i < phrases->count; i++) {
        struct str rest = phrases->spoken[i], word;

        while (str_split(&rest, ' ', &word))
            map_put(&known->words, word, known);
    }
}

struct known_words *known_words_new(struct str file, struct error *err)
{
    struct known_words *known = mem_new(struct known_words);
    struct vocabulary *vocabulary;

    known->arena = arena_new(ARENA_BYTES);
    if (!vocabulary_read(file, known->arena, &vocabulary, err)) {
        known_words_free(known);
        return NULL;
    }
    for (enum phrase_kind k = 0; k < PHRASE_KINDS; k++)
        add_all(known, &vocabulary->of[k]);
    return known;
}

void known_words_free(struct known_words *known)
{
    if (!known)
        return;
    map_free(&known->words);
    arena_free(known->arena);
    mem_free(known);
}

/* As it is, or as one of several, or as several of it. */
static bool is_known(const struct known_words *known, struct str word)
{
    struct buf several = {0};
    bool is;

    buf_printf(&several, "%.*ss", STR_ARGS(word));
    is = map_get(&known->words, word) || map_get(&known->words, buf_as_str(&several)) ||
         (str_ends(word, STR("s")) && map_get(&known->words, str_sub(word, 0, word.len - 1)));
    buf_free(&several);
    return is;
}

static bool all_known(const struct known_words *known, struct str written)
{
    struct buf spoken = {0};
    struct str rest, word;
    bool are;

    spoken_add(&spoken, written);
    rest = buf_as_str(&spoken);
    are = rest.len > 0;
    while (are && str_split(&rest, ' ', &word))
        are = is_known(known, word);
    buf_free(&spoken);
    return are;
}

char *known_words_of(const struct known_words *known, struct str text, struct arena *arena)
{
    struct buf out = {0};
    struct str word;
    char *copy;

    while (str_split(&text, ' ', &word))
        if (all_known(known, word))
            buf_printf(&out, "%s%.*s", out.len ? " " : "", STR_ARGS(word));
    copy = str_c(arena, buf_as_str(&out));
    buf_free(&out);
    return copy;
}
