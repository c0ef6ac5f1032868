/* similar: what is like a product: its category and the telling words of its title and attributes make the
 * query; what is of its category and near its price comes first. */
#include <math.h>

#include "base/mem.h"
#include "search/search_parts.h"

enum { TITLE_WORDS_MAX = 12, ATTRIBUTE_WORDS_MAX = 8, ATTRIBUTE_BYTES_MAX = 24 };

static const float other_category = 0.5F; /* a product of another category is worth so much */
static const float price_matters = 0.5F;  /* at e times the price, the score is divided by one and a half */

static bool is_of_brand(struct str brand, struct str word)
{
    struct str part;

    while (str_split(&brand, ' ', &part)) {
        if (str_eq_nocase(part, word))
            return true;
    }
    return false;
}

/* Words only: numbers and codes tell one product from the others, which is not what is wanted. */
static void add_title(const struct search *s, struct buf *out)
{
    struct str brand = str_of(texts_get(index_texts(s->index), s->like->brand));
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(s->index), str_of(product_title(s->like)), &tokens);

    for (size_t i = 0, words = 0; i < count && words < TITLE_WORDS_MAX; i++) {
        if (tokens[i].kind != TOKEN_WORD || is_of_brand(brand, tokens[i].text))
            continue;
        buf_printf(out, " %.*s", STR_ARGS(tokens[i].text));
        words++;
    }
}

static void add_attributes(const struct search *s, struct buf *out)
{
    const struct attribute *attributes = product_attributes(s->like);

    for (size_t i = 0, words = 0; i < s->like->attributes && words < ATTRIBUTE_WORDS_MAX; i++) {
        const char *text =
            attributes[i].kind == ATTRIBUTE_TEXT ? texts_get(index_texts(s->index), attributes[i].text) : "";

        if (!text[0] || strlen(text) > ATTRIBUTE_BYTES_MAX)
            continue;
        buf_printf(out, " %s", text);
        words++;
    }
}

static const char *narrowest(const struct search *s, const struct product *p)
{
    return p->categories ? texts_get(index_texts(s->index), product_categories(p)[p->categories - 1]) : "";
}

struct str similar_words(const struct search *s)
{
    struct buf out = {0};
    struct str words;

    buf_str(&out, str_of(narrowest(s, s->like)));
    add_title(s, &out);
    add_attributes(s, &out);
    words = str_copy(s->arena, buf_as_str(&out));
    buf_free(&out);
    return words;
}

void similar_take_out(struct search *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        const struct product *p = index_product(s->index, s->matches.all[i].product);

        if (p != s->like && (!p->group || p->group != s->like->group))
            search_keep(s, i, &kept);
    }
    s->matches.count = kept;
    s->result->nothing_relevant = s->result->nothing_relevant || !kept;
}

static float price_factor(const struct product *like, const struct product *p)
{
    if (like->price_minor <= 0 || p->price_minor <= 0 || like->currency != p->currency)
        return 1;
    return 1 / (1 + price_matters * fabsf(logf((float)p->price_minor / (float)like->price_minor)));
}

void similar_prefer(const struct search *s)
{
    uint32_t category = s->like->categories ? product_categories(s->like)[s->like->categories - 1] : 0;

    for (size_t i = 0; i < s->matches.count; i++) {
        const struct product *p = index_product(s->index, s->matches.all[i].product);
        bool same = category && p->categories && product_categories(p)[p->categories - 1] == category;

        s->matches.all[i].score *= price_factor(s->like, p) * (same || !category ? 1 : other_category);
    }
}
