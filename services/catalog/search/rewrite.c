/* rewrite: each word is looked up; for one that nobody knows the repairs are tried in this order: join it
 * with the next, split it, correct it. Among corrections the number of products decides, and how many of them
 * have the query's other words as well: "memory stik" means the stick. */
#include "search/rewrite.h"

#include <math.h>

#include "index/spelling.h"
#include "words/words.h"

static const float synonym_weight = 0.6F;
static const float part_weight = 0.3F; /* of the number alone, where it was asked with its unit */
static const float completion_weight = 0.8F;
static const float likely_bonus = 2.0F; /* of an edit that happens easily, against the log of products */
static const float first_letter_bonus = 1.0F; /* seldom wrong */
static const float company_matters = 2.0F;    /* log of products with the other words, against log of all */

enum { SPLIT_LETTERS_MIN = 3, JOINED_PRODUCTS_MIN = 2, SAMPLE = 256 };

struct piece {
    struct str text;
    uint8_t kind;
    bool small;
    struct str whole;             /* what it is part of: a measure, or written with hyphens */
    bool measured;                /* the whole is a measure */
    uint32_t stem;                /* NO_WORD: not known */
    uint32_t others[GUESSES_MAX]; /* stems of what it may be completed to, too */
    size_t other_count;
};

struct rewrite {
    struct index *index;
    const struct vocabulary *vocabulary;
    struct arena *arena;
    struct piece pieces[TERMS_MAX];
    size_t count;
    struct rewritten out;
};

/* The stem that has products, or NO_WORD. */
static uint32_t known_stem(const struct rewrite *r, struct str text, uint8_t kind)
{
    struct str stem = kind == TOKEN_WORD ? token_stem(index_tokeniser(r->index), text) : text;
    uint32_t number = vocabulary_find(r->vocabulary, stem), whole;

    if (number == NO_WORD && kind == TOKEN_WORD) { /* "ereader", which is written "e-reader" */
        whole = vocabulary_find(r->vocabulary, text);
        number = whole == NO_WORD ? NO_WORD : vocabulary_word(r->vocabulary, whole)->stem;
    }
    return number != NO_WORD && vocabulary_word(r->vocabulary, number)->count ? number : NO_WORD;
}

static void read_pieces(struct rewrite *r, struct str query)
{
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(r->index), query, &tokens);

    for (size_t i = 0; i < count; i++) {
        struct str text = str_copy(r->arena, tokens[i].text);

        if (tokens[i].parts) {
            for (size_t k = 1; k <= tokens[i].parts && k <= r->count; k++) {
                r->pieces[r->count - k].whole = text;
                r->pieces[r->count - k].measured = tokens[i].kind == TOKEN_MEASURE;
            }
        } else if (r->count < TERMS_MAX) {
            r->pieces[r->count++] =
                (struct piece){.text = text, .kind = tokens[i].kind, .small = word_is_small(text)};
        }
    }
    for (size_t i = 0; i < r->count; i++)
        r->pieces[i].stem = known_stem(r, r->pieces[i].text, r->pieces[i].kind);
}

/* Small words count only where there is nothing else. */
static void drop_small_words(struct rewrite *r)
{
    size_t kept = 0;

    for (size_t i = 0; i < r->count; i++) {
        if (!r->pieces[i].small)
            r->pieces[kept++] = r->pieces[i];
    }
    r->count = kept ? kept : r->count;
}

static void tell_correction(struct rewrite *r, struct str from, struct str to)
{
    Steward__V1__Correction *c = arena_new_of(r->arena, Steward__V1__Correction);

    if (!r->out.corrections)
        r->out.corrections = arena_array(r->arena, TERMS_MAX, sizeof(*r->out.corrections));
    if (r->out.correction_count == TERMS_MAX)
        return;
    steward__v1__correction__init(c);
    c->from = str_c(r->arena, from);
    c->to = str_c(r->arena, to);
    r->out.corrections[r->out.correction_count++] = c;
}

/* How many products have both, in long lists by a sample. */
static float shared(const struct word *a, const struct word *b)
{
    uint32_t step = 1, both = 0;

    if (a->count > b->count) {
        const struct word *more = a;

        a = b;
        b = more;
    }
    step += a->count / SAMPLE;
    for (uint32_t i = 0; i < a->count; i += step)
        both += postings_find(b, a->postings[i].product) != NULL;
    return (float)both * (float)step;
}

/* How well a guess fits: frequent, and in the company of the query's other words. */
static float fitness(const struct rewrite *r, size_t at, const struct guess *guess)
{
    const struct word *word = vocabulary_word(r->vocabulary, guess->word);
    const struct word *stem = vocabulary_word(r->vocabulary, word->stem);
    float company = 0;

    for (size_t i = 0; i < r->count; i++) {
        if (i != at && r->pieces[i].stem != NO_WORD)
            company += logf(1 + shared(stem, vocabulary_word(r->vocabulary, r->pieces[i].stem)));
    }
    return logf(1 + (float)guess->products) + company_matters * company - (float)guess->edits * 20 +
           (guess->likely ? likely_bonus : 0) +
           (word->text[0] == r->pieces[at].text.data[0] ? first_letter_bonus : 0);
}

static const struct guess *best_guess(const struct rewrite *r, size_t at, const struct guess *guesses,
                                      size_t count)
{
    const struct guess *best = guesses;
    float most = -INFINITY;

    for (size_t i = 0; i < count; i++) {
        float fits = fitness(r, at, &guesses[i]);

        if (fits > most) {
            most = fits;
            best = &guesses[i];
        }
    }
    return best;
}

/* A plural that nobody wrote is misspelt like its singular: "earbvds". */
static size_t guess_word(const struct rewrite *r, size_t at, struct guess *guesses)
{
    struct str text = r->pieces[at].text;
    size_t count = spelling_guess(r->vocabulary, text, at + 1 == r->count, guesses);

    if (!count && str_ends(text, STR("s")))
        count = spelling_guess(r->vocabulary, str_sub(text, 0, text.len - 1), false, guesses);
    return count;
}

static void use_guess(struct rewrite *r, size_t at, const struct guess *best, const struct guess *guesses,
                      size_t count)
{
    struct piece *piece = &r->pieces[at];
    const struct word *word = vocabulary_word(r->vocabulary, best->word);

    for (size_t i = 0; best->completes && i < count; i++) {
        if (guesses[i].completes && &guesses[i] != best)
            piece->others[piece->other_count++] = vocabulary_word(r->vocabulary, guesses[i].word)->stem;
    }
    tell_correction(r, piece->text, str_n(word->text, word->len));
    piece->text = str_copy(r->arena, str_n(word->text, word->len));
    piece->stem = word->stem;
}

static struct str joined(struct rewrite *r, size_t at, const char *between)
{
    return str_of(str_printf(r->arena, "%.*s%s%.*s", STR_ARGS(r->pieces[at].text), between,
                             STR_ARGS(r->pieces[at + 1].text)));
}

/* The stem of the word that this one and the next are together; NO_WORD: hardly anybody writes it so. */
static uint32_t joined_stem(struct rewrite *r, size_t at)
{
    uint32_t word;

    if (at + 1 >= r->count || r->pieces[at].measured || r->pieces[at + 1].measured ||
        (r->pieces[at].kind == TOKEN_NUMBER && r->pieces[at + 1].kind == TOKEN_NUMBER))
        return NO_WORD;
    word = vocabulary_find(r->vocabulary, joined(r, at, ""));
    if (word == NO_WORD || vocabulary_word(r->vocabulary, word)->products < JOINED_PRODUCTS_MIN)
        return NO_WORD;
    return vocabulary_word(r->vocabulary, word)->stem;
}

/* "head phones", where one of them means nothing. */
static bool join(struct rewrite *r, size_t at)
{
    uint32_t stem = joined_stem(r, at);
    struct piece *piece = &r->pieces[at];

    if (stem == NO_WORD)
        return false;
    tell_correction(r, joined(r, at, " "), joined(r, at, ""));
    piece->text = joined(r, at, "");
    piece->stem = stem;
    memmove(piece + 1, piece + 2, (r->count - at - 2) * sizeof(*piece));
    r->count--;
    return true;
}

static float together(const struct rewrite *r, struct str left, struct str right)
{
    uint32_t a = known_stem(r, left, TOKEN_WORD), b = known_stem(r, right, TOKEN_WORD);

    return a == NO_WORD || b == NO_WORD
               ? 0
               : shared(vocabulary_word(r->vocabulary, a), vocabulary_word(r->vocabulary, b));
}

/* "memorystick": cut where the halves are most often together. */
static bool split(struct rewrite *r, size_t at)
{
    struct piece *piece = &r->pieces[at];
    struct str text = piece->text;
    float most = 0;
    size_t cut = 0;

    if (piece->kind != TOKEN_WORD || r->count == TERMS_MAX)
        return false;
    for (size_t i = SPLIT_LETTERS_MIN; i + SPLIT_LETTERS_MIN <= text.len; i++) {
        float both = together(r, str_sub(text, 0, i), str_sub(text, i, text.len));

        if (both > most) {
            most = both;
            cut = i;
        }
    }
    if (!cut)
        return false;
    memmove(piece + 1, piece, (r->count - at) * sizeof(*piece));
    r->count++;
    piece[0].text = str_sub(text, 0, cut);
    piece[1].text = str_sub(text, cut, text.len);
    for (size_t i = 0; i < 2; i++)
        piece[i].stem = known_stem(r, piece[i].text, TOKEN_WORD);
    tell_correction(r, text, joined(r, at, " "));
    return true;
}

static struct str stems_from(struct rewrite *r, size_t at, size_t count)
{
    struct buf key = {0};
    struct str copy;

    for (size_t i = at; i < at + count; i++) {
        const struct piece *piece = &r->pieces[i];

        if (i > at)
            buf_char(&key, ' ');
        buf_str(&key,
                piece->kind == TOKEN_WORD ? token_stem(index_tokeniser(r->index), piece->text) : piece->text);
    }
    copy = str_copy(r->arena, buf_as_str(&key));
    buf_free(&key);
    return copy;
}

/* One edit away is nearer than two words written as one, and these are nearer than two edits. */
static void repair_word(struct rewrite *r, size_t at)
{
    struct guess guesses[GUESSES_MAX];
    const struct guess *best;
    size_t count;

    if (join(r, at) || (at && join(r, at - 1)))
        return;
    count = r->pieces[at].kind == TOKEN_WORD ? guess_word(r, at, guesses) : 0;
    best = count ? best_guess(r, at, guesses, count) : NULL;
    if (best && best->edits == 1 && !best->completes)
        use_guess(r, at, best, guesses, count);
    else if (!split(r, at) && best)
        use_guess(r, at, best, guesses, count);
}

static void repair(struct rewrite *r)
{
    for (size_t at = 0; at < r->count; at++) {
        size_t synonyms;

        if (r->pieces[at].stem == NO_WORD && !r->pieces[at].whole.len &&
            !synonyms_find(index_synonyms(r->index), stems_from(r, at, 1), &synonyms))
            repair_word(r, at);
    }
}

static void make_term(struct rewrite *r, const struct piece *piece)
{
    struct term *term = &r->out.terms[r->out.count++];
    uint32_t whole = piece->whole.len ? known_stem(r, piece->whole, TOKEN_JOINED) : NO_WORD;
    bool as_measure = piece->measured && whole != NO_WORD;

    term->text = piece->measured ? piece->whole : piece->text;
    if (as_measure)
        term_add(term, &whole, 1, 1);
    if (piece->stem != NO_WORD)
        term_add(term, &piece->stem, 1, as_measure ? part_weight : 1);
    if (whole != NO_WORD)
        term_add(term, &whole, 1, 1);
    for (size_t i = 0; i < piece->other_count; i++)
        term_add(term, &piece->others[i], 1, completion_weight);
}

/* Two known words that the catalogue also writes as one: that one counts for both. */
static void add_joined(struct rewrite *r, size_t at)
{
    uint32_t stem = joined_stem(r, at);

    if (stem == NO_WORD)
        return;
    term_add(&r->out.terms[at], &stem, 1, 1);
    term_add(&r->out.terms[at + 1], &stem, 1, 1);
}

static void add_synonym(struct rewrite *r, size_t at, size_t count, const struct phrase *synonym)
{
    uint32_t stems[PHRASE_MAX];

    for (size_t i = 0; i < synonym->count; i++) {
        stems[i] = vocabulary_find(r->vocabulary, synonym->stems[i]);
        if (stems[i] == NO_WORD || !vocabulary_word(r->vocabulary, stems[i])->count)
            return;
    }
    for (size_t i = at; i < at + count; i++)
        term_add(&r->out.terms[i], stems, synonym->count, synonym_weight);
}

static void add_synonyms(struct rewrite *r, size_t at)
{
    for (size_t count = 1; count <= SYNONYM_WORDS_MAX && at + count <= r->count; count++) {
        size_t found;
        const struct phrase *phrases =
            synonyms_find(index_synonyms(r->index), stems_from(r, at, count), &found);

        for (size_t i = 0; i < found; i++)
            add_synonym(r, at, count, &phrases[i]);
    }
}

struct rewritten query_rewrite(struct index *index, struct str query, struct arena *arena)
{
    struct rewrite *r = arena_new_of(arena, struct rewrite);

    r->index = index;
    r->vocabulary = index_vocabulary(index);
    r->arena = arena;
    r->out.terms = arena_array(arena, TERMS_MAX, sizeof(struct term));
    read_pieces(r, query);
    drop_small_words(r);
    repair(r);
    for (size_t i = 0; i < r->count; i++)
        make_term(r, &r->pieces[i]);
    for (size_t i = 0; i < r->count; i++) {
        add_joined(r, i);
        add_synonyms(r, i);
    }
    return r->out;
}
