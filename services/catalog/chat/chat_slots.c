/* chat_slots: a table says for each slot how many words it may take at a place; what was asked once is
 * remembered for the message. */
#include "chat/chat_parts.h"
#include "words/currency_names.h"

#define NAME_WORDS_MAX   5
#define LIST_WORDS_MAX   16
#define UNIT_LETTERS_MIN 4

static uint64_t up_to(size_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

static uint64_t any_words(struct reader *r, size_t at)
{
    return up_to(r->words.count - at);
}

static uint64_t few_words(struct reader *r, size_t at)
{
    return up_to(r->words.count - at < 3 ? r->words.count - at : 3);
}

/* The lengths up to NAME_WORDS_MAX at which `fits` says yes. */
static uint64_t where(struct reader *r, size_t at, bool (*fits)(struct reader *, size_t, size_t))
{
    uint64_t lengths = 0;

    for (size_t n = 1; n <= NAME_WORDS_MAX && at + n <= r->words.count; n++) {
        if (fits(r, at, at + n))
            lengths |= UINT64_C(1) << (n - 1);
    }
    return lengths;
}

static bool fits_product(struct reader *r, size_t from, size_t to)
{
    struct reference ignored;

    return chat_refers(r, from, to, false, &ignored);
}

static uint64_t product(struct reader *r, size_t at)
{
    return where(r, at, fits_product);
}

static uint64_t products(struct reader *r, size_t at)
{
    struct reference ignored;
    uint64_t lengths = 0;

    for (size_t n = 1; n <= 14 && at + n <= r->words.count; n++) {
        if (chat_refers(r, at, at + n, true, &ignored))
            lengths |= UINT64_C(1) << (n - 1);
    }
    return lengths;
}

static bool fits_attribute(struct reader *r, size_t from, size_t to)
{
    const char *ignored[1];
    struct str list = chat_table_at(r, TABLE_ATTRIBUTE, from, to);

    /* A name alone is a part of every product: price, rating. */
    return chat_attributes(r, from, to, ignored, 1) > 0 || (list.len && str_find(list, STR("/")) < 0);
}

static uint64_t attribute(struct reader *r, size_t at)
{
    return where(r, at, fits_attribute);
}

static bool is_joint(const struct reader *r, size_t at)
{
    return chat_word_is(r, at, "and") || chat_word_is(r, at, "&") || chat_word_is(r, at, "plus") ||
           chat_word_is(r, at, "or");
}

static bool leads_in(const struct reader *r, size_t at)
{
    static const char *const words[] = {"the", "its", "their", "how", "what", "is", "a"};

    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (chat_word_is(r, at, words[i]))
            return true;
    }
    return false;
}

size_t chat_attribute_list(struct reader *r, size_t from, size_t to, struct chat_capture *parts)
{
    size_t count = 0, start = from;

    for (size_t i = from; i <= to; i++) {
        size_t end = i;

        if (i < to && !is_joint(r, i) && !(i > start && r->words.all[i - 1].ends_clause))
            continue;
        while (start < end && leads_in(r, start))
            start++;
        if (start == end && i < to && count && is_joint(r, i)) { /* ", and" */
            start = i + 1;
            continue;
        }
        if (start == end || end - start > NAME_WORDS_MAX || count == CHAT_NAMES_MAX ||
            !(chat_lengths(r, SLOT_ATTRIBUTE, start) >> (end - start - 1) & 1))
            return 0;
        if (parts)
            parts[count] = (struct chat_capture){SLOT_ATTRIBUTE, start, end};
        count++;
        start = i < to && is_joint(r, i) ? i + 1 : i;
    }
    return count > 1 ? count : 0;
}

static uint64_t attributes(struct reader *r, size_t at)
{
    uint64_t lengths = 0;
    size_t first = at;

    while (first < r->words.count && !is_joint(r, first) && !r->words.all[first].ends_clause)
        first++;
    for (size_t n = first - at + 2; n <= LIST_WORDS_MAX && at + n <= r->words.count; n++) {
        if (chat_attribute_list(r, at, at + n, NULL))
            lengths |= UINT64_C(1) << (n - 1);
    }
    return lengths;
}

/* Words that name something in themselves: no article alone, nothing that points to a product. */
static uint64_t asked(struct reader *r, size_t at)
{
    uint64_t lengths = 0;

    for (size_t n = 1; n <= NAME_WORDS_MAX && at + n <= r->words.count; n++) {
        struct str word = r->words.all[at + n - 1].text;

        if (chat_grammar_value(r->chat->grammar, TABLE_PRONOUN, word).len)
            break;
        if (!chat_is_small(r, word))
            lengths |= UINT64_C(1) << (n - 1);
    }
    return lengths;
}

static bool fits_flag(struct reader *r, size_t from, size_t to)
{
    const char *names[4];
    size_t count = chat_attributes_exactly(r, from, to, names, COUNT_OF(names));

    for (size_t i = 0; i < count; i++) {
        if (chat_is_flag(r, names[i]))
            return true;
    }
    return false;
}

static uint64_t flag(struct reader *r, size_t at)
{
    return where(r, at, fits_flag);
}

static bool fits_facet(struct reader *r, size_t from, size_t to)
{
    struct str name = chat_words_joined(&r->words, from, to, ' ', r->arena);

    return chat_grammar_value(r->chat->grammar, TABLE_FACET, name).len || fits_attribute(r, from, to);
}

static uint64_t facet(struct reader *r, size_t at)
{
    return where(r, at, fits_facet);
}

static bool fits_brand(struct reader *r, size_t from, size_t to)
{
    return chat_brand(r, from, to).text != NULL;
}

static uint64_t brand(struct reader *r, size_t at)
{
    return where(r, at, fits_brand);
}

static bool fits_colour(struct reader *r, size_t from, size_t to)
{
    return to - from <= 2 && chat_colour(r, from, to).text;
}

static uint64_t colour(struct reader *r, size_t at)
{
    return where(r, at, fits_colour);
}

/* "16 gb", "16gb", `17"` */
static bool fits_measure(struct reader *r, size_t from, size_t to)
{
    uint8_t unit;
    double value;

    return chat_measure_at(r, from, &value, &unit) == to - from;
}

static uint64_t measure(struct reader *r, size_t at)
{
    return where(r, at, fits_measure);
}

static uint64_t number(struct reader *r, size_t at)
{
    return r->words.all[at].is_number ? 1 : 0;
}

static uint64_t in_table(struct reader *r, size_t at, enum chat_table table)
{
    uint64_t lengths = 0;

    for (size_t n = 1; n <= 4 && at + n <= r->words.count; n++) {
        if (chat_table_at(r, table, at, at + n).len)
            lengths |= UINT64_C(1) << (n - 1);
    }
    return lengths;
}

static uint64_t more(struct reader *r, size_t at)
{
    return in_table(r, at, TABLE_MORE);
}

static uint64_t most(struct reader *r, size_t at)
{
    return in_table(r, at, TABLE_MOST);
}

static uint64_t noun(struct reader *r, size_t at)
{
    return in_table(r, at, TABLE_NOUN) | (chat_is_type(r, r->words.all[at].text) ? 1 : 0);
}

static uint64_t type(struct reader *r, size_t at)
{
    return chat_is_type(r, r->words.all[at].text) ? 1 : 0;
}

static uint64_t currency(struct reader *r, size_t at)
{
    return currency_named(r->words.all[at].text, NULL)[0] ? 1 : 0;
}

static bool fits_value(struct reader *r, size_t from, size_t to)
{
    return chat_stated_value(r, from, to, &(const char *){NULL});
}

static uint64_t value(struct reader *r, size_t at)
{
    return where(r, at, fits_value);
}

uint64_t chat_lengths(void *owner, enum chat_slot slot, size_t at)
{
    static uint64_t (*const lengths[CHAT_SLOTS])(struct reader *, size_t) = {
        [SLOT_REST] = any_words,
        [SLOT_FEW] = few_words,
        [SLOT_WHAT] = any_words,
        [SLOT_PURPOSE] = any_words,
        [SLOT_PRODUCT] = product,
        [SLOT_PRODUCTS] = products,
        [SLOT_ATTRIBUTES] = attributes,
        [SLOT_ATTRIBUTE] = attribute,
        [SLOT_ASKED] = asked,
        [SLOT_FLAG] = flag,
        [SLOT_FACET] = facet,
        [SLOT_BRAND] = brand,
        [SLOT_COLOUR] = colour,
        [SLOT_MEASURE] = measure,
        [SLOT_NUMBER] = number,
        [SLOT_MORE] = more,
        [SLOT_MOST] = most,
        [SLOT_NOUN] = noun,
        [SLOT_TYPE] = type,
        [SLOT_CURRENCY] = currency,
        [SLOT_VALUE] = value,
    };
    struct reader *r = owner;
    uint64_t bit = UINT64_C(1) << at;

    if (!(r->lengths_known[slot] & bit)) {
        r->lengths[slot][at] = lengths[slot](r, at);
        r->lengths_known[slot] |= bit;
    }
    return r->lengths[slot][at];
}

/* The words as the grammar would write them. */
static struct str meant(struct reader *r, size_t from, size_t to)
{
    struct chat_words *words = arena_copy(r->arena, &r->words, sizeof(r->words));

    for (size_t i = from; i < to; i++) {
        if (words->all[i].meant.len)
            words->all[i].text = words->all[i].meant;
    }
    return chat_words_joined(words, from, to, ' ', r->arena);
}

struct str chat_table_at(struct reader *r, enum chat_table table, size_t from, size_t to)
{
    struct str found =
        chat_grammar_value(r->chat->grammar, table, chat_words_joined(&r->words, from, to, ' ', r->arena));

    for (size_t i = from; i < to && !found.len; i++) {
        if (r->words.all[i].meant.len)
            return chat_grammar_value(r->chat->grammar, table, meant(r, from, to));
    }
    return found;
}

/* "a terabyte"; "a second one" and "half a metre" are not one of these, and short units are words, too. */
static bool is_one_of(const struct reader *r, size_t at)
{
    struct str unit = at + 1 < r->words.count ? r->words.all[at + 1].text : STR_NONE;

    return (chat_word_is(r, at, "a") || chat_word_is(r, at, "an")) && unit.len >= UNIT_LETTERS_MIN &&
           !(at && chat_word_is(r, at - 1, "half")) &&
           !chat_grammar_value(r->chat->grammar, TABLE_ORDINAL, unit).len;
}

size_t chat_measure_at(const struct reader *r, size_t at, double *ret_value, uint8_t *ret_unit)
{
    struct str word = r->words.all[at].text;
    size_t digits = str_span(word, "0123456789.,");

    if (r->words.all[at].is_number || str_is(word, "one") || is_one_of(r, at)) {
        *ret_value = r->words.all[at].is_number ? r->words.all[at].number : 1;
        *ret_unit = at + 1 < r->words.count ? unit_of(r->words.all[at + 1].text) : 0;
        return *ret_unit ? 2 : 0;
    }
    if (!digits || digits == word.len || !str_to_double(str_sub(word, 0, digits), ret_value))
        return 0;
    word = str_sub(word, digits + (word.data[digits] == '-'), word.len);
    *ret_unit = unit_of(word);
    return *ret_unit ? 1 : 0;
}

Steward__V1__Slot *chat_slot(struct reader *r, const char *name, const char *value, size_t from, size_t to,
                             double confidence)
{
    Steward__V1__Understood *u = r->out->understood;
    Steward__V1__Slot *slot = arena_new_of(r->arena, Steward__V1__Slot);
    struct str said = chat_words_said(&r->words, from, to);

    steward__v1__slot__init(slot);
    slot->name = str_c(r->arena, str_of(name));
    slot->value = str_c(r->arena, str_of(value));
    slot->said = str_c(r->arena, said);
    slot->start = from < to ? r->words.all[from].start : 0;
    slot->end = from < to ? r->words.all[to - 1].end : 0;
    slot->confidence = confidence;
    if (!u->slots)
        u->slots = arena_array(r->arena, CHAT_SLOTS_MAX, sizeof(*u->slots));
    if (u->n_slots < CHAT_SLOTS_MAX)
        u->slots[u->n_slots++] = slot;
    return slot;
}
