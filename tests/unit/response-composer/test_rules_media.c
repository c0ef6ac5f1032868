/* What was heard and seen, around an answer: what the catalogue noted, and the sentences in each language. */
#include "rules_media.h"

#include "turns.h"

#define NOTE(kind, more)         "'told':[{'kind':'" kind "','number':1,'of':1" more "}]"
#define SECOND(kind, more)       "'told':[{'kind':'" kind "','number':2,'of':3" more "}]"
#define WORDS(words)             ",'words':[" words "]"
#define OTHER(words, counts, by) WORDS("'" words "'") ",'counts':'" counts "','by':'" by "'"
#define ASKS                                                                                                 \
    "'question':{'about':'message','options':[{'label':'pen','value':'a "                                    \
    "pen'},{'label':'pad','value':'pad'}]}"

static const struct {
    const char *joined, *english, *german;
} cases[] = {
    // clang-format off
    {"", "Done.", "Done."},
    {NOTE("HEARD", WORDS("'red shoes'")), "I heard: \"red shoes\". Done.", "Gehört habe ich: „red shoes“. Done."},
    {NOTE("UNSURE", WORDS("'grey'")), "I am not sure that I heard \"grey\" right. Done.",
     "Ich bin nicht sicher, ob ich „grey“ richtig gehört habe. Done."},
    {NOTE("UNSURE", WORDS("'a','b','c'")), "I am not sure that I heard \"a\", \"b\" and \"c\" right. Done.",
     "Ich bin nicht sicher, ob ich „a“, „b“ und „c“ richtig gehört habe. Done."},
    {NOTE("NOT_HEARD", ""), "No words could be heard in the voice note. Done.",
     "In der Sprachnachricht waren keine Worte zu hören. Done."},
    {SECOND("NOT_HEARD", ""), "No words could be heard in voice note 2. Done.",
     "In Sprachnachricht 2 waren keine Worte zu hören. Done."},
    {NOTE("BARCODE", WORDS("'4006'")), "I read the barcode 4006 in the picture. Done.",
     "Auf dem Bild habe ich den Strichcode 4006 gelesen. Done."},
    {SECOND("MODEL", WORDS("'WH-1'")), "I read the model number WH-1 in picture 2. Done.",
     "Auf Bild 2 habe ich die Modellnummer WH-1 gelesen. Done."},
    {NOTE("KNOWN", WORDS("'Copper Kettle'")), "I know the picture: \"Copper Kettle\". Done.",
     "Das Bild kenne ich: „Copper Kettle“. Done."},
    {SECOND("LIKENESS", WORDS("'Kettle'")), "It seems that picture 2 shows \"Kettle\". Done.",
     "Bild 2 zeigt anscheinend „Kettle“. Done."},
    {NOTE("SEEN", WORDS("'red'")), "I saw in the picture: red. Done.", "Auf dem Bild habe ich gesehen: red. Done."},
    {NOTE("NOTHING_SEEN", ""), "Nothing could be made out in the picture: neither print nor a colour, nor a code of a "
     "product here. Done.", "Auf dem Bild war nichts zu erkennen: weder Schrift noch eine Farbe, noch der Code eines "
     "Produkts von hier. Done."},
    {NOTE("UNREAD", WORDS("'gone'")), "I could not read it: gone. Done.", "Die Datei konnte ich nicht lesen: gone. Done."},
    {SECOND("UNREAD", WORDS("'gone'")), "I could not read item 2: gone. Done.",
     "Datei 2 konnte ich nicht lesen: gone. Done."},
    {NOTE("UNREAD_PICTURE", WORDS("'broken'")), "I could not read the picture: broken. Done.",
     "Das Bild konnte ich nicht lesen: broken. Done."},
    {SECOND("UNREAD_VOICE", WORDS("'broken'")), "I could not read voice note 2: broken. Done.",
     "Sprachnachricht 2 konnte ich nicht anhören: broken. Done."},
    {NOTE("OTHER_SAID", OTHER("red", "blue", "WROTE")), "You wrote blue and said red: I looked for blue. Done.",
     "Geschrieben haben Sie blue, gesagt haben Sie red: Gesucht habe ich nach blue. Done."},
    {SECOND("OTHER_SHOWN", OTHER("Acme", "Sonora", "SHOWED")),
     "You showed Sonora; picture 2 shows Acme: I looked for Sonora. Done.",
     "Gezeigt haben Sie Sonora, Bild 2 zeigt Acme: Gesucht habe ich nach Sonora. Done."},
    {NOTE("OTHER_COLOUR", OTHER("red", "blue", "SAID")), "You said blue; the picture is red: I looked for blue. Done.",
     "Gesagt haben Sie blue, das Bild ist red: Gesucht habe ich nach blue. Done."},
    {NOTE("OTHER_COLOUR", OTHER("red", "blue", "CHOSE")), "You chose blue; the picture is red: I looked for blue. Done.",
     "Gewählt haben Sie blue, das Bild ist red: Gesucht habe ich nach blue. Done."},
    {ASKS ",'doubt':'HEARING'", "Done. Did you say \"pen\" or \"pad\"?", "Done. Haben Sie „pen“ oder „pad“ gesagt?"},
    {ASKS ",'doubt':'MEANING'", "Done. Which did you mean, \"pen\" or \"pad\"?",
     "Done. Was haben Sie gemeint, „pen“ oder „pad“?"},
    {NOTE("HEARD", WORDS("'pen'")) "," ASKS, "I heard: \"pen\". Done. Which did you mean, \"pen\" or \"pad\"?",
     "Gehört habe ich: „pen“. Done. Was haben Sie gemeint, „pen“ oder „pad“?"},
    /* what a newer catalogue, or a broken one, may send */
    {NOTE("UNKNOWN", WORDS("'x'")), "Done.", "Done."},
    {NOTE("HEARD", ""), "I heard: \"\". Done.", "Gehört habe ich: „“. Done."},
    {NOTE("HEARD", WORDS("'{taken}\\n[x]'")), "I heard: \"{taken} [x]\". Done.", "Gehört habe ich: „{taken} [x]“. Done."},
    {"'question':{'about':'message'}", "Done.", "Done."},
    // clang-format on
};

static Steward__V1__RankResult *said(struct arena *arena, const char *joined, struct str locale)
{
    Steward__V1__RankResult *result =
        message_of(arena, &steward__v1__rank_result__descriptor, "{'message':'Done.'}");

    media_say(result,
              message_of(arena, &steward__v1__join_result__descriptor, str_printf(arena, "{%s}", joined)),
              locale, arena);
    return result;
}

static void says(void **state)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_string_equal(said(*state, cases[i].joined, STR("en-US"))->message, cases[i].english);
        assert_string_equal(said(*state, cases[i].joined, STR("de"))->message, cases[i].german);
    }
}

static void asks(void **state)
{
    const Steward__V1__Clarification *c = said(*state, ASKS, STR("de"))->clarification;

    assert_string_equal(c->about, "message");
    assert_string_equal(c->question, "Was haben Sie gemeint, „pen“ oder „pad“?");
    assert_int_equal(c->n_options, 2);
    assert_string_equal(c->options[0]->value, "a pen");
}

static void without_media_nothing_changes(void **state)
{
    Steward__V1__RankResult *result = message_of(*state, &steward__v1__rank_result__descriptor,
                                                 "{'message':'Done.','clarification':{'about':'brand'}}");

    media_say(result, NULL, STR("en"), *state);
    assert_string_equal(result->message, "Done.");
    assert_string_equal(result->clarification->about, "brand");
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(says), TEST(asks), TEST(without_media_nothing_changes)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
