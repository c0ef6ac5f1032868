/* chat_names: "the Sony", "that Legion": every word of it is in the title, the brand or the colours of what
 * is shown, perhaps misspelt. A brand of which nothing is shown is looked up in the catalogue. */
#include "chat/chat_parts.h"

#include <ctype.h>

#include "words/edit_distance.h"
#include "words/words.h"

#define STEMS_MAX       64 /* of one title */
#define CATALOGUE_LOOKS 2000

static void add_stems(struct reader *r, struct shown_words *s, const char *text)
{
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(r->index), str_of(text), &tokens);
    struct str *more;

    count = count < STEMS_MAX ? count : STEMS_MAX;
    more = arena_array(r->arena, s->count + count + 1, sizeof(*more));
    for (size_t i = 0; i < s->count; i++)
        more[i] = s->stems[i];
    for (size_t i = 0; i < count; i++)
        more[s->count + i] = str_copy(r->arena, tokens[i].text);
    for (size_t i = 0; i < count; i++)
        more[s->count + i] = chat_stem_text(r, more[s->count + i]);
    s->stems = more;
    s->count += count;
}

static void look_at_shown(struct reader *r)
{
    r->shown = arena_array(r->arena, SHOWN_MAX, sizeof(*r->shown));
    for (size_t i = 0; i < r->shown_count; i++) {
        add_stems(r, &r->shown[i], r->dialogue->shown[i]->title);
        add_stems(r, &r->shown[i], r->dialogue->shown[i]->brand);
    }
}

/* 1: it has the word; less: one that it may misspell; 0: neither. */
static double has_name(struct reader *r, size_t shown, struct str stem)
{
    int most = stem.len >= 8 ? 2 : stem.len >= 4 ? 1 : 0;
    double best = 0;

    for (size_t i = 0; i < r->shown[shown].count; i++) {
        struct str word = r->shown[shown].stems[i];

        if (str_eq(word, stem))
            return 1;
        if (most && word.len >= 4 && !isdigit((unsigned char)word.data[0]) &&
            edit_distance(stem, word, most) <= most)
            best = REFERENCE_LIKELY;
    }
    return best;
}

static bool has_colour(struct reader *r, size_t shown, struct str word)
{
    const struct product *p = chat_shown_product(r, shown);

    for (size_t i = 0; p && i < p->colours; i++) {
        if (str_eq_nocase(str_of(texts_get(index_texts(r->index), product_colours(p)[i])), word))
            return true;
    }
    return false;
}

static struct naming naming_of(struct reader *r, size_t at)
{
    struct str word = r->words.all[at].text, stem = chat_stem_text(r, word);
    bool is_spoken = chat_grammar_has_word(r->chat->grammar, word);
    uint32_t exact = 0, alike = 0;

    for (size_t i = 0; i < r->shown_count; i++) {
        double fits = has_name(r, i, stem);

        exact |= (uint32_t)(fits >= 1 || (word_is_colour(word) && has_colour(r, i, word))) << i;
        alike |= (uint32_t)(fits > 0 && !is_spoken) << i;
    }
    return (struct naming){exact ? exact : alike, exact ? 1 : (float)REFERENCE_LIKELY, true};
}

static uint32_t have_word(struct reader *r, size_t at, double *confidence)
{
    struct naming *naming = &r->naming[at];

    if (!naming->known)
        *naming = naming_of(r, at);
    if (naming->shown && (double)naming->confidence < *confidence)
        *confidence = (double)naming->confidence;
    return naming->shown;
}

static bool is_brand_said(struct reader *r, size_t from, size_t to)
{
    return to > from && to - from <= 4 && chat_brand(r, from, to).text;
}

/* A product of the brand, of the kind that is wanted, which is not among those shown. */
static void refer_to_catalogue(struct reader *r, size_t from, size_t to, struct reference *ret)
{
    struct known brand = chat_brand(r, from, to);
    const struct word *kind =
        r->wanted_kind == NO_WORD ? NULL : vocabulary_word(index_vocabulary(r->index), r->wanted_kind);

    for (uint32_t i = 0; kind && i < kind->count && i < CATALOGUE_LOOKS && !ret->count; i++) {
        const struct product *p = index_product(r->index, kind->postings[i].product);

        if (kind->postings[i].fields & (FIELD_TITLE | FIELD_CATEGORY) &&
            !strcmp(texts_get(index_texts(r->index), p->brand), brand.text))
            chat_refer(ret, product_id(p));
    }
    ret->confidence = REFERENCE_AMONG_SEVERAL;
}

/* Every word names the product; and one of them not every product that is shown. Without an article it takes
 * a brand, so that "gaming" is no product. */
bool chat_refers_by_name(struct reader *r, size_t from, size_t to, bool pointed, bool to_many,
                         struct reference *ret)
{
    size_t end = to;
    uint32_t all = r->shown_count >= 32 ? UINT32_MAX : (UINT32_C(1) << r->shown_count) - 1, fits = all;
    double confidence = REFERENCE_SURE;
    bool brand;

    while (end > from + 1 && chat_table_at(r, TABLE_NOUN, end - 1, end).len)
        end--;
    brand = is_brand_said(r, from, end);
    if (!brand && (!pointed || !r->shown_count))
        return false;
    if (!r->shown)
        look_at_shown(r);
    for (size_t i = from; i < end; i++)
        fits &= have_word(r, i, &confidence);
    if (!fits || (fits == all && r->shown_count > 1 && !brand)) {
        if (!brand || fits || !pointed)
            return false;
        refer_to_catalogue(r, from, end, ret); /* named, and not shown */
        return true;
    }
    for (size_t i = 0; i < r->shown_count; i++) {
        if (fits >> i & 1)
            chat_refer(ret, r->dialogue->shown[i]->product_id);
    }
    ret->confidence = ret->count > 1 && !to_many ? REFERENCE_AMONG_SEVERAL : confidence;
    return to_many || ret->count == 1 || brand || end < to;
}
