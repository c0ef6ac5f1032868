/* rules_media: a sentence for each kind of note; one that only a newer catalogue knows is left out. */
#include "rules_media.h"

#include "base/mem.h"
#include "money.h"
#include "rules_fact.h"
#include "words.h"

enum { NOTES_MAX = 16, WORDS_MAX = 5 };

#define KIND(name) STEWARD__V1__MEDIA_NOTE__KIND__##name
#define BY(name)   STEWARD__V1__MEDIA_NOTE__BY__##name

static const char *const sentences[] = {
    [KIND(HEARD)] = "media.heard",
    [KIND(UNSURE)] = "media.unsure",
    [KIND(NOT_HEARD)] = "media.not_heard",
    [KIND(BARCODE)] = "media.barcode",
    [KIND(MODEL)] = "media.model",
    [KIND(KNOWN)] = "media.known",
    [KIND(LIKENESS)] = "media.likeness",
    [KIND(SEEN)] = "media.seen",
    [KIND(NOTHING_SEEN)] = "media.nothing_seen",
    [KIND(UNREAD)] = "media.unread",
    [KIND(UNREAD_PICTURE)] = "media.unread_picture",
    [KIND(UNREAD_VOICE)] = "media.unread_voice",
    [KIND(OTHER_SAID)] = "media.other_said",
    [KIND(OTHER_SHOWN)] = "media.other_shown",
    [KIND(OTHER_COLOUR)] = "media.other_colour",
};

static const char *const takings[] = {
    [BY(WROTE)] = "media.wrote",
    [BY(CHOSE)] = "media.chose",
    [BY(SAID)] = "media.said",
    [BY(SHOWED)] = "media.showed",
};

static const char *key_in(const char *const *keys, size_t count, int which)
{
    return which >= 0 && (size_t)which < count && keys[which] ? keys[which] : "";
}

static void add(struct buf *all, const char *sentence)
{
    buf_printf(all, "%s%s", all->len && sentence[0] ? " " : "", sentence);
}

/* Each in quotation marks. */
static char *quoted(const struct speech *s, const Steward__V1__MediaNote *note)
{
    char *words[WORDS_MAX];
    size_t count = 0;

    for (; count < note->n_words && count < WORDS_MAX; count++)
        words[count] = speech_text(s, "media.quoted", TEXT_ARGS({"words", note->words[count], 0}));
    return speech_list(s, words, count, "and");
}

static char *words_of(const struct speech *s, const Steward__V1__MediaNote *note)
{
    if (note->kind == KIND(UNSURE))
        return quoted(s, note);
    return note->n_words ? note->words[0] : NULL;
}

static char *note_said(const struct speech *s, const Steward__V1__MediaNote *note)
{
    char *taken =
        speech_text(s, key_in(takings, COUNT_OF(takings), note->by), TEXT_ARGS({"counts", note->counts, 0}));

    return speech_text(s, key_in(sentences, COUNT_OF(sentences), note->kind),
                       TEXT_ARGS({"words", words_of(s, note), 0}, {"taken", taken, 0},
                                 {"counts", note->counts, 0}, {"of", NULL, note->of},
                                 {"number", number_text(s->arena, note->number, s->locale), 0}));
}

static Steward__V1__Clarification *question_of(const struct speech *s, const Steward__V1__JoinResult *joined)
{
    bool heard = joined->doubt == STEWARD__V1__JOIN_RESULT__DOUBT__HEARING;
    Steward__V1__Clarification *asked;

    if (!joined->question || joined->question->n_options < 2)
        return NULL;
    asked = arena_copy(s->arena, joined->question, sizeof(*asked));
    asked->question =
        speech_text(s, heard ? "media.ask_hearing" : "media.ask_meaning",
                    TEXT_ARGS({"one", asked->options[0]->label, 0}, {"other", asked->options[1]->label, 0}));
    return asked;
}

void media_say(Steward__V1__RankResult *result, const Steward__V1__JoinResult *joined, struct str locale,
               struct arena *arena)
{
    struct speech speech = {language_of(locale), locale, arena};
    Steward__V1__Clarification *question = joined ? question_of(&speech, joined) : NULL;
    struct buf all = {0};

    for (size_t i = 0; joined && i < joined->n_told && i < NOTES_MAX; i++)
        add(&all, note_said(&speech, joined->told[i]));
    add(&all, result->message);
    if (question) {
        result->clarification = question;
        add(&all, question->question);
    }
    result->message = words_keep(&all, arena);
}
