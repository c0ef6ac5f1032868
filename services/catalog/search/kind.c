/* kind: somebody who talks and says "kettles" wants kettles, not the tea of a brand with a kettle in its
 * name.
 *
 * The kind is named by the head of the query's first noun phrase. If a category is called by the words up to
 * it
 * ("gaming laptops"), its products are of the kind; else those whose title has the same head ("wireless
 * mouse"). What is of another kind is left out, unless nothing would be left. */
#include "search/kind.h"

#include "base/mem.h"
#include "search/search_parts.h"
#include "words/words.h"

#define WORDS_MAX  32
#define TYPE_SHARE 6 /* a word names a kind if one in so many products that have it is named by it */

struct noun_phrase {
    uint32_t stems[WORDS_MAX]; /* of its words, in their order; NO_WORD: nobody has it */
    size_t count;              /* the head is the last */
};

/* The query with its misspelt words put right. */
static struct str corrected(struct str text, const struct rewritten *query, struct arena *arena)
{
    struct buf out = {0};
    struct str word, copy;

    while (str_split(&text, ' ', &word)) {
        for (size_t i = 0; i < query->correction_count; i++)
            if (str_eq_nocase(word, str_of(query->corrections[i]->from)))
                word = str_of(query->corrections[i]->to);
        buf_str(&out, word);
        buf_char(&out, ' ');
    }
    copy = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return copy;
}

/* "ssds", which no product says, is several of what they say. */
static uint32_t stem_of(struct index *index, struct str word)
{
    const struct vocabulary *v = index_vocabulary(index);
    uint32_t singular =
        str_ends(word, STR("s")) ? vocabulary_find(v, str_sub(word, 0, word.len - 1)) : NO_WORD;
    uint32_t number = singular != NO_WORD ? singular : vocabulary_find(v, word);

    return number == NO_WORD ? vocabulary_find(v, token_stem(index_tokeniser(index), word))
                             : vocabulary_word(v, number)->stem;
}

/* The parts of a model number name nothing: nobody who says "SAW-9376" wants saws. */
static bool is_of_a_number(const struct token *tokens, size_t count, size_t at)
{
    size_t whole = at + 1;

    while (whole < count && whole <= at + UINT8_MAX && tokens[whole].parts < whole - at)
        whole++;
    if (whole >= count || tokens[whole].kind != TOKEN_JOINED || tokens[whole].parts < whole - at)
        return false;
    for (size_t i = whole - tokens[whole].parts; i < whole; i++)
        if (tokens[i].kind != TOKEN_WORD)
            return true;
    return false;
}

/* The next noun phrase of a text that is read from *at on. False: there is none. */
static bool next_phrase(struct index *index, struct str text, size_t *at, struct noun_phrase *phrase,
                        struct arena *arena)
{
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(index), text, &tokens), words = 0;
    struct str word[WORDS_MAX];
    bool is_over = false;

    for (; *at < count && words < WORDS_MAX && !is_over; (*at)++) {
        const struct token *token = &tokens[*at];

        if (token->kind != TOKEN_WORD || token->parts || word_is_joint(token->text) ||
            is_of_a_number(tokens, count, *at))
            continue;
        word[words++] = str_copy(arena, token->text); /* finding a stem takes the tokens away */
        is_over = token->head;
    }
    phrase->count = words;
    for (size_t i = 0; i < words; i++)
        phrase->stems[i] = stem_of(index, word[i]);
    return words > 0;
}

static uint32_t head_of(const struct noun_phrase *phrase)
{
    return phrase->stems[phrase->count - 1];
}

bool kind_is_titled(struct index *index, uint32_t stem, uint32_t product, struct arena *arena)
{
    struct str title = str_of(product_title(index_product(index, product)));
    struct noun_phrase phrase;

    for (size_t at = 0; next_phrase(index, title, &at, &phrase, arena);) {
        if (head_of(&phrase) == stem)
            return true;
    }
    return false;
}

static bool has_stem(const struct noun_phrase *phrase, uint32_t stem)
{
    for (size_t i = 0; i < phrase->count; i++)
        if (phrase->stems[i] == stem)
            return true;
    return false;
}

/* How many words the category's name has, if all of them are in the phrase: a name of one word must be its
 * head. */
static size_t is_called(struct index *index, const struct noun_phrase *phrase, const char *category,
                        struct arena *arena)
{
    struct noun_phrase name;
    size_t at = 0, words = 0;

    while (next_phrase(index, str_of(category), &at, &name, arena)) {
        for (size_t i = 0; i < name.count; i++)
            if (name.stems[i] == NO_WORD || !has_stem(phrase, name.stems[i]))
                return 0;
        words += name.count;
        if (words == 1 && name.stems[0] != head_of(phrase))
            return 0;
    }
    return words;
}

static uint32_t category_called(struct index *index, const struct noun_phrase *phrase, struct arena *arena)
{
    const struct texts *texts = index_texts(index);
    uint32_t best = 0, best_uses = 0;
    size_t most = 0;

    for (uint32_t i = 1; i < texts_limit(texts); i++) {
        uint32_t uses = lexicon_uses(index_lexicon(index), i, ROLE_CATEGORY);
        size_t words = uses ? is_called(index, phrase, texts_get(texts, i), arena) : 0;

        if (words > most || (words && words == most && uses < best_uses)) {
            best = i;
            best_uses = uses;
            most = words;
        }
    }
    return best;
}

static bool names_a_kind(const struct index *index, uint32_t stem)
{
    uint32_t heads = stem == NO_WORD ? 0 : lexicon_heads(index_lexicon(index), stem);

    return heads && heads * TYPE_SHARE >= vocabulary_word(index_vocabulary(index), stem)->count;
}

struct kind {
    uint32_t category; /* 0: none is called so, the head of the title decides */
    uint32_t head;
};

static bool find_kind(struct index *index, struct str text, struct kind *kind, struct arena *arena)
{
    struct noun_phrase phrase;
    size_t at = 0;

    while (next_phrase(index, text, &at, &phrase, arena)) {
        kind->head = head_of(&phrase);
        kind->category = category_called(index, &phrase, arena);
        if (kind->category || names_a_kind(index, kind->head))
            return true;
    }
    return false;
}

static bool is_of_kind(struct index *index, const struct kind *kind, uint32_t number, struct arena *arena)
{
    const struct product *p = index_product(index, number);
    const struct posting *posting;
    struct noun_phrase title;
    size_t at = 0;

    for (size_t i = 0; kind->category && i < p->categories; i++)
        if (product_categories(p)[i] == kind->category)
            return true;
    if (kind->category)
        return false;
    posting = postings_find(vocabulary_word(index_vocabulary(index), kind->head), number);
    return posting && posting->fields & FIELD_TITLE &&
           next_phrase(index, str_of(product_title(p)), &at, &title, arena) && head_of(&title) == kind->head;
}

void kind_keep(struct search *s, size_t q, struct str text, struct matches *matches)
{
    struct kind kind;
    bool *keep;
    size_t kept = 0;

    if (!s->command->by_kind ||
        !find_kind(s->index, corrected(text, &s->asked[q].query, s->arena), &kind, s->arena))
        return;
    keep = arena_array(s->arena, matches->count + 1, sizeof(*keep));
    for (size_t i = 0; i < matches->count; i++) {
        keep[i] = is_of_kind(s->index, &kind, matches->all[i].product, s->arena);
        kept += keep[i];
    }
    if (!kept)
        return;
    kept = 0;
    for (size_t i = 0; i < matches->count; i++)
        if (keep[i])
            matches->all[kept++] = matches->all[i];
    matches->count = kept;
}
