/* suggest: the last word is completed from the vocabulary, by how many products are called so, together
 * with the words before it; then the catalogue's own texts with these words are named. */
#include "index/suggest.h"

#include <stdlib.h>

#include "base/mem.h"
#include "index/spelling.h"
#include "words/edit_distance.h"

#define CONTEXT_MAX     8
#define COMPANY_MAX     2000 /* products looked at for the words before */
#define COMPLETIONS_MAX 5
#define POPULAR_EACH    3
#define TEXTS_EACH      3 /* categories and brands */
#define PRODUCTS_MAX    3
#define CORRECTED_FROM  4 /* letters of a beginning that may be misspelt */

struct completion {
    uint32_t word;
    uint32_t products;
};

struct suggesting {
    struct index *index;
    struct arena *arena;
    struct str context[CONTEXT_MAX]; /* as they will be said */
    uint32_t stems[CONTEXT_MAX];
    size_t context_count;
    struct str last;   /* its beginning; empty: the last word is over */
    uint32_t *company; /* products with all words of the context */
    size_t company_count;
    struct completion completions[COMPLETIONS_MAX];
    size_t completion_count;
    Steward__V1__Suggestions *out;
    size_t limit;
};

static const struct word *word_of(const struct suggesting *s, uint32_t number)
{
    return vocabulary_word(index_vocabulary(s->index), number);
}

static bool is_suggested(const struct suggesting *s, Steward__V1__Suggestion__Kind kind, struct str text)
{
    for (size_t i = 0; i < s->out->n_suggestions; i++) {
        if (s->out->suggestions[i]->kind == kind && str_is(text, s->out->suggestions[i]->text))
            return true;
    }
    return false;
}

static void add(struct suggesting *s, Steward__V1__Suggestion__Kind kind, struct str text, int64_t count,
                const char *product_id)
{
    Steward__V1__Suggestion *suggestion;

    if (s->out->n_suggestions == s->limit || is_suggested(s, kind, text))
        return;
    suggestion = arena_new_of(s->arena, Steward__V1__Suggestion);
    steward__v1__suggestion__init(suggestion);
    suggestion->kind = kind;
    suggestion->text = str_c(s->arena, text);
    suggestion->count = count;
    suggestion->product_id = str_c(s->arena, str_of(product_id));
    s->out->suggestions[s->out->n_suggestions++] = suggestion;
}

/* ---- what is typed ---- */

/* The word as it is or as it was meant; false: nobody knows anything like it. */
static bool add_context(struct suggesting *s, struct str text)
{
    const struct vocabulary *v = index_vocabulary(s->index);
    uint32_t word = vocabulary_find(v, text);
    struct guess guesses[GUESSES_MAX];

    if (s->context_count == CONTEXT_MAX)
        return true;
    if (word == NO_WORD || !word_of(s, word_of(s, word)->stem)->count) {
        if (!spelling_guess(v, text, false, guesses))
            return false;
        word = guesses[0].word;
    }
    s->context[s->context_count] = str_copy(s->arena, str_n(word_of(s, word)->text, word_of(s, word)->len));
    s->stems[s->context_count++] = word_of(s, word)->stem;
    return true;
}

static bool read_text(struct suggesting *s, struct str text)
{
    const struct token *tokens;
    bool is_over = text.len && (text.data[text.len - 1] == ' ' || text.data[text.len - 1] == '\t');
    size_t count = tokenise(index_tokeniser(s->index), text, &tokens), words = 0;
    struct str all[CONTEXT_MAX + 1];

    for (size_t i = 0; i < count && words < COUNT_OF(all); i++) {
        if (!tokens[i].parts)
            all[words++] = str_copy(s->arena, tokens[i].text);
    }
    if (words && !is_over)
        s->last = all[--words];
    for (size_t i = 0; i < words; i++) {
        if (!add_context(s, all[i]))
            return false;
    }
    return words || s->last.len;
}

/* ---- products with the words before ---- */

static bool has_all(const struct suggesting *s, uint32_t product, size_t but)
{
    for (size_t i = 0; i < s->context_count; i++) {
        if (i != but && !postings_find(word_of(s, s->stems[i]), product))
            return false;
    }
    return true;
}

static void find_company(struct suggesting *s)
{
    size_t rarest = 0;
    const struct word *word;

    if (!s->context_count)
        return;
    for (size_t i = 1; i < s->context_count; i++) {
        if (word_of(s, s->stems[i])->count < word_of(s, s->stems[rarest])->count)
            rarest = i;
    }
    word = word_of(s, s->stems[rarest]);
    s->company = arena_array(s->arena, COMPANY_MAX, sizeof(*s->company));
    for (uint32_t i = 0; i < word->count && s->company_count < COMPANY_MAX; i++) {
        if (has_all(s, word->postings[i].product, rarest))
            s->company[s->company_count++] = word->postings[i].product;
    }
}

/* ---- completing the last word ---- */

/* Not only somewhere in its description. */
static bool is_called(const struct posting *posting)
{
    return posting && posting->fields & (FIELD_TITLE | FIELD_BRAND | FIELD_CATEGORY);
}

static uint32_t products_called(const struct suggesting *s, const struct word *word)
{
    const struct word *stem = word_of(s, word->stem);
    uint32_t count = 0;

    for (size_t i = 0; i < s->company_count; i++)
        count += is_called(postings_find(stem, s->company[i]));
    for (uint32_t i = 0; !s->context_count && i < stem->count && i < COMPANY_MAX; i++)
        count += is_called(&stem->postings[i]);
    return count;
}

static bool is_said_already(const struct suggesting *s, uint32_t word)
{
    for (size_t i = 0; i < s->completion_count; i++) {
        if (word_of(s, s->completions[i].word)->stem == word_of(s, word)->stem)
            return true;
    }
    for (size_t i = 0; i < s->context_count; i++) {
        if (s->stems[i] == word_of(s, word)->stem)
            return true;
    }
    return false;
}

static void keep_completion(struct suggesting *s, uint32_t word, uint32_t products)
{
    size_t at;

    if (!products || is_said_already(s, word))
        return;
    at = s->completion_count < COMPLETIONS_MAX ? s->completion_count : COMPLETIONS_MAX - 1;
    if (s->completion_count == COMPLETIONS_MAX && products <= s->completions[at].products)
        return;
    for (; at && s->completions[at - 1].products < products; at--)
        s->completions[at] = s->completions[at - 1];
    s->completions[at] = (struct completion){word, products};
    s->completion_count += s->completion_count < COMPLETIONS_MAX;
}

/* Whether a word begins with something that is one edit from what was typed. */
static bool begins_like(struct str word, struct str typed)
{
    for (size_t len = typed.len - 1; len <= typed.len + 1; len++) {
        if (len <= word.len && word.data[0] == typed.data[0] &&
            edit_distance(str_sub(word, 0, len), typed, 1) <= 1)
            return true;
    }
    return false;
}

/* Only words that somebody wrote (letters != 0) are gone on with. */
static void complete(struct suggesting *s, bool misspelt)
{
    const struct vocabulary *v = index_vocabulary(s->index);
    const uint32_t *letters = vocabulary_letters(v);
    uint32_t wanted = letters_of(s->last), limit = vocabulary_limit(v);

    for (uint32_t i = 0; i < limit; i++) {
        const struct word *word;
        struct str text;

        if (!letters[i] || __builtin_popcount(wanted & ~letters[i]) > (misspelt ? 2 : 0))
            continue;
        word = vocabulary_word(v, i);
        text = str_n(word->text, word->len);
        if (misspelt ? begins_like(text, s->last) : str_starts(text, s->last))
            keep_completion(s, i, products_called(s, word));
    }
}

static struct str said(struct suggesting *s, const char *more)
{
    struct buf text = {0};
    struct str copy;

    for (size_t i = 0; i < s->context_count; i++) {
        buf_str(&text, s->context[i]);
        buf_char(&text, ' ');
    }
    buf_str(&text, str_of(more));
    copy = str_trim(str_copy(s->arena, buf_as_str(&text)));
    buf_free(&text);
    return copy;
}

/* A search that many have made is worth more than words that merely go on. */
static void add_popular(struct suggesting *s)
{
    struct str queries[POPULAR_EACH];
    size_t count = popular_find(index_popular(s->index), said(s, str_c(s->arena, s->last)), queries,
                                s->limit < POPULAR_EACH ? s->limit : POPULAR_EACH);

    for (size_t i = 0; i < count; i++) {
        add(s, STEWARD__V1__SUGGESTION__KIND__QUERY, queries[i], 0, "");
        s->out->suggestions[s->out->n_suggestions - 1]->popular = true;
    }
}

static void add_queries(struct suggesting *s)
{
    for (size_t i = 0; i < s->completion_count; i++)
        add(s, STEWARD__V1__SUGGESTION__KIND__QUERY, said(s, word_of(s, s->completions[i].word)->text),
            s->completions[i].products, "");
}

/* ---- the catalogue's own texts ---- */

static bool has_word(const char *text, struct str wanted, bool beginning)
{
    for (const char *at = text; *at;) {
        size_t len = strcspn(at, " -/&,");

        if (len >= wanted.len && (beginning || len == wanted.len) &&
            str_eq_nocase(str_n(at, wanted.len), wanted))
            return true;
        at += len;
        at += *at != '\0';
    }
    return false;
}

/* All that was typed is in it, the last word as the beginning of one of its own. */
static bool has_what_is_typed(const struct suggesting *s, const char *text)
{
    for (size_t i = 0; i < s->context_count; i++) {
        if (!has_word(text, s->context[i], true))
            return false;
    }
    return !s->last.len || has_word(text, s->last, true);
}

static void add_texts(struct suggesting *s, enum text_role role, Steward__V1__Suggestion__Kind kind)
{
    const struct texts *texts = index_texts(s->index);
    const struct lexicon *lexicon = index_lexicon(s->index);
    uint32_t best[TEXTS_EACH] = {0}, counts[TEXTS_EACH] = {0};

    for (uint32_t i = 1; i < texts_limit(texts); i++) {
        uint32_t uses = lexicon_uses(lexicon, i, role);
        size_t at = TEXTS_EACH;

        if (!uses || !has_what_is_typed(s, texts_get(texts, i)))
            continue;
        while (at && uses > counts[at - 1])
            at--;
        for (size_t k = TEXTS_EACH - 1; k > at; k--) {
            best[k] = best[k - 1];
            counts[k] = counts[k - 1];
        }
        if (at < TEXTS_EACH) {
            best[at] = i;
            counts[at] = uses;
        }
    }
    for (size_t i = 0; i < TEXTS_EACH && best[i]; i++)
        add(s, kind, str_of(texts_get(texts, best[i])), counts[i], "");
}

/* ---- products ---- */

static int64_t liked(const struct product *p)
{
    return (int64_t)((double)p->stars * 1000) * (p->rating_count < 1000 ? p->rating_count : 1000);
}

static void keep_product(const struct suggesting *s, uint32_t number, uint32_t *best, size_t *count)
{
    const struct product *p = index_product(s->index, number);
    size_t at = *count < PRODUCTS_MAX ? *count : PRODUCTS_MAX - 1;

    if (!p || !has_what_is_typed(s, product_title(p)) ||
        (*count == PRODUCTS_MAX && liked(p) <= liked(index_product(s->index, best[at]))))
        return;
    for (size_t i = 0; i < *count; i++) {
        if (best[i] == number)
            return;
    }
    for (; at && liked(p) > liked(index_product(s->index, best[at - 1])); at--)
        best[at] = best[at - 1];
    best[at] = number;
    *count += *count < PRODUCTS_MAX;
}

static void add_products(struct suggesting *s)
{
    uint32_t best[PRODUCTS_MAX];
    size_t count = 0;

    for (size_t i = 0; i < s->company_count; i++)
        keep_product(s, s->company[i], best, &count);
    for (size_t c = 0; !s->context_count && c < s->completion_count; c++) {
        const struct word *stem = word_of(s, word_of(s, s->completions[c].word)->stem);

        for (uint32_t i = 0; i < stem->count && i < COMPANY_MAX; i++)
            keep_product(s, stem->postings[i].product, best, &count);
    }
    for (size_t i = 0; i < count; i++) {
        const struct product *p = index_product(s->index, best[i]);

        add(s, STEWARD__V1__SUGGESTION__KIND__PRODUCT, str_of(product_title(p)), 1, product_id(p));
    }
}

Steward__V1__Suggestions *suggest(struct index *index, struct str text, size_t limit, struct arena *arena)
{
    struct suggesting s = {.index = index,
                           .arena = arena,
                           .limit = limit < SUGGEST_MAX ? limit : SUGGEST_MAX};

    s.out = arena_new_of(arena, Steward__V1__Suggestions);
    steward__v1__suggestions__init(s.out);
    s.out->suggestions = arena_array(arena, SUGGEST_MAX, sizeof(*s.out->suggestions));
    text.len = text.len > SUGGEST_BYTES_MAX ? utf8_clip(text, SUGGEST_BYTES_MAX) : text.len;
    if (!index || !index_count(index) || !read_text(&s, text))
        return s.out;
    find_company(&s);
    if (s.last.len)
        complete(&s, false);
    if (!s.completion_count && s.last.len >= CORRECTED_FROM)
        complete(&s, true);
    add_popular(&s);
    add_queries(&s);
    add_texts(&s, ROLE_CATEGORY, STEWARD__V1__SUGGESTION__KIND__CATEGORY);
    add_texts(&s, ROLE_BRAND, STEWARD__V1__SUGGESTION__KIND__BRAND);
    add_products(&s);
    return s.out;
}
