/* vocabulary: a map from text to entry number, entries in one array, each stem's postings in an array of its
 * own. */
#include "index/vocabulary.h"

#include <ctype.h>

#include "base/map.h"
#include "base/mem.h"

struct vocabulary {
    struct map by_text; /* to the number + 1 */
    struct word *words;
    uint32_t *letters;
    uint32_t count, room;
    uint32_t free_first; /* list of free entries through .stem; NO_WORD: none */
};

struct vocabulary *vocabulary_new(void)
{
    struct vocabulary *v = mem_new(struct vocabulary);

    v->free_first = NO_WORD;
    return v;
}

void vocabulary_free(struct vocabulary *v)
{
    if (!v)
        return;
    for (uint32_t i = 0; i < v->count; i++) {
        mem_free(v->words[i].text);
        mem_free(v->words[i].postings);
    }
    mem_free(v->words);
    mem_free(v->letters);
    map_free(&v->by_text);
    mem_free(v);
}

uint32_t vocabulary_find(const struct vocabulary *v, struct str word)
{
    uintptr_t number = (uintptr_t)map_get(&v->by_text, word);

    return number ? (uint32_t)(number - 1) : NO_WORD;
}

const struct word *vocabulary_word(const struct vocabulary *v, uint32_t number)
{
    return &v->words[number];
}

uint32_t vocabulary_limit(const struct vocabulary *v)
{
    return v->count;
}

const uint32_t *vocabulary_letters(const struct vocabulary *v)
{
    return v->letters;
}

uint32_t letters_of(struct str word)
{
    uint32_t letters = 0;

    for (size_t i = 0; i < word.len; i++)
        letters |= UINT32_C(1) << ((unsigned char)word.data[i] & 31);
    return letters;
}

static uint32_t next_number(struct vocabulary *v)
{
    uint32_t number = v->free_first;

    if (number != NO_WORD) {
        v->free_first = v->words[number].stem;
        return number;
    }
    if (v->count == v->room) {
        v->room = v->room ? v->room * 2 : 1024;
        v->words = mem_grow(v->words, v->room, sizeof(*v->words));
        v->letters = mem_grow(v->letters, v->room, sizeof(*v->letters));
    }
    return v->count++;
}

static uint32_t find_or_add(struct vocabulary *v, struct str text, enum token_kind kind)
{
    uint32_t number = vocabulary_find(v, text);
    struct word *word;

    if (number != NO_WORD)
        return number;
    number = next_number(v);
    word = &v->words[number];
    *word = (struct word){.text = mem_alloc(text.len + 1),
                          .stem = number,
                          .len = (uint8_t)text.len,
                          .kind = (uint8_t)kind};
    memcpy(word->text, text.data, text.len);
    v->letters[number] = 0;
    map_put(&v->by_text, str_n(word->text, word->len), (void *)((uintptr_t)number + 1));
    return number;
}

static void drop_if_unused(struct vocabulary *v, uint32_t number)
{
    struct word *word = &v->words[number];

    if (word->products || word->stems)
        return;
    map_remove(&v->by_text, str_n(word->text, word->len));
    mem_free(word->text);
    mem_free(word->postings);
    *word = (struct word){.stem = v->free_first};
    v->letters[number] = 0;
    v->free_first = number;
}

uint32_t vocabulary_take(struct vocabulary *v, struct tokeniser *tokeniser, struct str text,
                         enum token_kind kind)
{
    uint32_t number = find_or_add(v, text, kind);

    if (v->words[number].products++ == 0) {
        uint32_t stem = number;

        if (kind == TOKEN_WORD) {
            stem = find_or_add(v, token_stem(tokeniser, text), TOKEN_WORD);
            v->letters[number] = letters_of(text);
        }
        v->words[number].stem = stem;
        v->words[number].kind = (uint8_t)kind;
        v->words[stem].stems++;
    }
    return number;
}

void vocabulary_give_back(struct vocabulary *v, uint32_t number)
{
    uint32_t stem = v->words[number].stem;

    if (--v->words[number].products)
        return;
    v->letters[number] = 0;
    v->words[number].stem = number;
    v->words[stem].stems--;
    drop_if_unused(v, stem);
    if (stem != number)
        drop_if_unused(v, number);
}

static uint32_t place_of(const struct word *word, uint32_t product)
{
    uint32_t low = 0, high = word->count;

    if (high && word->postings[high - 1].product < product)
        return high; /* the usual case while a catalogue is loaded */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (word->postings[middle].product < product)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct posting *postings_find(const struct word *word, uint32_t product)
{
    uint32_t at = place_of(word, product);

    return at < word->count && word->postings[at].product == product ? &word->postings[at] : NULL;
}

void postings_put(struct vocabulary *v, uint32_t stem, struct posting posting)
{
    struct word *word = &v->words[stem];
    uint32_t at = place_of(word, posting.product);

    if (word->count == word->room) {
        word->room = word->room < 2 ? word->room + 1 : word->room + word->room / 2;
        word->postings = mem_grow(word->postings, word->room, sizeof(*word->postings));
    }
    memmove(word->postings + at + 1, word->postings + at, (word->count - at) * sizeof(*word->postings));
    word->postings[at] = posting;
    word->count++;
}

void postings_remove(struct vocabulary *v, uint32_t stem, uint32_t product)
{
    struct word *word = &v->words[stem];
    uint32_t at = place_of(word, product);

    if (at == word->count || word->postings[at].product != product)
        return;
    word->count--;
    memmove(word->postings + at, word->postings + at + 1, (word->count - at) * sizeof(*word->postings));
    if (word->count < word->room / 4) {
        word->room = word->room / 2;
        word->postings = mem_grow(word->postings, word->room, sizeof(*word->postings));
    }
}
