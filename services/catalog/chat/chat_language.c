/* chat_language: small words are looked up, letters are counted. */
#include "chat/chat_language.h"

#include <ctype.h>
#include <utf8proc.h>

#include "base/map.h"
#include "base/mem.h"

#define LANGUAGES_MAX 16
#define MEMORY_MAX    (1U << 20)

struct language_words {
    const char *code;
    struct map words;
    struct str letters;
};

struct chat_languages {
    struct arena *arena;
    struct language_words all[LANGUAGES_MAX];
    size_t count;
};

static void read_line(struct chat_languages *l, struct str line)
{
    struct str code, word;
    struct language_words *language = &l->all[l->count];
    ptrdiff_t colon = str_find(line, STR(" : "));

    if (colon < 0 || l->count == LANGUAGES_MAX)
        return;
    code = str_sub(line, 0, (size_t)colon);
    line = str_sub(line, (size_t)colon + 3, line.len);
    language->code = str_c(l->arena, str_trim(code));
    while (str_split(&line, ' ', &word)) {
        struct str copy = str_copy(l->arena, word);

        if (str_starts(word, STR("letters=")))
            language->letters = str_sub(copy, 8, copy.len);
        else if (word.len)
            map_put(&language->words, copy, (void *)(uintptr_t)copy.data);
    }
    l->count++;
}

struct chat_languages *chat_languages_read(struct str text)
{
    struct chat_languages *l = mem_new(struct chat_languages);
    struct str line;

    l->arena = arena_new(MEMORY_MAX);
    while (str_split(&text, '\n', &line)) {
        if (line.len && line.data[0] != '#')
            read_line(l, line);
    }
    return l;
}

void chat_languages_free(struct chat_languages *l)
{
    if (!l)
        return;
    for (size_t i = 0; i < l->count; i++)
        map_free(&l->all[i].words);
    arena_free(l->arena);
    mem_free(l);
}

/* ---- scripts ---- */

static const struct script {
    const char *code;
    int32_t from, to;
} scripts[] = {
    {"el", 0x370, 0x3ff},   {"ru", 0x400, 0x52f},   {"hy", 0x530, 0x58f},   {"he", 0x590, 0x5ff},
    {"ar", 0x600, 0x6ff},   {"hi", 0x900, 0x97f},   {"bn", 0x980, 0x9ff},   {"ta", 0xb80, 0xbff},
    {"th", 0xe00, 0xe7f},   {"ka", 0x10a0, 0x10ff}, {"ko", 0x1100, 0x11ff}, {"ja", 0x3040, 0x30ff},
    {"zh", 0x4e00, 0x9fff}, {"ko", 0xac00, 0xd7af}, {"zh", 0x3400, 0x4dbf}, {"ar", 0xfb50, 0xfdff},
};

static const struct script *script_of(int32_t c)
{
    for (size_t i = 0; i < COUNT_OF(scripts); i++) {
        if (c >= scripts[i].from && c <= scripts[i].to)
            return &scripts[i];
    }
    return NULL;
}

/* NULL: most letters are Latin. Japanese is told from Chinese by any of its own letters. */
static const char *foreign_script(struct str message)
{
    const struct script *found = NULL;
    size_t latin = 0, foreign = 0;

    for (size_t at = 0; at < message.len;) {
        int32_t c;
        utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)message.data + at,
                                                 (utf8proc_ssize_t)(message.len - at), &c);
        const struct script *script = size > 0 ? script_of(c) : NULL;

        at += size > 0 ? (size_t)size : 1;
        if (script) {
            foreign++;
            found = found && str_is(str_of(found->code), "ja") ? found : script;
        } else if (size == 1) {
            latin += isalpha(c) != 0;
        }
    }
    return foreign > latin ? found->code : NULL;
}

/* ---- small words ---- */

static int hits_of(const struct language_words *language, const struct chat_words *words)
{
    int hits = 0;

    for (size_t i = 0; i < words->count; i++)
        hits += map_get(&language->words, words->all[i].text) != NULL;
    return hits;
}

/* Letters that English has not, of the language's own. */
static int letters_of_it(const struct language_words *language, struct str message)
{
    int found = 0;

    for (size_t at = 0; at + 1 < message.len; at++) {
        struct str letter = str_sub(message, at, at + 2);

        found += ((unsigned char)message.data[at] & 0xe0) == 0xc0 && str_find(language->letters, letter) >= 0;
    }
    return found;
}

struct language language_of(const struct chat_languages *l, const struct chat_words *words)
{
    const char *script = foreign_script(words->message);
    struct language best = {.code = script ? script : "", .by_script = script != NULL};
    int most = 0;

    for (size_t i = 0; i < l->count && !script; i++) {
        int hits = hits_of(&l->all[i], words), weight = 2 * hits;

        if (str_is(str_of(l->all[i].code), "en")) {
            best.english = hits;
            continue;
        }
        weight += letters_of_it(&l->all[i], words->message) ? 1 : 0;
        if (weight > most) {
            most = weight;
            best.code = l->all[i].code;
            best.hits = hits;
        }
    }
    if (!script && best.english >= best.hits && best.english)
        best.code = "en";
    return best;
}

/* ---- noise ---- */

static bool is_vowel(char c)
{
    return str_has_char("aeiouy", c);
}

/* 1: b is right of a on the keyboard, -1: left. */
static int step_on_row(char a, char b)
{
    static const char rows[] = "qwertyuiop asdfghjkl zxcvbnm";
    const char *at = strchr(rows, a), *to = strchr(rows, b);

    return at && to && (to == at + 1 || at == to + 1) ? (int)(to - at) : 0;
}

bool word_is_noise(struct str word)
{
    size_t vowels = 0, consonants = 0, same = 1, row = 1, letters = 0, longest_row = 1;
    int before = 0;

    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];
        int step = i && isalpha((unsigned char)c) ? step_on_row(word.data[i - 1], c) : 0;

        if ((unsigned char)c >= 0xf0 || str_has_char("<>{}=$^\\|", c))
            return true; /* pictures, and what machines write */
        if (!isalpha((unsigned char)c))
            return false;
        letters++;
        vowels += is_vowel(c);
        consonants = is_vowel(c) ? 0 : consonants + 1;
        same = i && c == word.data[i - 1] ? same + 1 : 1;
        row = step && step == before ? row + 1 : step ? 2 : 1;
        before = step;
        longest_row = row > longest_row ? row : longest_row;
        if (same >= 4 || consonants >= 6)
            return true;
    }
    return letters >= 4 && (!vowels || (longest_row >= 4 && 2 * longest_row > letters) ||
                            (letters >= 6 && vowels * 7 < letters));
}
