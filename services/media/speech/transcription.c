/* transcription: only what is needed is read of a reply; what else it holds differs from engine to engine. A
 * reply without times or likelihoods is as good as one that has them; one whose figures make no sense is not
 * believed at all. */
#include "transcription.h"

#include <math.h>

#include "text/shown_text.h"
#include "json/json.h"

#define LATE_SECONDS 1. /* that a word may end behind the end of the recording: engines round */

/* ---- the request ---- */

static void add_field(struct buf *out, const char *boundary, const char *name, const char *value)
{
    buf_printf(out, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, name,
               value);
}

void transcription_write(const struct transcription_ask *ask, const char *boundary, struct buf *out)
{
    add_field(out, boundary, "model", ask->model);
    if (*ask->language)
        add_field(out, boundary, "language", ask->language);
    add_field(out, boundary, "response_format", ask->with_times ? "verbose_json" : "json");
    if (ask->with_times) {
        add_field(out, boundary, "timestamp_granularities[]", "word");
        add_field(out, boundary, "timestamp_granularities[]", "segment");
    }
    buf_printf(out,
               "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"recording.wav\"\r\n"
               "Content-Type: audio/wav\r\n\r\n",
               boundary);
    buf_str(out, ask->wave);
    buf_printf(out, "\r\n--%s--\r\n", boundary);
}

/* ---- the reply ---- */

/* False: there is no such text, or it has a NUL in it. */
static bool text_of(const struct json_object *object, const char *name, struct str *ret_text)
{
    const struct json_member *member = json_object_member(object, name);

    if (!member || !member->is_text || memchr(member->value.data, '\0', member->value.len))
        return false;
    *ret_text = member->value;
    return true;
}

static bool number_of(const struct json_object *object, const char *name, double *ret_value)
{
    const struct json_member *member = json_object_member(object, name);

    return member && !member->is_text && str_to_double(member->value, ret_value);
}

/* The list of that name; none: no items. False: it is no list of objects, or too long a one. */
static bool objects_of(const struct json_object *reply, const char *name, struct arena *arena,
                       struct json_object **ret_objects, size_t *ret_count)
{
    const struct json_member *list = json_object_member(reply, name);
    struct json_fault fault;
    struct json_member *items;
    size_t count;

    *ret_count = 0;
    if (!list || str_is(list->value, "null"))
        return true;
    if (list->is_text || !json_items(list->value, arena, &items, &count, &fault) ||
        count > TRANSCRIPTION_WORDS_MAX)
        return false;
    *ret_objects = arena_array(arena, count + 1, sizeof(**ret_objects));
    for (size_t i = 0; i < count; i++)
        if (items[i].is_text || !json_object_read(items[i].value, arena, &(*ret_objects)[i]))
            return false;
    *ret_count = count;
    return true;
}

static bool is_span(double from, double to, double duration)
{
    return from >= 0 && from <= to && to <= duration + LATE_SECONDS;
}

static bool read_words(const struct json_object *reply, struct arena *arena,
                       Steward__V1__Transcript *transcript)
{
    struct json_object *objects = NULL;
    size_t count;

    if (!objects_of(reply, "words", arena, &objects, &count))
        return false;
    transcript->words = arena_array(arena, count + 1, sizeof(*transcript->words));
    for (size_t i = 0; i < count; i++) {
        Steward__V1__SpokenWord *word = arena_new_of(arena, Steward__V1__SpokenWord);
        struct str text;

        steward__v1__spoken_word__init(word);
        if (!text_of(&objects[i], "word", &text) || !number_of(&objects[i], "start", &word->start_seconds) ||
            !number_of(&objects[i], "end", &word->end_seconds) ||
            !is_span(word->start_seconds, word->end_seconds, transcript->duration_seconds))
            return false;
        word->text = shown_text(text, arena);
        transcript->words[transcript->n_words++] = word;
    }
    return true;
}

static void word_confidences(Steward__V1__Transcript *transcript, double from, double to, double confidence)
{
    for (size_t i = 0; i < transcript->n_words; i++) {
        Steward__V1__SpokenWord *word = transcript->words[i];
        double middle = (word->start_seconds + word->end_seconds) / 2;

        if (middle >= from && middle <= to)
            word->confidence = confidence;
    }
}

/* How likely the tokens of a segment were, on the average, is the nearest there is to the confidence of its
 * words. */
static bool read_confidence(const struct json_object *reply, struct arena *arena,
                            Steward__V1__Transcript *transcript)
{
    double logs = 0, seconds = 0;
    struct json_object *segments = NULL;
    size_t count;

    if (!objects_of(reply, "segments", arena, &segments, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        double from, to, likelihood;

        if (!number_of(&segments[i], "start", &from) || !number_of(&segments[i], "end", &to) ||
            !is_span(from, to, transcript->duration_seconds))
            return false;
        if (!number_of(&segments[i], "avg_logprob", &likelihood) || likelihood > 0)
            continue;
        word_confidences(transcript, from, to, exp(likelihood));
        logs += likelihood * (to - from);
        seconds += to - from;
    }
    if (seconds > 0)
        transcript->confidence = exp(logs / seconds);
    return true;
}

/* Whisper has a name for what others, and what it is asked in, have a code for. */
static char *language_of(struct str said, struct arena *arena)
{
    static const struct {
        const char *name, *code;
    } languages[] = {
        {"english", "en"}, {"german", "de"},     {"french", "fr"}, {"spanish", "es"},  {"italian", "it"},
        {"dutch", "nl"},   {"portuguese", "pt"}, {"polish", "pl"}, {"japanese", "ja"}, {"chinese", "zh"},
    };

    for (size_t i = 0; i < sizeof(languages) / sizeof(*languages); i++)
        if (str_eq_nocase(said, str_of(languages[i].name)))
            return str_c(arena, str_of(languages[i].code));
    return shown_text(said, arena);
}

static bool fails(const char **ret_why, const char *why)
{
    *ret_why = why;
    return false;
}

bool transcription_read(struct str body, struct arena *arena, Steward__V1__Transcript *transcript,
                        const char **ret_why)
{
    Steward__V1__Transcript read = *transcript;
    struct json_object reply;
    struct str text;

    if (!json_object_read(body, arena, &reply))
        return fails(ret_why, "the reply is no JSON object");
    if (!text_of(&reply, "text", &text))
        return fails(ret_why, "the reply has no text");
    if (text.len > TRANSCRIPTION_TEXT_BYTES)
        return fails(ret_why, "the reply's text is too long");
    if (!read_words(&reply, arena, &read))
        return fails(ret_why, "the words of the reply make no sense");
    if (!read_confidence(&reply, arena, &read))
        return fails(ret_why, "the segments of the reply make no sense");
    read.text = shown_text(text, arena);
    read.language = language_of(json_text_of(reply.members, reply.count, STR("language")), arena);
    *transcript = read;
    return true;
}
