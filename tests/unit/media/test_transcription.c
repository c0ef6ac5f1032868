/* transcription: of a reply only what makes sense is taken, and all or nothing of it. */
#include "speech/transcription.h"

#include <math.h>

#include "http/multipart.h"
#include "unit.h"

#define SECONDS 4. /* of the recording */
#define SEGMENT(more)                                                                                        \
    "{\"id\":0,\"start\":0,\"end\":2,\"text\":\"a\",\"no_speech_prob\":0.1,\"tokens\":[1]" more "}"

static const struct {
    const char *body, *text, *language;
    double confidence;
    size_t words;
} heard[] = {
    {"{\"text\":\"Show me headphones.\"}", "Show me headphones.", "", 0, 0},
    {"{\"text\":\" x \",\"usage\":{\"type\":\"tokens\"},\"languages\":[{\"code\":\"en\"}]}", "x", "", 0, 0},
    {"{\"text\":\"\\u202e red\\u200b\\n\\t shoes\\u2069\",\"language\":\"e\\u200bn\"}", "red shoes", "en", 0,
     0},
    {"{\"text\":\"a b\",\"words\":[{\"word\":\"\\ufeffa\",\"start\":0,\"end\":1},"
     "{\"word\":\"b\",\"start\":3,\"end\":4}]}",
     "a b", "", 0, 2},
    {"{\"text\":\"\",\"language\":\"english\",\"duration\":4}", "", "en", 0, 0},
    {"{\"text\":\"a\",\"language\":\"German\",\"words\":null,\"segments\":null}", "a", "de", 0, 0},
    {"{\"text\":\"a\",\"language\":\"tlh\",\"words\":[],\"segments\":[]}", "a", "tlh", 0, 0},
    {"{\"text\":\"a b\",\"words\":[{\"word\":\" a\",\"start\":0.1,\"end\":0.5},"
     "{\"word\":\"b\",\"start\":0.5,\"end\":4.4}]}",
     "a b", "", 0, 2},
    {"{\"text\":\"a b\",\"words\":[{\"word\":\"a\",\"start\":0,\"end\":1},"
     "{\"word\":\"b\",\"start\":3,\"end\":4}],\"segments\":[" SEGMENT(",\"avg_logprob\":-0.5") "]}",
     "a b", "", 0.6065, 2},
    {"{\"text\":\"a\",\"segments\":[" SEGMENT("") "," SEGMENT(",\"avg_logprob\":0.5") "]}", "a", "", 0, 0},
};

static void test_replies_are_read(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(heard); i++) {
        struct arena *arena = arena_new(1 << 20);
        Steward__V1__Transcript transcript = STEWARD__V1__TRANSCRIPT__INIT;
        const char *why = NULL;

        transcript.duration_seconds = SECONDS;
        assert_true(transcription_read(str_of(heard[i].body), arena, &transcript, &why));
        assert_string_equal(transcript.text, heard[i].text);
        assert_string_equal(transcript.language, heard[i].language);
        assert_true(fabs(transcript.confidence - heard[i].confidence) < 0.001);
        assert_int_equal(transcript.n_words, heard[i].words);
        if (heard[i].words == 2) {
            assert_string_equal(transcript.words[0]->text, "a");
            assert_true(fabs(transcript.words[0]->confidence - heard[i].confidence) < 0.001);
            assert_true(transcript.words[1]->confidence == 0); /* in no segment */
        }
        arena_free(arena);
    }
}

static const struct {
    const char *body, *why;
} wrong[] = {
    {"", "the reply is no JSON object"},
    {"<html>", "the reply is no JSON object"},
    {"{\"text\":\"a", "the reply is no JSON object"},
    {"{\"text\":\"a\\u0000b\"}", "the reply has no text"},
    {"[]", "the reply is no JSON object"},
    {"{}", "the reply has no text"},
    {"{\"text\":null}", "the reply has no text"},
    {"{\"text\":[\"a\"]}", "the reply has no text"},
    {"{\"text\":\"a\",\"words\":{}}", "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"words\":\"a\"}", "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"words\":[\"a\"]}", "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"words\":[{\"word\":\"a\"}]}", "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"words\":[{\"word\":\"a\",\"start\":2,\"end\":1}]}",
     "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"words\":[{\"word\":\"a\",\"start\":-1,\"end\":1}]}",
     "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"words\":[{\"word\":\"a\",\"start\":0,\"end\":900}]}",
     "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"words\":[{\"word\":\"a\",\"start\":\"0\",\"end\":1}]}",
     "the words of the reply make no sense"},
    {"{\"text\":\"a\",\"segments\":[{\"avg_logprob\":-0.5}]}", "the segments of the reply make no sense"},
    {"{\"text\":\"a\",\"segments\":[1]}", "the segments of the reply make no sense"},
};

static void test_what_makes_no_sense_changes_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct arena *arena = arena_new(1 << 20);
        Steward__V1__Transcript transcript = STEWARD__V1__TRANSCRIPT__INIT, before;
        const char *why = NULL;

        transcript.duration_seconds = SECONDS;
        before = transcript;
        assert_false(transcription_read(str_of(wrong[i].body), arena, &transcript, &why));
        assert_string_equal(why, wrong[i].why);
        assert_memory_equal(&transcript, &before, sizeof(before));
        arena_free(arena);
    }
}

static void test_lists_and_texts_have_an_end(void **state)
{
    struct arena *arena = arena_new(8 << 20);
    Steward__V1__Transcript transcript = STEWARD__V1__TRANSCRIPT__INIT;
    struct buf body = {0};
    const char *why = NULL;

    (void)state;
    buf_str(&body, STR("{\"text\":\"a\",\"words\":["));
    for (size_t i = 0; i <= TRANSCRIPTION_WORDS_MAX; i++)
        buf_printf(&body, "%s{\"word\":\"a\",\"start\":0,\"end\":0}", i ? "," : "");
    buf_str(&body, STR("]}"));
    assert_false(transcription_read(buf_as_str(&body), arena, &transcript, &why));
    assert_string_equal(why, "the words of the reply make no sense");
    buf_clear(&body);
    buf_str(&body, STR("{\"text\":\""));
    for (size_t i = 0; i <= TRANSCRIPTION_TEXT_BYTES; i++)
        buf_char(&body, 'a');
    buf_str(&body, STR("\"}"));
    assert_false(transcription_read(buf_as_str(&body), arena, &transcript, &why));
    assert_string_equal(why, "the reply's text is too long");
    buf_free(&body);
    arena_free(arena);
}

static bool has(const struct buf *out, const char *text)
{
    return str_find(buf_as_str(out), str_of(text)) >= 0;
}

static void test_a_request_is_a_form_with_the_file(void **state)
{
    struct transcription_ask ask = {.model = "whisper-1",
                                    .language = "",
                                    .with_times = true,
                                    .wave = str_n("RIFF\0\r\n--x\r\n", 13)};
    struct buf out = {0};
    struct error err;
    struct str file;

    (void)state;
    transcription_write(&ask, "b", &out);
    assert_true(multipart_first_file(STR("multipart/form-data; boundary=b"), buf_as_str(&out), &file, &err));
    assert_true(str_eq(file, ask.wave));
    assert_true(has(&out, "name=\"model\"\r\n\r\nwhisper-1\r\n"));
    assert_true(has(&out, "verbose_json") && has(&out, "timestamp_granularities[]"));
    assert_false(has(&out, "language"));
    buf_clear(&out);
    ask.with_times = false;
    ask.language = "de";
    transcription_write(&ask, "b", &out);
    assert_true(has(&out, "name=\"language\"\r\n\r\nde\r\n") && has(&out, "\r\n\r\njson\r\n"));
    assert_false(has(&out, "timestamp_granularities"));
    buf_free(&out);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replies_are_read),
        cmocka_unit_test(test_what_makes_no_sense_changes_nothing),
        cmocka_unit_test(test_lists_and_texts_have_an_end),
        cmocka_unit_test(test_a_request_is_a_form_with_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
