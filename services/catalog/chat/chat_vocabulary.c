/* chat_vocabulary: words are looked up as they are, then as what they may misspell. A guess walks the whole
 * vocabulary, so a message gets a few of them only. */
#include "chat/chat_parts.h"
#include "index/spelling.h"
#include "words/words.h"

#define NAME_LETTERS_MIN      5    /* short words are one slip from too many names */
#define TOGETHER_SAMPLE       2000 /* postings looked at to find products that have all words */
#define NEIGHBOUR_LETTERS_MIN 4
#define PART_LETTERS_MIN      3 /* of a word that is two in one */
#define TYPE_SHARE            6 /* a word names a kind if one in so many of its products is of that kind */

static const double misspelt = 0.8;

bool chat_is_small(const struct reader *r, struct str word)
{
    return chat_grammar_value(r->chat->grammar, TABLE_SMALL, word).len > 0;
}

struct str chat_stem_text(struct reader *r, struct str word)
{
    return str_copy(r->arena, token_stem(index_tokeniser(r->index), word));
}

/* Folded, as the vocabulary has it: the last whole of what the word is cut into. */
static struct str folded(struct reader *r, struct str word)
{
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(r->index), word, &tokens);

    return count ? str_copy(r->arena, tokens[count - 1].text) : STR_NONE;
}

static uint32_t stem_of(struct reader *r, struct str text)
{
    const struct vocabulary *v = index_vocabulary(r->index);
    uint32_t word = text.len ? vocabulary_find(v, text) : NO_WORD;
    uint32_t stem = word == NO_WORD ? NO_WORD : vocabulary_word(v, word)->stem;

    if (stem == NO_WORD && text.len)
        stem = vocabulary_find(v, chat_stem_text(r, text));
    if (stem == NO_WORD && text.len > 2 && str_ends(text, STR("s"))) /* TVs */
        return stem_of(r, str_sub(text, 0, text.len - 1));
    return stem != NO_WORD && vocabulary_word(v, stem)->count ? stem : NO_WORD;
}

/* What the word may misspell; NULL: too many were looked for. */
static const struct spelt *spell(struct reader *r, struct str text)
{
    struct guess guesses[GUESSES_MAX];
    struct spelt *spelt = &r->spelt[r->guesses];

    for (int i = 0; i < r->guesses; i++) {
        if (str_eq(r->spelt[i].word, text))
            return &r->spelt[i];
    }
    if (r->guesses == CHAT_GUESSES_MAX)
        return NULL;
    *spelt = (struct spelt){.word = text, .edits = -1};
    if (spelling_guess(index_vocabulary(r->index), text, false, guesses)) {
        spelt->best = str_of(vocabulary_word(index_vocabulary(r->index), guesses[0].word)->text);
        spelt->edits = guesses[0].edits;
    }
    r->guesses++;
    return spelt;
}

int chat_slips(struct reader *r, struct str word)
{
    const struct spelt *spelt = spell(r, folded(r, word));

    return spelt ? spelt->edits : -1;
}

bool chat_names_attribute(const struct reader *r, struct str word)
{
    return r->index && lexicon_find(index_lexicon(r->index), index_texts(r->index), word, ROLE_ATTRIBUTE);
}

struct str chat_best_word(struct reader *r, struct str word, double *ret_confidence)
{
    struct str text = folded(r, word);
    const struct spelt *spelt;

    *ret_confidence = 1;
    if (stem_of(r, text) != NO_WORD || chat_is_small(r, word) ||
        chat_grammar_has_word(r->chat->grammar, word))
        return text.len ? text : word;
    spelt = spell(r, text);
    if (!spelt || spelt->edits < 0)
        return word;
    *ret_confidence = spelt->edits > 1 ? misspelt - 0.1 : misspelt;
    return spelt->best;
}

uint32_t chat_stem(struct reader *r, struct str word, bool guess)
{
    double confidence;

    if (!r->index)
        return NO_WORD;
    return stem_of(r, guess ? chat_best_word(r, word, &confidence) : folded(r, word));
}

/* ---- roles ---- */

static struct known find_role(struct reader *r, struct str text, enum text_role role, double confidence)
{
    const struct texts *texts = index_texts(r->index);
    uint32_t found = lexicon_find(index_lexicon(r->index), texts, text, role);

    return (struct known){found ? texts_get(texts, found) : NULL, found ? confidence : 0};
}

/* As it is written; or, with a word of it corrected. */
static struct known find_text(struct reader *r, size_t from, size_t to, enum text_role role)
{
    struct known known = {NULL, 0};
    struct buf text = {0};
    double least = 1;

    if (!r->index)
        return known;
    known = find_role(r, chat_words_joined(&r->words, from, to, ' ', r->arena), role, 1);
    for (size_t i = from; i < to && !known.text; i++) {
        double confidence;
        struct str said = r->words.all[i].text;
        struct str word = said.len < NAME_LETTERS_MIN ? said : chat_best_word(r, said, &confidence);

        confidence = said.len < NAME_LETTERS_MIN ? 1 : confidence;

        buf_str(&text, word);
        if (i + 1 < to)
            buf_char(&text, ' ');
        least = confidence < least ? confidence : least;
    }
    if (!known.text && least < 1)
        known = find_role(r, buf_as_str(&text), role, least);
    buf_free(&text);
    return known;
}

struct known chat_brand(struct reader *r, size_t from, size_t to)
{
    struct known none = {NULL, 0};
    struct str word = r->words.all[from].text;

    if (to - from == 1 && (word.len < 2 || r->words.all[from].is_number || word_is_colour(word) ||
                           chat_is_small(r, word) || chat_grammar_has_word(r->chat->grammar, word)))
        return none;
    return find_text(r, from, to, ROLE_BRAND);
}

struct known chat_colour(struct reader *r, size_t from, size_t to)
{
    struct known colour = find_text(r, from, to, ROLE_COLOUR);

    if (!colour.text && r->index && to - from == 1 && chat_word_is(r, from, "gray"))
        colour = find_role(r, STR("grey"), ROLE_COLOUR, 1);
    return colour;
}

const char *chat_size(struct reader *r, struct str word)
{
    struct known known = find_role(r, word, ROLE_SIZE, 1);

    return known.text ? known.text : str_c(r->arena, word);
}

static bool has_colour(struct reader *r, const struct product *p, struct str colour)
{
    for (size_t i = 0; p && i < p->colours; i++) {
        if (str_find(str_of(texts_get(index_texts(r->index), product_colours(p)[i])), colour) >= 0)
            return true;
    }
    return false;
}

bool chat_is_part_of_name(struct reader *r, size_t at, size_t colour)
{
    const struct vocabulary *v = index_vocabulary(r->index);
    struct str said = r->words.all[colour].text;
    uint32_t stems[2] = {chat_stem(r, r->words.all[at].text, false),
                         chat_stem(r, r->words.all[at + 1].text, false)};
    const struct word *words[2];
    size_t named = 0, coloured = 0;

    if (r->words.all[at].ends_clause || stems[0] == NO_WORD || stems[1] == NO_WORD)
        return false;
    for (size_t i = 0; i < 2; i++)
        words[i] = vocabulary_word(v, stems[i]);
    for (uint32_t i = 0; i < words[0]->count && i < TOGETHER_SAMPLE; i++) {
        const struct posting *first = &words[0]->postings[i],
                             *second = first->place ? postings_find(words[1], first->product) : NULL;

        if (!second || second->place != first->place + 1)
            continue;
        named++;
        coloured += has_colour(r, index_product(r->index, first->product), said);
    }
    return 2 * coloured < named;
}

/* ---- kinds of products ---- */

static bool names_kind(struct reader *r, uint32_t stem)
{
    uint32_t heads = stem == NO_WORD ? 0 : lexicon_heads(index_lexicon(r->index), stem);

    return heads && (uint64_t)heads * TYPE_SHARE >= vocabulary_word(index_vocabulary(r->index), stem)->count;
}

/* "couch", where the catalogue says sofa. */
static bool synonym_names_kind(struct reader *r, struct str word)
{
    size_t count;
    const struct phrase *phrases = synonyms_find(index_synonyms(r->index), chat_stem_text(r, word), &count);

    for (size_t i = 0; i < count; i++) {
        struct str last = phrases[i].stems[phrases[i].count - 1];

        if (names_kind(r, vocabulary_find(index_vocabulary(r->index), last)))
            return true;
    }
    return false;
}

/* "E-reader", "powerbank": its end names a kind, and the catalogue has both parts together. */
static bool end_names_kind(struct reader *r, struct str word)
{
    ptrdiff_t dash = str_find(word, STR("-"));
    bool whole = dash < 0 && stem_of(r, word) != NO_WORD;

    for (size_t i = dash < 0 ? 1 : (size_t)dash; i + PART_LETTERS_MIN <= word.len && i < TOKEN_BYTES_MAX;
         i++) {
        uint32_t stems[2] = {stem_of(r, str_sub(word, 0, i)),
                             stem_of(r, str_sub(word, i + (dash > 0), word.len))};

        if (stems[0] != NO_WORD && stems[1] != NO_WORD && (dash > 0 || whole || i >= PART_LETTERS_MIN) &&
            names_kind(r, stems[1]) && chat_go_together(r, stems, 2))
            return true;
        if (dash >= 0)
            return false;
    }
    return false;
}

bool chat_is_type(struct reader *r, struct str word)
{
    double confidence;

    if (!r->index || chat_is_small(r, word))
        return false;
    return names_kind(r, chat_stem(r, word, false)) || synonym_names_kind(r, word) ||
           end_names_kind(r, word) || names_kind(r, stem_of(r, chat_best_word(r, word, &confidence)));
}

bool chat_go_together(struct reader *r, const uint32_t *stems, size_t count)
{
    const struct vocabulary *v = r->index ? index_vocabulary(r->index) : NULL;
    const struct word *rarest = NULL;

    for (size_t i = 0; i < count; i++) {
        if (stems[i] == NO_WORD || !v)
            return false;
        if (!rarest || vocabulary_word(v, stems[i])->count < rarest->count)
            rarest = vocabulary_word(v, stems[i]);
    }
    for (uint32_t i = 0; rarest && i < rarest->count && i < TOGETHER_SAMPLE; i++) {
        bool all = true;

        for (size_t k = 0; k < count && all; k++)
            all = postings_find(vocabulary_word(v, stems[k]), rarest->postings[i].product) != NULL;
        if (all)
            return true;
    }
    return false;
}

bool chat_mend(struct reader *r, size_t at, size_t beside)
{
    struct guess guesses[GUESSES_MAX];
    struct str word = folded(r, r->words.all[at].text);
    uint32_t stems[2] = {stem_of(r, word), chat_stem(r, r->words.all[beside].text, false)};
    const struct vocabulary *v = index_vocabulary(r->index);
    size_t count;

    if (word.len < NEIGHBOUR_LETTERS_MIN || stems[0] == NO_WORD || stems[1] == NO_WORD ||
        r->guesses == CHAT_GUESSES_MAX || chat_is_type(r, word) ||
        chat_grammar_has_word(r->chat->grammar, word) || chat_go_together(r, stems, 2))
        return false;
    r->spelt[r->guesses++] = (struct spelt){.word = word, .edits = -1};
    count = spelling_guess(v, word, false, guesses);
    for (size_t i = 0; i < count; i++) {
        const struct word *known = vocabulary_word(v, guesses[i].word);

        stems[0] = known->stem;
        if (guesses[i].edits == 1 && names_kind(r, stems[0]) && chat_go_together(r, stems, 2)) {
            r->words.all[at].text = str_copy(r->arena, str_n(known->text, known->len));
            return true;
        }
    }
    return false;
}
