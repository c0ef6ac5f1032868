/* chat_things: the words that are left, as things: which of them name a kind of product, and whether they go
 * with what was wanted before. */
#include "chat/chat_parts.h"
#include "search/kind.h"
#include "words/words.h"

#define QUERY_TOKENS_MAX    32
#define TITLES_READ_MAX     200
#define TITLED_WORDS_MAX    4
#define TITLED_POSTINGS_MAX 2000

static const double mended_confidence = 0.6;

/* The words that a sample is drawn by: the last kind of product in the first phrase that has one. */
static size_t head_of(struct reader *r, const size_t *at, size_t count)
{
    size_t head = SIZE_MAX;

    for (size_t i = 0; i < count; i++) {
        if (head != SIZE_MAX && word_is_joint(r->words.all[at[i]].text))
            break;
        if (chat_is_type(r, r->words.all[at[i]].text))
            head = at[i];
    }
    return head;
}

/* Laptops for "laptop", not their bags; where no title says it so, all that are called by it. */
static void sample_stem(struct reader *r, uint32_t stem)
{
    const struct word *word = stem == NO_WORD ? NULL : vocabulary_word(index_vocabulary(r->index), stem);
    size_t titles = 0;

    r->sample_count = 0;
    for (uint32_t i = 0; word && i < word->count && titles < TITLES_READ_MAX && r->sample_count < SAMPLE_MAX;
         i++) {
        const struct posting *posting = &word->postings[i];

        if (!(posting->fields & FIELD_TITLE))
            continue;
        titles++;
        if (kind_is_titled(r->index, stem, posting->product, r->arena))
            r->sample[r->sample_count++] = posting->product;
    }
    if (r->sample_count)
        return;
    for (uint32_t i = 0; word && i < word->count && r->sample_count < SAMPLE_MAX; i++) {
        if (word->postings[i].fields & (FIELD_CATEGORY | FIELD_TITLE))
            r->sample[r->sample_count++] = word->postings[i].product;
    }
}

const struct sample *chat_sample_of_kind(struct reader *r)
{
    struct sample shown = {.count = r->sample_count};

    if (r->kind.known)
        return &r->kind;
    memcpy(shown.at, r->sample, sizeof(shown.at));
    if (r->wanted_kind != NO_WORD)
        sample_stem(r, r->wanted_kind);
    memcpy(r->kind.at, r->sample, sizeof(shown.at));
    r->kind.count = r->sample_count;
    r->kind.known = true;
    memcpy(r->sample, shown.at, sizeof(shown.at));
    r->sample_count = shown.count;
    return &r->kind;
}

/* A word that can name a product, not one of a condition. */
static uint32_t naming_stem(struct reader *r, size_t at)
{
    struct str word = r->words.all[at].text;

    return chat_is_small(r, word) || chat_is_figure(word) || r->words.all[at].is_number ||
                   chat_grammar_has_word(r->chat->grammar, word)
               ? NO_WORD
               : chat_stem(r, word, false);
}

/* None of the words names a kind (most products that mention a "tv" are none): products that have all of them
 * in their titles. */
static void sample_titled(struct reader *r, const size_t *at, size_t count)
{
    const struct vocabulary *v = index_vocabulary(r->index);
    const struct word *words[TITLED_WORDS_MAX], *rarest = NULL;
    size_t known = 0;

    for (size_t i = 0; i < count && known < COUNT_OF(words); i++) {
        uint32_t stem = naming_stem(r, at[i]);

        if (stem == NO_WORD)
            continue;
        words[known] = vocabulary_word(v, stem);
        if (!rarest || words[known]->count < rarest->count)
            rarest = words[known];
        known++;
    }
    for (uint32_t i = 0; rarest && i < rarest->count && i < TITLED_POSTINGS_MAX; i++) {
        uint32_t product = rarest->postings[i].product;
        bool all = true;

        for (size_t k = 0; k < known && all; k++) {
            const struct posting *posting = postings_find(words[k], product);

            all = posting && posting->fields & FIELD_TITLE;
        }
        if (all && r->sample_count < SAMPLE_MAX)
            r->sample[r->sample_count++] = product;
    }
}

static void sample_shown(struct reader *r)
{
    r->sample_count = 0;
    for (size_t i = 0; i < r->shown_count; i++) {
        uint32_t number;

        if (index_find(r->index, str_of(r->dialogue->shown[i]->product_id), &number))
            r->sample[r->sample_count++] = number;
    }
}

/* The stem of the word that is the kind in the need's words; NO_WORD: they have none. */
static uint32_t wanted_kind(struct reader *r)
{
    const struct token *tokens;
    struct str words[QUERY_TOKENS_MAX];
    uint32_t kind = NO_WORD;
    size_t count;

    if (!r->dialogue->need)
        return NO_WORD;
    count = tokenise(index_tokeniser(r->index), str_of(r->dialogue->need->words), &tokens);
    count = count < QUERY_TOKENS_MAX ? count : QUERY_TOKENS_MAX;
    for (size_t i = 0; i < count; i++)
        words[i] = str_copy(r->arena, tokens[i].text);
    for (size_t i = 0; i < count; i++) {
        if (kind != NO_WORD && word_is_joint(words[i]))
            break;
        if (chat_is_type(r, words[i]))
            kind = chat_stem(r, words[i], true);
    }
    return kind;
}

void chat_take_sample(struct reader *r, size_t from, size_t to)
{
    size_t at[CHAT_WORDS_MAX], count = 0, head;
    uint32_t stem;

    r->wanted_kind = wanted_kind(r);
    sample_shown(r);
    for (size_t i = from; i < to; i++) { /* "more storage" of what is shown is no kind of thing */
        if (!r->sample_count || !chat_table_at(r, TABLE_ATTRIBUTE, i, i + 1).len)
            at[count++] = i;
    }
    head = head_of(r, at, count);
    stem = head == SIZE_MAX ? NO_WORD : chat_stem(r, r->words.all[head].text, true);
    if (stem != NO_WORD && (stem != r->wanted_kind || !r->sample_count))
        sample_stem(r, stem);
    else if (!r->sample_count && r->wanted_kind != NO_WORD)
        sample_stem(r, r->wanted_kind);
    else if (!r->sample_count)
        sample_titled(r, at, count);
}

/* ---- */

static bool is_kept(struct reader *r, const struct rest *rest, size_t i)
{
    size_t at = rest->at[i];
    bool follows = i && rest->at[i - 1] + 1 == at, goes_on = i + 1 < rest->count && rest->at[i + 1] == at + 1;

    if (word_is_joint(r->words.all[at].text))
        return follows && goes_on && !word_is_joint(r->words.all[at - 1].text) &&
               !chat_is_small(r, r->words.all[at - 1].text);
    return !chat_is_small(r, r->words.all[at].text);
}

/* What nobody sells: a brand if it was said to be one, or a colour. */
static void tell_unknown(struct reader *r, const struct rest *rest, size_t i)
{
    size_t at = rest->at[i];
    struct str said = chat_words_said(&r->words, at, at + 1);
    const char *kind = word_is_colour(r->words.all[at].text)               ? "colour "
                       : rest->only[at] || (at && i && rest->only[at - 1]) ? "brand "
                                                                           : "";

    if (r->out->unknown_count < CHAT_NAMES_MAX)
        r->out->unknown[r->out->unknown_count++] = str_printf(r->arena, "%s%.*s", kind, STR_ARGS(said));
}

/* "15.6", "inch", "dv7": no word that a catalogue could know or not know. */
bool chat_is_figure(struct str word)
{
    bool digit = false;

    for (size_t i = 0; i < word.len; i++)
        digit = digit || (word.data[i] >= '0' && word.data[i] <= '9');
    return digit || unit_of(word);
}

static void drop_trailing_joint(struct reader *r, size_t *kept, size_t *count)
{
    while (*count && word_is_joint(r->words.all[kept[*count - 1]].text))
        --*count;
}

/* "mouse pad", where nobody sells pads, is no mouse. */
static bool ends_unknown(struct reader *r, const size_t *kept, size_t count, size_t head)
{
    size_t last = head;

    for (size_t i = 0; i < count; i++) {
        if (kept[i] == last + 1 && !word_is_joint(r->words.all[kept[i]].text))
            last = kept[i];
    }
    return last != head && chat_stem(r, r->words.all[last].text, true) == NO_WORD &&
           !word_is_noise(r->words.all[last].text) && !r->words.all[last].is_number;
}

/* "with a pen", "for travel": how something is to be, not what. */
static bool describes(struct reader *r, size_t at)
{
    while (at > r->what_from && chat_is_small(r, r->words.all[at - 1].text) &&
           !word_is_joint(r->words.all[at - 1].text))
        at--;
    return at > r->what_from && r->dialogue->need && word_is_joint(r->words.all[at - 1].text);
}

/* The first word of the phrase that the head ends. */
static size_t phrase_start(const size_t *kept, size_t count, size_t head)
{
    size_t start = head;

    for (size_t i = count; i > 0; i--) {
        if (kept[i - 1] + 1 == start)
            start--;
    }
    return start;
}

/* A plural that the catalogue does not write ("TVs") is searched for as its singular. */
static struct str searched(struct reader *r, struct str word)
{
    struct str singular = str_sub(word, 0, word.len ? word.len - 1 : 0);
    const struct vocabulary *v = index_vocabulary(r->index);

    return word.len > 2 && str_ends(word, STR("s")) && vocabulary_find(v, word) == NO_WORD &&
                   vocabulary_find(v, chat_stem_text(r, word)) == NO_WORD &&
                   vocabulary_find(v, singular) != NO_WORD
               ? singular
               : word;
}

static double mend_neighbours(struct reader *r, const struct rest *rest)
{
    bool mended = false;

    for (size_t i = 1; i < rest->count && !mended; i++) {
        size_t at = rest->at[i];

        if (at == rest->at[i - 1] + 1 && !r->words.all[at - 1].ends_clause && is_kept(r, rest, i) &&
            is_kept(r, rest, i - 1) && !word_is_joint(r->words.all[at].text) &&
            !word_is_joint(r->words.all[at - 1].text))
            mended = chat_mend(r, at, at - 1);
    }
    return mended ? mended_confidence : 1;
}

void chat_read_things(struct reader *r, const struct rest *rest)
{
    size_t kept[CHAT_WORDS_MAX], count = 0;
    struct buf words = {0};
    uint32_t stems[CHAT_WORDS_MAX + 1];
    size_t stem_count = 0, head;
    double confidence = 1, least = mend_neighbours(r, rest);
    bool other; /* a kind that nobody sells */

    for (size_t i = 0; i < rest->count; i++) {
        size_t at = rest->at[i];
        bool joint = word_is_joint(r->words.all[at].text);
        uint32_t stem;

        if (!is_kept(r, rest, i) || (joint && !count))
            continue;
        stem = joint ? NO_WORD : chat_stem(r, r->words.all[at].text, true);
        if (!joint && stem == NO_WORD && !chat_is_type(r, r->words.all[at].text)) {
            if (chat_is_figure(r->words.all[at].text)) {
                kept[count++] = at;
                continue;
            }
            r->unknown_words++;
            r->noise_words += word_is_noise(r->words.all[at].text);
            tell_unknown(r, rest, i);
            if (rest->only[at])
                continue;
        } else if (!joint) {
            stems[stem_count++] = stem;
            chat_best_word(r, r->words.all[at].text, &confidence);
            least = confidence < least ? confidence : least;
        }
        kept[count++] = at;
    }
    drop_trailing_joint(r, kept, &count);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_char(&words, ' ');
        buf_str(&words, searched(r, r->words.all[kept[i]].text));
    }
    head = head_of(r, kept, count);
    other = head != SIZE_MAX && ends_unknown(r, kept, count, head);
    head = other ? SIZE_MAX : head;
    r->out->words = str_c(r->arena, buf_as_str(&words));
    r->out->describes = count && describes(r, kept[0]);
    if (r->out->describes || (head != SIZE_MAX && describes(r, phrase_start(kept, count, head))))
        head = SIZE_MAX;
    r->out->is_type = head != SIZE_MAX || (other && !r->out->describes);
    r->out->also = r->out->also || rest->also;
    r->said_kind = head == SIZE_MAX ? NO_WORD : chat_stem(r, r->words.all[head].text, true);
    r->out->is_same_type = r->said_kind != NO_WORD && r->said_kind == r->wanted_kind;
    r->known_words = stem_count;
    if (r->wanted_kind != NO_WORD)
        stems[stem_count++] = r->wanted_kind;
    r->goes_with_need = r->wanted_kind != NO_WORD && stem_count > 1 && chat_go_together(r, stems, stem_count);
    if (count)
        chat_slot(r, "words", r->out->words, kept[0], kept[count - 1] + 1, least);
    buf_free(&words);
}
