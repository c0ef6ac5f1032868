/* rules_join: typed words first, then what was said, then what is seen; each adds what the ones before leave
 * open. What may have been meant instead is joined in the same way once more, and becomes an option. */
#include "join/rules_join.h"

#include "join/join_hearing.h"
#include "join/join_note.h"
#include "join/join_parts.h"
#include "join/join_pointing.h"
#include "join/join_question.h"
#include "service/problems.h"
#include "words/currency.h"
#include "json/message.h"

#define TEXT_BYTES_MAX 2000 /* as long as a message may be */

void join_add_words(struct join *j, struct str words)
{
    if (!words.len || j->text.len + 1 + words.len > TEXT_BYTES_MAX)
        return;
    if (j->text.len)
        buf_char(&j->text, ' ');
    buf_str(&j->text, words);
}

void join_add_price(struct join *j, named_by by, struct str word, const Steward__V1__MoneyRange *range)
{
    if (j->price_count < JOIN_PRICES_MAX)
        j->prices[j->price_count++] = (struct join_price){{by, word}, range};
}

bool join_has_word(const struct join *j, struct str word)
{
    struct str rest = buf_as_str(&j->text), part;

    while (str_split(&rest, ' ', &part))
        if (str_eq_nocase(part, word))
            return true;
    return false;
}

static bool has_picture(const struct join *j)
{
    for (size_t i = 0; i < j->command->n_media; i++)
        if (!j->command->media[i]->problem && !strcmp(j->command->media[i]->kind, "picture"))
            return true;
    return false;
}

struct str join_own_words(const struct join *j, const char *text)
{
    return has_picture(j) ? without_pointing(str_of(text), j->arena) : str_trim(str_of(text));
}

/* ---- what was typed ---- */

static void take_typed_prices(struct join *j, struct str typed)
{
    const Steward__V1__Filters *filters = j->command->filters;
    struct join_wish wishes[JOIN_PRICES_MAX];
    size_t count;

    if (filters && filters->price) {
        join_add_price(j, BY(CHOSE), str_of(money_range_said(filters->price, j->arena)), filters->price);
        return;
    }
    count = join_wishes_in(typed, WISH_PRICE, j->lexicon, j->arena, wishes, COUNT_OF(wishes));
    for (size_t i = 0; i < count; i++)
        join_add_price(j, BY(WROTE), wishes[i].said, wishes[i].price);
}

static void take_typed(struct join *j)
{
    const Steward__V1__Filters *filters = j->command->filters;
    struct str typed = join_own_words(j, j->command->typed);

    join_add_words(j, typed);
    if (filters && filters->n_colours)
        j->colour = (struct named){BY(CHOSE), str_of(filters->colours[0])};
    else
        j->colour = colour_in(typed, BY(WROTE), j->tokeniser, j->arena);
    if (filters && filters->n_brands)
        j->brand = (struct named){BY(CHOSE), str_of(filters->brands[0])};
    else
        j->brand = brand_in(typed, BY(WROTE), j->lexicon, j->arena);
    if (filters && filters->n_sizes)
        j->size = (struct named){BY(CHOSE), str_of(filters->sizes[0])};
    else
        j->size = size_in(typed, BY(WROTE), j->lexicon, j->arena);
    take_typed_prices(j, typed);
}

/* ---- all of it ---- */

/* Both passes: what is said comes before what is seen, whatever was sent first. */
static void take_all(struct join *j, const char *kind, void (*take)(struct join *j, size_t at))
{
    for (size_t i = 0; i < j->command->n_media; i++)
        if (!j->command->media[i]->problem && !strcmp(j->command->media[i]->kind, kind))
            take(j, i);
}

static note_kind unread(const Steward__V1__MediaReading *reading)
{
    if (!strcmp(reading->kind, "picture"))
        return NOTE(UNREAD_PICTURE);
    return strcmp(reading->kind, "voice") != 0 ? NOTE(UNREAD) : NOTE(UNREAD_VOICE);
}

static const Steward__V1__Problem *note_unread(struct join *j)
{
    const Steward__V1__Problem *first = NULL;

    for (size_t i = 0; i < j->command->n_media; i++) {
        const Steward__V1__Problem *problem = j->command->media[i]->problem;

        if (!problem)
            continue;
        join_note(j, unread(j->command->media[i]), i, str_of(problem->detail));
        if (!first || problem->status == 503) /* one that may be tried again says so for all */
            first = problem;
    }
    return first;
}

static void refuse(struct join *j, const Steward__V1__Problem *why)
{
    j->result->problem = problem_new(why ? why->status : 422, "media-failed", join_note_why(j), j->arena);
    j->result->problem->field = str_c(j->arena, STR("media"));
}

static struct join join_as(const Steward__V1__JoinCommand *command, const struct join_lexicon *lexicon,
                           struct tokeniser *tokeniser, struct arena *arena)
{
    struct join j = {.command = command, .lexicon = lexicon, .tokeniser = tokeniser, .arena = arena};
    const Steward__V1__Problem *unread;

    j.result = message_new(&steward__v1__join_result__descriptor, arena);
    j.result->told = arena_array(arena, JOIN_NOTES_MAX, sizeof(*j.result->told));
    take_typed(&j);
    take_all(&j, "voice", join_voice);
    take_all(&j, "picture", join_picture);
    take_all(&j, "picture", join_foreign);
    unread = note_unread(&j);
    j.result->text = str_c(arena, buf_as_str(&j.text));
    if (!j.text.len && !command->filters)
        refuse(&j, unread);
    buf_free(&j.text);
    return j;
}

/* NULL: there is nothing to ask about, or it is not worth asking. */
static Steward__V1__Clarification *ask_which(const struct join *j, const struct named *taken,
                                             struct str other)
{
    const char *text = j->result->text;

    if (!other.len)
        return NULL;
    return join_question(&(struct join_meaning){taken->word, text},
                         &(struct join_meaning){other,
                                                str_replace_word(j->arena, str_of(text), taken->word, other)},
                         j->lexicon, j->arena);
}

/* About one thing at a time: that which makes the most of a difference. */
static Steward__V1__Clarification *ask(const struct join *j)
{
    const struct {
        const struct named *taken;
        struct str other;
    } doubts[] = {
        {&j->brand, j->other_brand},
        {&j->colour, j->other_colour},
        {&j->size, j->other_size},
        {&j->price, j->other_price},
    };
    Steward__V1__Clarification *question = NULL;

    for (size_t i = 0; i < COUNT_OF(doubts) && !question; i++)
        question = ask_which(j, doubts[i].taken, doubts[i].other);
    return question;
}

Steward__V1__JoinResult *join(const Steward__V1__JoinCommand *command, const struct join_lexicon *lexicon,
                              struct tokeniser *tokeniser, struct arena *arena)
{
    struct join_hearing hearing;
    struct join j;

    join_hear(command, lexicon, arena, &hearing);
    j = join_as(hearing.command, lexicon, tokeniser, arena);
    if (hearing.other) {
        j.result->doubt = STEWARD__V1__JOIN_RESULT__DOUBT__HEARING;
        j.result->question = join_question(
            &(struct join_meaning){hearing.said, j.result->text},
            &(struct join_meaning){hearing.instead,
                                   join_as(hearing.other, lexicon, tokeniser, arena).result->text},
            lexicon, arena);
        return j.result;
    }
    j.result->question = ask(&j);
    return j.result;
}
