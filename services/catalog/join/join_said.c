/* join_said: what was heard in a voice note, where what was typed leaves it open. */
#include "chat/rules_chat.h"
#include "join/join_note.h"
#include "join/join_price.h"
#include "words/words.h"

#define DOUBTFUL 0.3 /* a word that was heard with less is asked about */

/* Speech has no digits; who types has, and searches are read that way. */
static struct str in_figures(const struct join *j, struct str heard)
{
    return j->lexicon->chat ? chat_in_figures(j->lexicon->chat, heard, j->arena) : heard;
}

/* What is settled is not said once more. */
static bool is_settled(const struct join *j, const struct named *colour, const struct named *brand,
                       struct str word)
{
    return join_has_word(j, word) || (j->colour.word.len && str_eq(word, colour->word)) ||
           (j->brand.word.len && brand_has_word(brand->word, word));
}

/* ---- limits of the price, and sizes: words that belong together ---- */

struct heard {
    size_t at;       /* which of the media */
    struct str left; /* the words that are taken one by one */
    struct str kept; /* those that are taken together */
    bool is_alone;   /* nothing was typed: what counts stays where it was said */
};

static void settle(struct join *j, struct heard *heard, struct str words, bool counts)
{
    if (counts && heard->is_alone)
        return;
    if (counts)
        heard->kept = str_of(str_printf(j->arena, "%.*s %.*s", STR_ARGS(heard->kept), STR_ARGS(words)));
    heard->left = str_of(str_replace_word(j->arena, heard->left, words, STR("")));
}

/* Whether it is a limit more, beside those that count. */
static bool is_another_limit(struct join *j, const struct heard *heard, const struct join_wish *wish)
{
    bool adds = true;

    for (size_t i = 0; i < j->price_count; i++) {
        const struct join_price *price = &j->prices[i];

        if (prices_differ(price->range, wish->price)) {
            if (!j->other_price.len)
                j->price = price->named;
            join_pass_over(j, NOTE(OTHER_SAID), heard->at, &price->named, &j->other_price, wish->said);
            return false;
        }
        adds &= price_adds(price->range, wish->price);
    }
    return adds;
}

/* Those of one voice note do not contradict each other. */
static void take_limits(struct join *j, struct heard *heard)
{
    struct join_wish wishes[JOIN_PRICES_MAX];
    size_t count = join_wishes_in(heard->left, WISH_PRICE, j->lexicon, j->arena, wishes, COUNT_OF(wishes));
    bool counts[JOIN_PRICES_MAX];

    for (size_t i = 0; i < count; i++)
        counts[i] = is_another_limit(j, heard, &wishes[i]);
    for (size_t i = 0; i < count; i++) {
        settle(j, heard, wishes[i].said, counts[i]);
        if (counts[i])
            join_add_price(j, BY(SAID), wishes[i].said, wishes[i].price);
    }
}

static void take_size(struct join *j, struct heard *heard)
{
    struct named said = size_in(heard->left, BY(SAID), j->lexicon, j->arena);
    bool differs = sizes_differ(j->size.word, said.word);

    if (!said.word.len)
        return;
    if (differs)
        join_pass_over(j, NOTE(OTHER_SAID), heard->at, &j->size, &j->other_size, said.word);
    settle(j, heard, said.word, !differs && !sizes_agree(j->size.word, said.word));
    if (!j->size.word.len)
        j->size = said;
}

/* ---- all of it ---- */

static void take_words(struct join *j, const struct heard *heard)
{
    struct named colour = colour_in(heard->left, BY(SAID), j->tokeniser, j->arena);
    struct named brand = brand_in(heard->left, BY(SAID), j->lexicon, j->arena);
    struct str rest = heard->left, word;

    if (colours_differ(&j->colour, colour.word))
        join_pass_over(j, NOTE(OTHER_SAID), heard->at, &j->colour, &j->other_colour, colour.word);
    if (brands_differ(&j->brand, brand.word))
        join_pass_over(j, NOTE(OTHER_SAID), heard->at, &j->brand, &j->other_brand, brand.word);
    while (str_split(&rest, ' ', &word))
        if (heard->is_alone || !is_settled(j, &colour, &brand, word))
            join_add_words(j, word);
    join_add_words(j, str_trim(heard->kept));
    if (!j->colour.word.len)
        j->colour = colour;
    if (!j->brand.word.len)
        j->brand = brand;
}

static void take_heard(struct join *j, size_t at)
{
    struct heard heard = {.at = at,
                          .left = in_figures(j, join_own_words(j, j->command->media[at]->heard)),
                          .kept = STR(""),
                          .is_alone = j->text.len == 0};

    take_limits(j, &heard);
    take_size(j, &heard);
    take_words(j, &heard);
}

static void note_doubts(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    char **words = arena_array(j->arena, reading->n_words + 1, sizeof(*words));
    size_t count = 0;

    for (size_t i = 0; i < reading->n_words; i++)
        if (reading->words[i]->confidence < DOUBTFUL && !word_is_small(str_of(reading->words[i]->text)))
            words[count++] = reading->words[i]->text;
    if (count)
        join_note_each(j, NOTE(UNSURE), at, words, count);
}

void join_voice(struct join *j, size_t at)
{
    struct str heard = str_trim(str_of(j->command->media[at]->heard));

    if (!heard.len) {
        join_note_each(j, NOTE(NOT_HEARD), at, NULL, 0);
        return;
    }
    join_note(j, NOTE(HEARD), at, heard);
    note_doubts(j, at);
    take_heard(j, at);
}
