/* join_said: what was heard in a voice note, where what was typed leaves it open. */
#include "chat/rules_chat.h"
#include "join/join_parts.h"
#include "words/words.h"

#define DOUBTFUL 0.3 /* a word that was heard with less is asked about */

/* Speech has no digits; who types has, and searches are read that way. */
static struct str in_figures(const struct join *j, struct str heard)
{
    return j->lexicon->chat ? chat_in_figures(j->lexicon->chat, heard, j->arena) : heard;
}

/* Another colour, or brand, than was typed: what was typed counts. */
static void pass_over_said(struct join *j, const struct named *typed, const struct named *said,
                           struct str *other)
{
    join_pass_over(j, other, said->word,
                   str_printf(j->arena, "You %s %.*s and said %.*s: I looked for %.*s.", typed->by,
                              STR_ARGS(typed->word), STR_ARGS(said->word), STR_ARGS(typed->word)));
}

/* What is settled is not said once more. */
static bool is_settled(const struct join *j, const struct named *colour, const struct named *brand,
                       struct str word)
{
    return join_has_word(j, word) || (j->colour.word.len && str_eq(word, colour->word)) ||
           (j->brand.word.len && brand_has_word(brand->word, word));
}

static void take_heard(struct join *j, const Steward__V1__MediaReading *reading)
{
    struct str heard = in_figures(j, join_own_words(j, reading->heard)), rest = heard, word;
    struct named colour = colour_in(heard, "said", j->tokeniser, j->arena);
    struct named brand = brand_in(heard, "said", j->lexicon, j->arena);
    bool is_alone = j->text.len == 0;

    if (colours_differ(&j->colour, colour.word))
        pass_over_said(j, &j->colour, &colour, &j->other_colour);
    if (brands_differ(&j->brand, brand.word))
        pass_over_said(j, &j->brand, &brand, &j->other_brand);
    while (str_split(&rest, ' ', &word))
        if (is_alone || !is_settled(j, &colour, &brand, word))
            join_add_words(j, word);
    if (!j->colour.word.len)
        j->colour = colour;
    if (!j->brand.word.len)
        j->brand = brand;
}

static void note_doubts(struct join *j, const Steward__V1__MediaReading *reading)
{
    struct buf list = {0};

    for (size_t i = 0; i < reading->n_words; i++)
        if (reading->words[i]->confidence < DOUBTFUL && !word_is_small(str_of(reading->words[i]->text)))
            buf_printf(&list, "%s\"%s\"", list.len ? ", " : "", reading->words[i]->text);
    if (list.len)
        join_note(j, str_printf(j->arena, "I am not sure that I heard %s right.", list.data));
    buf_free(&list);
}

void join_voice(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    struct str heard = str_trim(str_of(reading->heard));

    if (!heard.len) {
        join_note(j, str_printf(j->arena, "No words could be heard in %s.", join_name_of(j, at)));
        return;
    }
    join_note(j,
              str_printf(j->arena, "I heard: \"%.*s\".", STR_ARGS(str_sub(heard, 0, utf8_clip(heard, 200)))));
    note_doubts(j, reading);
    take_heard(j, reading);
}
