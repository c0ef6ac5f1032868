/* dialogue_words: the words of a need, which name the things that are wanted: what a message says is put in
 * their place, beside them or before them. */
#include "chat/dialogue_parts.h"
#include "words/measures.h"

static char *clipped(struct arena *arena, struct str words)
{
    words.len = words.len > DIALOGUE_WORDS_MAX ? utf8_clip(words, DIALOGUE_WORDS_MAX) : words.len;
    return str_c(arena, words);
}

/* Whether the catalogue has every word: what it has not describes nothing in it. */
static bool all_known(struct needing *n, struct str words)
{
    const struct vocabulary *v = n->index ? index_vocabulary(n->index) : NULL;
    struct str part;

    while (v && str_split(&words, ' ', &part)) {
        struct str stem = token_stem(index_tokeniser(n->index), part);

        if (part.len && vocabulary_find(v, part) == NO_WORD && vocabulary_find(v, stem) == NO_WORD)
            return false;
    }
    return true;
}

void need_change_words(struct needing *n, bool is_same_kind)
{
    struct str words = str_of(n->said->words), before = str_of(n->need->words), part, left = words;
    struct buf text = {0};

    if (!words.len)
        return;
    if (n->said->also) {
        need_add_text(n, n->need->or_words, &n->need->n_or_words, clipped(n->arena, words));
        return;
    }
    if (n->said->is_type && is_same_kind && str_find(words, STR(" ")) < 0 && before.len &&
        all_known(n, before))
        return;
    n->need->n_or_words = 0;
    if (n->said->is_type || !before.len) {
        n->need->words = clipped(n->arena, words);
        return;
    }
    while (str_split(&left, ' ', &part)) {
        if (!str_has_word(before, part)) {
            buf_str(&text, part);
            buf_char(&text, ' ');
        }
    }
    buf_str(&text, before);
    n->need->words = clipped(n->arena, buf_as_str(&text));
    buf_free(&text);
}

/* The words of a figure with a unit, "55 inch", "55in", `55"`: how many there are at the beginning. */
static size_t measure_words(struct str words, uint8_t *ret_unit)
{
    struct str first;
    size_t digits;

    if (!str_split(&words, ' ', &first))
        return 0;
    digits = str_span(first, "0123456789.,");
    if (!digits)
        return 0;
    if (digits < first.len) {
        digits += first.data[digits] == '-';
        *ret_unit = unit_of(str_sub(first, digits, first.len));
        return *ret_unit ? 1 : 0;
    }
    if (!str_split(&words, ' ', &first))
        return 0;
    *ret_unit = unit_of(first);
    return *ret_unit ? 2 : 0;
}

void need_drop_measures(struct needing *n, const struct chat_change *c)
{
    const Steward__V1__AttributeFilter *filter = c->kind == CHANGE_ATTRIBUTE ? c->attribute : NULL;
    uint8_t unit = filter && filter->range ? unit_of(str_of(filter->range->unit)) : 0, said = 0;
    struct str left = str_of(n->need->words), part;
    struct buf text = {0};

    for (size_t skip = 0; unit && left.len;) {
        if (!skip && (skip = measure_words(left, &said)) && !unit_same_kind(said, unit))
            skip = 0;
        if (!str_split(&left, ' ', &part))
            break;
        if (skip) {
            skip--;
            continue;
        }
        if (text.len)
            buf_char(&text, ' ');
        buf_str(&text, part);
    }
    if (text.len)
        n->need->words = clipped(n->arena, buf_as_str(&text));
    buf_free(&text);
}
