/* join_hearing: the readings of a voice note are compared by what they find. */
#include "join/join_hearing.h"

#include <string.h>

#include "words/words.h"
#include "json/message.h"

#define READINGS_MAX 6 /* what was heard, and the hypotheses beside it */
#define WORDS_MAX    64
#define DOUBTFUL     0.5 /* confidence: below, a word is likelier wrong than right */
#define RANK_COSTS   0.2 /* of what is covered: what is heard next must answer so much more */

struct readings {
    const char *texts[READINGS_MAX]; /* the likeliest first: it is what was heard */
    size_t ranks[READINGS_MAX];      /* among all hypotheses */
    struct join_answer answers[READINGS_MAX];
    size_t count;
};

/* ---- where two readings differ ---- */

struct words { /* without the small ones */
    struct str of[WORDS_MAX];
    size_t count, from, to; /* those between are the other's not */
};

static void split(const char *text, struct words *words)
{
    struct str rest = str_of(text), word;

    *words = (struct words){.count = 0};
    while (words->count < WORDS_MAX && str_split(&rest, ' ', &word))
        if (word.len && !word_is_small(word))
            words->of[words->count++] = word;
}

static void compare(const char *one, const char *other, struct words *a, struct words *b)
{
    split(one, a);
    split(other, b);
    while (a->from < a->count && b->from < b->count && str_eq(a->of[a->from], b->of[b->from])) {
        a->from++;
        b->from++;
    }
    a->to = a->count;
    b->to = b->count;
    while (a->to > a->from && b->to > b->from && str_eq(a->of[a->to - 1], b->of[b->to - 1])) {
        a->to--;
        b->to--;
    }
}

/* With the word behind them, or else before them: "mouse pad" tells more than "mouse". */
static struct str label(const struct words *words, struct arena *arena)
{
    size_t from = words->from, to = words->to;
    struct buf out = {0};
    struct str said;

    if (to < words->count)
        to++;
    else if (from > 0)
        from--;
    for (size_t i = from; i < to; i++)
        buf_printf(&out, "%s%.*s", i > from ? " " : "", STR_ARGS(words->of[i]));
    said = str_copy(arena, buf_as_str(&out));
    buf_free(&out);
    return said;
}

static bool is_unsure(const Steward__V1__MediaReading *reading, struct str word)
{
    for (size_t i = 0; i < reading->n_words; i++)
        if (str_is(word, reading->words[i]->text) && reading->words[i]->confidence < DOUBTFUL)
            return true;
    return false;
}

/* Whether a word of what was heard that the other has not was not heard surely. */
static bool may_be(const Steward__V1__MediaReading *reading, const char *other)
{
    struct words a, b;

    compare(reading->heard, other, &a, &b);
    for (size_t i = a.from; i < a.to; i++)
        if (is_unsure(reading, a.of[i]))
            return true;
    return false;
}

/* ---- the readings ---- */

/* What was heard, and what else may have been said; the catalogue is asked only if there is a choice. */
static void read_all(const Steward__V1__MediaReading *reading, const struct join_lexicon *lexicon,
                     struct arena *arena, struct readings *readings)
{
    *readings = (struct readings){.texts = {reading->heard}, .count = 1};
    for (size_t i = 0; i < reading->n_hypotheses && i + 1 < READINGS_MAX; i++)
        if (may_be(reading, reading->hypotheses[i])) {
            readings->ranks[readings->count] = i + 1;
            readings->texts[readings->count++] = reading->hypotheses[i];
        }
    for (size_t i = 0; readings->count > 1 && i < readings->count; i++)
        lexicon->answer(lexicon->owner, str_of(readings->texts[i]), arena, &readings->answers[i]);
}

static double worth(const struct readings *readings, size_t i)
{
    return readings->answers[i].covered - RANK_COSTS * (double)readings->ranks[i];
}

static size_t taken_of(const struct readings *readings)
{
    size_t taken = 0;

    for (size_t i = 1; i < readings->count; i++)
        if (worth(readings, i) > worth(readings, taken))
            taken = i;
    return taken;
}

static bool is_doubtful(const struct readings *readings, size_t taken, size_t other)
{
    const struct join_answer *one = &readings->answers[taken], *another = &readings->answers[other];

    return other != taken && another->covered >= one->covered && join_answers_differ(one, another);
}

/* ---- the commands ---- */

/* Its words are those of another reading now, or are asked about: how sure they were tells nothing more. */
static Steward__V1__JoinCommand *with(const Steward__V1__JoinCommand *command, size_t at, const char *heard,
                                      struct arena *arena)
{
    Steward__V1__JoinCommand *copy = arena_copy(arena, command, sizeof(*command));
    Steward__V1__MediaReading *reading = arena_copy(arena, command->media[at], sizeof(*reading));

    copy->media = arena_copy(arena, command->media, command->n_media * sizeof(*command->media));
    copy->media[at] = reading;
    reading->heard = str_c(arena, str_of(heard));
    reading->n_words = 0;
    return copy;
}

static void ask(struct join_hearing *hearing, const struct readings *readings, size_t at, size_t taken,
                size_t other, struct arena *arena)
{
    struct words a, b;

    compare(readings->texts[taken], readings->texts[other], &a, &b);
    hearing->said = label(&a, arena);
    hearing->instead = label(&b, arena);
    hearing->command = with(hearing->command, at, readings->texts[taken], arena);
    hearing->other = with(hearing->command, at, readings->texts[other], arena);
}

static void hear(struct join_hearing *hearing, const struct join_lexicon *lexicon, size_t at,
                 struct arena *arena)
{
    struct readings readings;
    size_t taken;

    read_all(hearing->command->media[at], lexicon, arena, &readings);
    taken = taken_of(&readings);
    if (taken > 0)
        hearing->command = with(hearing->command, at, readings.texts[taken], arena);
    if (taken > 0 && hearing->other)
        hearing->other = with(hearing->other, at, readings.texts[taken], arena);
    for (size_t i = 0; i < readings.count && !hearing->other; i++)
        if (is_doubtful(&readings, taken, i))
            ask(hearing, &readings, at, taken, i, arena);
}

void join_hear(const Steward__V1__JoinCommand *command, const struct join_lexicon *lexicon,
               struct arena *arena, struct join_hearing *ret_hearing)
{
    *ret_hearing = (struct join_hearing){.command = command};
    for (size_t i = 0; i < command->n_media; i++)
        if (command->media[i]->n_hypotheses && !command->media[i]->problem)
            hear(ret_hearing, lexicon, i, arena);
}
