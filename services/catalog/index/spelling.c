/* spelling: the whole vocabulary is walked, but a word is only looked at when its letters can fit: each edit
 * changes at most two bits of the set of letters. That leaves a few in a thousand for the distance itself. */
#include "index/spelling.h"

#include "base/mem.h"
#include "words/edit_distance.h"

enum { FROM_LETTERS_ONE = 4, FROM_LETTERS_TWO = 8, UNFINISHED_FROM = 3 };

static bool is_better(const struct guess *a, const struct guess *b)
{
    return a->edits != b->edits ? a->edits < b->edits : a->products > b->products;
}

static size_t insert(struct guess *guesses, size_t count, struct guess new)
{
    size_t at = count < GUESSES_MAX ? count : GUESSES_MAX - 1;

    if (count == GUESSES_MAX && !is_better(&new, &guesses[at]))
        return count;
    for (; at && is_better(&new, &guesses[at - 1]); at--)
        guesses[at] = guesses[at - 1];
    guesses[at] = new;
    return count < GUESSES_MAX ? count + 1 : count;
}

/* Without the instruction that counts them, which not every processor has, this is the quickest. */
static bool has_more_bits(uint32_t word, int count)
{
    while (word && count--)
        word &= word - 1;
    return word != 0;
}

size_t spelling_guess(const struct vocabulary *v, struct str word, bool unfinished,
                      struct guess guesses[GUESSES_MAX])
{
    const uint32_t *letters = vocabulary_letters(v);
    uint32_t limit = vocabulary_limit(v), wanted = letters_of(word);
    int most = word.len >= FROM_LETTERS_TWO ? 2 : word.len >= FROM_LETTERS_ONE ? 1 : 0;
    size_t count = 0;

    unfinished = unfinished && word.len >= UNFINISHED_FROM;
    for (uint32_t i = 0; i < limit; i++) {
        const struct word *known;
        struct str text;
        bool completes;
        int edits;

        if (!letters[i] || (has_more_bits(letters[i] ^ wanted, 2 * most) &&
                            !(unfinished && (letters[i] & wanted) == wanted)))
            continue;
        known = vocabulary_word(v, i);
        text = str_n(known->text, known->len);
        completes = unfinished && text.len > word.len && !memcmp(text.data, word.data, word.len);
        edits = completes ? 1 : most ? edit_distance(word, text, most) : 1;
        if (completes || edits <= most)
            count =
                insert(guesses, count,
                       (struct guess){i, known->products, (uint8_t)edits, completes,
                                      text.len > word.len || (text.len == word.len && letters[i] == wanted)});
    }
    return count;
}
