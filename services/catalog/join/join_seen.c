/* join_seen: what a picture shows: a code, else a product that is known, else what can be made out of it. */
#include "join/join_note.h"
#include "words/words.h"

#define LABEL_LEAST 0.6 /* words that were seen with less may be anything */
#define SURE        0.8 /* that it is this product's picture */

enum { TITLE_WORDS_MAX = 12 };

#define KIND(name) STEWARD__V1__IMAGE_ATTRIBUTE__KIND__##name

static bool knows(const struct join *j, struct str word)
{
    return j->lexicon->knows(j->lexicon->owner, word);
}

/* A code as the catalogue has it: in one piece, or as an EAN of what it has as a UPC. */
static struct str known_code(const struct join *j, struct str code)
{
    const struct token *tokens;
    size_t count = tokenise(j->tokeniser, code, &tokens);

    for (size_t i = count; i > 0; i--)
        if (tokens[i - 1].kind != TOKEN_WORD && tokens[i - 1].text.len > 3 && knows(j, tokens[i - 1].text))
            return code;
    if (code.len == 13 && code.data[0] == '0' && knows(j, str_sub(code, 1, 13)))
        return str_sub(code, 1, 13);
    return STR_NONE;
}

static bool take_code(struct join *j, size_t at, Steward__V1__ImageAttribute__Kind kind, note_kind note)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];

    for (size_t i = 0; i < reading->n_seen; i++) {
        const Steward__V1__ImageAttribute *seen = reading->seen[i];
        struct str code = seen->kind == kind ? known_code(j, str_of(seen->value)) : STR_NONE;

        if (!code.len)
            continue;
        if (!join_has_word(j, code))
            join_add_words(j, code);
        join_note(j, note, at, code);
        return true;
    }
    return false;
}

/* Print, or what a vision model calls it. */
static bool is_worded(const Steward__V1__ImageAttribute *seen)
{
    return seen->confidence >= LABEL_LEAST &&
           (seen->kind == KIND(TEXT) || seen->kind == KIND(CATEGORY) || seen->kind == KIND(FEATURE));
}

/* The first one that is seen counts, if none was named. */
static struct str take_brand(struct join *j, size_t at, struct str text)
{
    struct named seen = brand_in(text, BY(SHOWED), j->lexicon, j->arena);

    if (!j->brand.word.len)
        j->brand = seen;
    else if (brands_differ(&j->brand, seen.word) && !str_eq_nocase(j->other_brand, seen.word))
        join_pass_over(j, NOTE(OTHER_SHOWN), at, &j->brand, &j->other_brand, seen.word);
    return str_eq_nocase(j->brand.word, seen.word) && !j->brand.is_negated ? STR_NONE : seen.word;
}

/* The catalogue's words of a text, without those of the brand that does not count. */
static void take_words(struct join *j, struct str text, struct str other, size_t *taken)
{
    const struct token *tokens;
    size_t count = tokenise(j->tokeniser, text, &tokens);

    for (size_t i = 0; i < count && *taken < JOIN_WORDS_MAX; i++) {
        struct str word = tokens[i].text;

        if (word.len < 3 || tokens[i].kind == TOKEN_NUMBER || word_is_small(word) || word_is_colour(word) ||
            str_is(word, "size") || query_is_size(word) || brand_has_word(other, word) || !knows(j, word) ||
            join_has_word(j, word))
            continue;
        join_add_words(j, word);
        (*taken)++;
    }
}

/* A model number of three characters is no code that stands for itself: norms ("V30", "A19") look like it. It
 * is the first word of the label, however many there are before it. */
static void take_short_models(struct join *j, size_t at, size_t *taken)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];

    for (size_t i = 0; i < reading->n_seen; i++) {
        if (reading->seen[i]->kind == KIND(MODEL) && reading->seen[i]->confidence >= LABEL_LEAST)
            take_words(j, str_of(reading->seen[i]->value), STR_NONE, taken);
    }
}

/* As they come. */
static void take_label(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    size_t taken = 0;

    take_short_models(j, at, &taken);
    for (size_t i = 0; i < reading->n_seen; i++) {
        struct str text = is_worded(reading->seen[i]) ? str_of(reading->seen[i]->value) : STR("");
        struct str other = take_brand(j, at, text);

        take_words(j, text, other, &taken);
    }
}

static bool take_colour(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    struct str colour = colour_of_picture(reading);

    if (!colour.len || j->colour.word.len) {
        if (colours_differ(&j->colour, colour) && !picture_shows(reading, &j->colour))
            join_pass_over(j, NOTE(OTHER_COLOUR), at, &j->colour, &j->other_colour, colour);
        return false;
    }
    j->colour = (struct named){BY(SHOWED), colour};
    join_add_words(j, colour);
    return true;
}

static bool is_size(const Steward__V1__ImageAttribute *seen)
{
    return seen->kind == KIND(SIZE) && seen->confidence >= LABEL_LEAST && size_is_worn(str_of(seen->value));
}

/* The size of what is shown, as it is said; a label that has several may mean any of them. */
static struct str size_of_picture(const struct join *j, const Steward__V1__MediaReading *reading)
{
    struct str size = STR_NONE;

    for (size_t i = 0; i < reading->n_seen; i++) {
        if (!is_size(reading->seen[i]))
            continue;
        if (size.len)
            return STR_NONE;
        size = str_of(str_printf(j->arena, "size %s", reading->seen[i]->value));
    }
    return size;
}

/* STR_NONE: none is surely another one, or one is it. */
static struct str other_size_of(const struct join *j, const Steward__V1__MediaReading *reading)
{
    struct str other = STR_NONE;

    for (size_t i = 0; i < reading->n_seen; i++) {
        struct str size = is_size(reading->seen[i]) ? str_of(reading->seen[i]->value) : STR_NONE;

        if (sizes_agree(j->size.word, size))
            return STR_NONE;
        if (!other.len && sizes_differ(j->size.word, size))
            other = str_of(str_printf(j->arena, "size %.*s", STR_ARGS(size)));
    }
    return other;
}

static void take_size(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    struct str other = other_size_of(j, reading);

    if (other.len)
        join_pass_over(j, NOTE(OTHER_SHOWN), at, &j->size, &j->other_size, other);
    if (j->size.word.len)
        return;
    j->size = (struct named){BY(SHOWED), size_of_picture(j, reading)};
    join_add_words(j, j->size.word);
}

/* The whole of what is joined follows its parts. */
static bool is_part(const struct token *tokens, size_t count, size_t i)
{
    for (size_t k = i + 1; k < count && k <= i + UINT8_MAX; k++)
        if (tokens[k].parts)
            return tokens[k].parts >= k - i;
    return false;
}

/* The words of its title, without the colour and the brand if another one was asked for. */
static void take_title(struct join *j, size_t at, struct str title)
{
    struct str other = take_brand(j, at, title);
    const struct token *tokens;
    size_t count = tokenise(j->tokeniser, title, &tokens), taken = 0;

    for (size_t i = 0; i < count && taken < TITLE_WORDS_MAX; i++) {
        if (is_part(tokens, count, i) || join_has_word(j, tokens[i].said) ||
            (j->colour.word.len && word_is_colour(tokens[i].text)) || brand_has_word(other, tokens[i].said))
            continue;
        join_add_words(j, tokens[i].said);
        taken++;
    }
}

static bool take_likeness(struct join *j, size_t at)
{
    const Steward__V1__Fingerprint *photo = j->command->media[at]->fingerprint;
    struct join_likeness like;

    if (!photo || !j->lexicon->looks_like || !j->lexicon->looks_like(j->lexicon->owner, photo, &like))
        return false;
    join_note(j, like.sureness >= SURE ? NOTE(KNOWN) : NOTE(LIKENESS), at, like.title);
    if (j->colour.word.len) /* that it contradicts what was asked for is told */
        (void)take_colour(j, at);
    take_title(j, at, like.title);
    return true;
}

static void note_label(struct join *j, size_t at, size_t from, bool is_silent)
{
    struct str words = str_trim(str_sub(buf_as_str(&j->text), from, j->text.len));

    if (words.len)
        join_note(j, NOTE(SEEN), at, words);
    else if (is_silent && !j->colour.word.len)
        join_note_each(j, NOTE(NOTHING_SEEN), at, NULL, 0);
}

/* Whether anybody here has it or not: a marketplace may. */
void join_foreign(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];

    for (size_t i = 0; i < reading->n_seen; i++)
        if (reading->seen[i]->kind == KIND(BARCODE) && !j->text.len)
            join_add_words(j, str_of(reading->seen[i]->value));
}

void join_picture(struct join *j, size_t at)
{
    size_t from = j->text.len, notes = j->result->n_told;
    bool is_coloured;

    if (take_code(j, at, KIND(BARCODE), NOTE(BARCODE)) || take_code(j, at, KIND(MODEL), NOTE(MODEL)) ||
        take_likeness(j, at))
        return;
    take_label(j, at);
    is_coloured = take_colour(j, at);
    take_size(j, at);
    note_label(j, at, from, !is_coloured && j->result->n_told == notes);
}
