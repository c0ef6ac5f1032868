/* lexicon: two arrays of counters, one by text and role, one by stem. */
#include "index/lexicon.h"

#include "base/mem.h"

#define HEADS_MAX 16 /* stems that name one product */

struct lexicon {
    uint32_t (*uses)[ROLES];
    uint32_t text_room;
    uint32_t *heads;
    uint32_t stem_room;
};

struct lexicon *lexicon_new(void)
{
    return mem_new(struct lexicon);
}

void lexicon_free(struct lexicon *l)
{
    if (!l)
        return;
    mem_free(l->uses);
    mem_free(l->heads);
    mem_free(l);
}

static void make_room(struct lexicon *l, uint32_t texts, uint32_t stems)
{
    if (texts > l->text_room) {
        l->uses = mem_grow(l->uses, 2 * (size_t)texts, sizeof(*l->uses));
        memset(l->uses + l->text_room, 0, (2 * (size_t)texts - l->text_room) * sizeof(*l->uses));
        l->text_room = 2 * texts;
    }
    if (stems > l->stem_room) {
        l->heads = mem_grow(l->heads, 2 * (size_t)stems, sizeof(*l->heads));
        memset(l->heads + l->stem_room, 0, (2 * (size_t)stems - l->stem_room) * sizeof(*l->heads));
        l->stem_room = 2 * stems;
    }
}

static void count_all(struct lexicon *l, const uint32_t *texts, size_t count, enum text_role role, int change)
{
    for (size_t i = 0; i < count; i++)
        l->uses[texts[i]][role] += (uint32_t)change;
}

/* The stem of the word that ends the text's first noun phrase; NO_WORD: nobody has it. */
static uint32_t first_head(const struct vocabulary *v, struct tokeniser *tokeniser, const char *text)
{
    const struct token *tokens;
    size_t count = tokenise(tokeniser, str_of(text), &tokens);

    for (size_t i = 0; i < count; i++) {
        if (tokens[i].head && tokens[i].kind == TOKEN_WORD) {
            uint32_t word = vocabulary_find(v, tokens[i].text);

            return word == NO_WORD ? NO_WORD : vocabulary_word(v, word)->stem;
        }
    }
    return NO_WORD;
}

static void add_head(uint32_t stems[HEADS_MAX], size_t *count, uint32_t stem)
{
    for (size_t i = 0; i < *count; i++) {
        if (stems[i] == stem)
            return;
    }
    if (stem != NO_WORD && *count < HEADS_MAX)
        stems[(*count)++] = stem;
}

void lexicon_count(struct lexicon *l, const struct texts *texts, const struct vocabulary *v,
                   struct tokeniser *tokeniser, const struct product *p, int change)
{
    const struct attribute *attributes = product_attributes(p);
    const uint32_t *categories = product_categories(p);
    uint32_t stems[HEADS_MAX];
    size_t count = 0;

    make_room(l, texts_limit(texts), vocabulary_limit(v));
    count_all(l, &p->brand, 1, ROLE_BRAND, change);
    count_all(l, categories, p->categories, ROLE_CATEGORY, change);
    count_all(l, product_paths(p), p->paths, ROLE_PATH, change);
    count_all(l, product_colours(p), p->colours, ROLE_COLOUR, change);
    count_all(l, product_sizes(p), p->sizes, ROLE_SIZE, change);
    for (size_t i = 0; i < p->attributes; i++) {
        l->uses[attributes[i].name][ROLE_ATTRIBUTE] += (uint32_t)change;
        if (attributes[i].kind == ATTRIBUTE_TEXT)
            l->uses[attributes[i].text][ROLE_VALUE] += (uint32_t)change;
    }
    for (size_t i = 0; i < p->categories; i++)
        add_head(stems, &count, first_head(v, tokeniser, texts_get(texts, categories[i])));
    add_head(stems, &count, first_head(v, tokeniser, product_title(p)));
    for (size_t i = 0; i < count; i++)
        l->heads[stems[i]] += (uint32_t)change;
}

uint32_t lexicon_uses(const struct lexicon *l, uint32_t text, enum text_role role)
{
    return text && text < l->text_room ? l->uses[text][role] : 0;
}

uint32_t lexicon_find(const struct lexicon *l, const struct texts *texts, struct str text,
                      enum text_role role)
{
    uint32_t found = texts_find(texts, text);

    return lexicon_uses(l, found, role) ? found : 0;
}

uint32_t lexicon_heads(const struct lexicon *l, uint32_t stem)
{
    return stem < l->stem_room ? l->heads[stem] : 0;
}
