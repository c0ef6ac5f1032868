/* chat_slips: words that neither the grammar nor the catalogue knows may be misspelt words of the grammar. */
#include "chat/chat_parts.h"
#include "words/currency_names.h"

#define SLIPS_MAX 8 /* of a message: each is held against the whole grammar */

static bool is_amount(const struct reader *r, size_t at)
{
    struct str word = at < r->words.count ? r->words.all[at].text : STR_NONE;

    return word.len && (str_has_char("$<>=", word.data[0]) || (word.data[0] >= '0' && word.data[0] <= '9') ||
                        str_starts(word, STR("\u20ac")) || str_starts(word, STR("\u00a3")));
}

static struct str cue_near(const struct reader *r, struct str word)
{
    struct str cue = chat_grammar_guess_in(r->chat->grammar, TABLE_CUE, word);

    return cue.len ? cue : currency_name_near(word);
}

/* "undr 100", "100 dolars": a word beside a number is one that goes with numbers. */
static void find_cue(struct reader *r, size_t at)
{
    struct chat_word *word = &r->words.all[at];
    bool leads =
        is_amount(r, at + 1) || (at + 1 < r->words.count && chat_table_at(r, TABLE_CUE, at + 1, at + 2).len);
    struct str cue = leads || (at && is_amount(r, at - 1)) ? cue_near(r, word->text) : STR_NONE;

    if (cue.len)
        word->text = word->meant = cue;
}

void chat_find_slips(struct reader *r)
{
    int tried = 0;

    for (size_t i = 0; i < r->words.count && tried < SLIPS_MAX; i++) {
        struct chat_word *word = &r->words.all[i];

        if (i && i + 1 < r->words.count && chat_word_is(r, i, "then") &&
            chat_table_at(r, TABLE_MORE, i - 1, i).len && !r->words.all[i - 1].ends_clause)
            word->text = STR("than"); /* "less then 900" */
        if (word->is_number || chat_grammar_has_word(r->chat->grammar, word->text) ||
            currency_named(word->text, NULL)[0] || chat_names_attribute(r, word->text) ||
            chat_stem(r, word->text, false) != NO_WORD)
            continue;
        tried++;
        find_cue(r, i);
        if (word->meant.len)
            continue;
        word->meant = chat_grammar_guess(r->chat->grammar, word->text);
        if (word->meant.len && chat_slips(r, word->text) != 1) /* nothing in the catalogue is as near */
            word->text = word->meant;
    }
}
