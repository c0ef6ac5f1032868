/* What was typed, said and shown, as one question: tables of what is sent, and what is looked for. */
#include "join/rules_join.h"

#include "base/mem.h"
#include "base/str.h"
#include "unit.h"
#include "json/json.h"

#define CODE "4006381333931"

static const char *const words[] = {"headphones",   "red",   "blue",      "black", "sonora", "shoes",
                                    "running",      "4420b", "wh1000xm4", "navy",  "cable",  CODE,
                                    "036000291452", "light", "wireless",  "grey",  "acme",   "audio",
                                    "speaker",      "size",  "xxl",       "x55"};

static bool knows(const void *owner, struct str word)
{
    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (str_is(word, words[i]))
            return true;
    return false;
}

static bool is_brand(const void *owner, struct str text)
{
    return str_eq_nocase(text, STR("sonora")) || str_eq_nocase(text, STR("acme audio")) ||
           str_eq_nocase(text, STR("black"));
}

static const char *const products[] = {"blue headphones",
                                       "red headphones",
                                       "blue shoes",
                                       "red shoes",
                                       "mouse pad",
                                       "mousse pad",
                                       "tea pot",
                                       "black cable",
                                       "sonora speaker",
                                       "acme audio speaker",
                                       "boots size 42 under 50",
                                       "boots size 44 under 80",
                                       "boots XL over 90",
                                       "boots size M over 20"};

static bool has(struct str product, struct str word)
{
    struct str one;

    while (str_split(&product, ' ', &one))
        if (str_eq(one, word))
            return true;
    return str_is(word, "a");
}

static bool has_all(struct str product, struct str text)
{
    struct str word;

    while (str_split(&text, ' ', &word))
        if (!has(product, word))
            return false;
    return true;
}

/* What has all its words, but for the article. "show more" is a command. */
static void answer(const void *owner, struct str text, struct arena *arena, struct join_answer *ret_answer)
{
    *ret_answer = (struct join_answer){.covered = str_is(text, "show more")};
    for (size_t i = 0; i < COUNT_OF(products); i++)
        if (text.len && has_all(str_of(products[i]), text))
            ret_answer->products[ret_answer->count++] = products[i];
    if (ret_answer->count)
        ret_answer->covered = 1;
}

/* The descriptor says which product's picture it is. */
static bool looks_like(const void *owner, const Steward__V1__Fingerprint *photo,
                       struct join_likeness *ret_likeness)
{
    static const char *const titles[] = {"Sonora WH-1000XM4 Headphones, black", "Coffee Maker 1.5 l"};

    if (photo->descriptor.len != 1 || photo->descriptor.data[0] >= COUNT_OF(titles))
        return false;
    *ret_likeness = (struct join_likeness){str_of(titles[photo->descriptor.data[0]]),
                                           photo->descriptor.data[0] ? 0.6 : 0.9};
    return true;
}

static const struct join_lexicon lexicon = {.knows = knows,
                                            .is_brand = is_brand,
                                            .looks_like = looks_like,
                                            .answer = answer,
                                            .currency = "USD"};

static const Steward__V1__JoinResult *joined(const char *command, struct arena *arena)
{
    struct tokeniser *tokeniser = tokeniser_new();
    const Steward__V1__JoinResult *result;
    ProtobufCMessage *message = NULL;
    struct json_fault fault = {0};

    if (!json_to_message(&steward__v1__join_command__descriptor, str_of(command), arena, &message, &fault))
        fail_msg("%s: %s: %s", command, fault.field, fault.reason);
    result = join((const Steward__V1__JoinCommand *)message, &lexicon, tokeniser, arena);
    tokeniser_free(tokeniser);
    return result;
}

#define VOICE(text)   "{\"kind\":\"voice\",\"heard\":\"" text "\"}"
#define PICTURE(seen) "{\"kind\":\"picture\",\"seen\":[" seen "]}"
#define COLOUR(name, share)                                                                                  \
    "{\"kind\":\"COLOUR\",\"value\":\"" name "\",\"confidence\":0.6,\"share\":" share "}"
#define RED                   COLOUR("red", "0.9")
#define TEXT(line, c)         "{\"kind\":\"TEXT\",\"value\":\"" line "\",\"confidence\":" c "}"
#define CALLED(kind, text, c) "{\"kind\":\"" kind "\",\"value\":\"" text "\",\"confidence\":" c "}"
#define SIZE(value, c)        "{\"kind\":\"SIZE\",\"value\":\"" value "\",\"confidence\":" c "}"
#define MODEL(text)           "{\"kind\":\"MODEL\",\"value\":\"" text "\",\"confidence\":0.9}"
#define LIKE(bytes, seen)                                                                                    \
    "{\"kind\":\"picture\",\"seen\":[" seen "],\"fingerprint\":{\"descriptor\":\"" bytes "\"}}"
#define HEADPHONES         "AA==" /* a byte, in base64 */
#define MAKER              "AQ=="
#define STRANGER           "/w=="
#define BARCODE(text)      "{\"kind\":\"BARCODE\",\"value\":\"" text "\",\"confidence\":0.9}"
#define UNREAD             "{\"problem\":{\"status\":404,\"detail\":\"there is none\"}}"
#define AWAY               "{\"problem\":{\"status\":503,\"detail\":\"nobody is there\"}}"
#define SENT(typed, media) "{\"typed\":\"" typed "\",\"media\":[" media "]}"

static const struct joined_case {
    const char *command, *text, *notes; /* notes: joined by a stroke */
} cases[] = {
    /* alone */
    {SENT("", VOICE("wireless headphones")), "wireless headphones", "HEARD wireless headphones"},
    {SENT("", PICTURE(RED)), "red", "SEEN red"},
    {SENT("", PICTURE(TEXT("SONORA Best Sound", "0.9") "," RED)), "sonora red", "SEEN sonora red"},
    {SENT("", PICTURE(TEXT("SONORA", "0.5") "," RED)), "red", "SEEN red"},
    /* what a vision model calls it */
    {SENT("", PICTURE(CALLED("CATEGORY", "on-ear headphones", "0.9") "," CALLED("FEATURE", "wireless",
                                                                                "0.7") "," RED)),
     "headphones wireless red", "SEEN headphones wireless red"},
    {SENT("", PICTURE(CALLED("CATEGORY", "headphones", "0.5") "," CALLED("FEATURE", "buy now", "1") "," RED)),
     "red", "SEEN red"},
    /* codes are all that is taken of a picture */
    {SENT("", PICTURE(RED "," TEXT("SONORA", "0.9") "," BARCODE(CODE))), CODE, "BARCODE " CODE},
    {SENT("", PICTURE(BARCODE("0036000291452"))), "036000291452", "BARCODE 036000291452"},
    {SENT("", PICTURE(RED "," MODEL("WH-1000XM4"))), "WH-1000XM4", "MODEL WH-1000XM4"},
    {SENT("", PICTURE(MODEL("QQ-7") "," RED)), "red", "SEEN red"},
    {SENT("", PICTURE(TEXT("SONORA X55", "0.9") "," MODEL("X55") "," RED)), "x55 sonora red",
     "SEEN x55 sonora red"},
    {SENT("",
          PICTURE(TEXT("sonora wireless running headphones cable light audio X55", "0.9") "," MODEL("X55"))),
     "x55 sonora wireless running headphones cable", "SEEN x55 sonora wireless running headphones cable"},
    {SENT("", PICTURE(TEXT("SONORA W99", "0.9") "," MODEL("W99"))), "sonora", "SEEN sonora"},
    {SENT("", PICTURE(BARCODE("5901234123457"))), "5901234123457", "NOTHING_SEEN"},
    {SENT("cable", PICTURE(BARCODE(CODE))), "cable " CODE, "BARCODE " CODE},
    /* the title of the product whose picture it shows */
    {SENT("", LIKE(HEADPHONES, RED)), "Sonora WH-1000XM4 Headphones black",
     "KNOWN Sonora WH-1000XM4 Headphones, black"},
    {SENT("", LIKE(MAKER, TEXT("SONORA", "0.9") "," RED)), "Coffee Maker 1.5 l",
     "LIKENESS Coffee Maker 1.5 l"},
    {SENT("", LIKE(STRANGER, RED)), "red", "SEEN red"},
    {SENT("", LIKE(HEADPHONES, MODEL("4420B"))), "4420B", "MODEL 4420B"},
    {SENT("sonora headphones like this", LIKE(HEADPHONES, "")), "sonora headphones WH-1000XM4 black",
     "KNOWN Sonora WH-1000XM4 Headphones, black"},
    {SENT("this in blue", LIKE(HEADPHONES, COLOUR("black", "0.9"))), "in blue Sonora WH-1000XM4 Headphones",
     "KNOWN Sonora WH-1000XM4 Headphones, black|"
     "OTHER_COLOUR WROTE blue: black"},
    /* typed before said before shown */
    {SENT("headphones", PICTURE(RED)), "headphones red", "SEEN red"},
    {SENT("headphones", PICTURE(TEXT("sonora headphones", "0.9"))), "headphones sonora", "SEEN sonora"},
    {SENT("headphones", VOICE("wireless headphones")), "headphones wireless", "HEARD wireless headphones"},
    {SENT("", PICTURE(RED) "," VOICE("running shoes")), "running shoes red",
     "HEARD 2/2 running shoes|SEEN 1/2 red"},
    {SENT("", PICTURE(TEXT("SONORA", "0.9")) "," PICTURE(RED)), "sonora red", "SEEN 1/2 sonora|SEEN 2/2 red"},
    /* what only points at the picture */
    {SENT("Headphones like this one", PICTURE(RED)), "Headphones red", "SEEN red"},
    {SENT("this  in  blue, please", PICTURE(RED)), "in blue, please", "OTHER_COLOUR WROTE blue: red"},
    {SENT("like this", PICTURE(RED)), "red", "SEEN red"},
    {SENT("", PICTURE(RED) "," VOICE("shoes like these")), "shoes red",
     "HEARD 2/2 shoes like these|SEEN 1/2 red"},
    {SENT("cable like this", VOICE("light")), "cable like this light", "HEARD light"},
    {SENT("thistle likes", PICTURE(RED)), "thistle likes red", "SEEN red"},
    /* where they contradict each other */
    {SENT("Blue headphones", PICTURE(RED)), "Blue headphones", "OTHER_COLOUR WROTE blue: red"},
    {SENT("blue", VOICE("red shoes")), "blue shoes", "HEARD red shoes|OTHER_SAID WROTE blue: red"},
    {SENT("", VOICE("blue shoes") "," PICTURE(RED)), "blue shoes",
     "HEARD 1/2 blue shoes|OTHER_COLOUR 2/2 SAID blue: red"},
    {SENT("", PICTURE(RED) "," PICTURE(COLOUR("navy", "0.8"))), "red",
     "SEEN 1/2 red|OTHER_COLOUR 2/2 SHOWED red: navy"},
    {"{\"typed\":\"shoes\",\"filters\":{\"colours\":[\"blue\"]},\"media\":[" PICTURE(RED) "]}", "shoes",
     "OTHER_COLOUR CHOSE blue: red"},
    {SENT("Sonora speaker",
          PICTURE(TEXT("ACME Audio speaker wireless", "0.9") "," TEXT("acme audio", "0.9"))),
     "Sonora speaker wireless", "OTHER_SHOWN WROTE Sonora: ACME Audio|SEEN wireless"},
    {SENT("Acme Audio,", VOICE("sonora speaker")), "Acme Audio, speaker",
     "HEARD sonora speaker|OTHER_SAID WROTE Acme Audio: sonora"},
    {SENT("", PICTURE(TEXT("SONORA", "0.9")) "," PICTURE(TEXT("ACME AUDIO light", "0.9"))), "sonora light",
     "SEEN 1/2 sonora|OTHER_SHOWN 2/2 SHOWED SONORA: ACME AUDIO|"
     "SEEN 2/2 light"},
    {SENT("acme audio like this", LIKE(HEADPHONES, "")), "acme audio WH-1000XM4 Headphones black",
     "KNOWN Sonora WH-1000XM4 Headphones, black|"
     "OTHER_SHOWN WROTE acme audio: Sonora"},
    {"{\"typed\":\"speaker\",\"filters\":{\"brands\":[\"Sonora\"]},\"media\":[" PICTURE(
         TEXT("acme audio wireless", "0.9")) "]}",
     "speaker wireless", "OTHER_SHOWN CHOSE Sonora: acme audio|SEEN wireless"},
    /* where they do not */
    {SENT("acme audio speaker", PICTURE(TEXT("acme audio", "0.9"))), "acme audio speaker", "NOTHING_SEEN"},
    {SENT("speaker not sonora", PICTURE(TEXT("SONORA wireless", "0.9"))), "speaker not sonora wireless",
     "SEEN wireless"},
    {SENT("speaker not sonora", PICTURE(TEXT("acme audio wireless", "0.9"))), "speaker not sonora wireless",
     "SEEN wireless"},
    {SENT("speaker", PICTURE(TEXT("black wireless", "0.9"))), "speaker wireless", "SEEN wireless"},
    {SENT("navy shoes", PICTURE(COLOUR("blue", "0.8"))), "navy shoes", ""},
    {SENT("teal shoes", PICTURE(RED)), "teal shoes", ""},
    {SENT("shoes not red", PICTURE(COLOUR("blue", "0.8"))), "shoes not red", ""},
    {SENT("blue shoes", PICTURE(RED "," COLOUR("blue", "0.2"))), "blue shoes", ""},
    {SENT("shoes", PICTURE(COLOUR("red", "0.2"))), "shoes", "NOTHING_SEEN"},
    /* what could not be read */
    {SENT("cable", UNREAD), "cable", "UNREAD there is none"},
    {SENT("cable", UNREAD "," PICTURE(RED)), "cable red", "SEEN 2/2 red|UNREAD 1/2 there is none"},
    {SENT("cable", VOICE("")), "cable", "NOT_HEARD"},
    {SENT("cable",
          "{\"kind\":\"voice\",\"heard\":\"grey\",\"words\":[{\"text\":\"grey\",\"confidence\":0.1}]}"),
     "cable grey", "HEARD grey|UNSURE grey"},
    {"{\"filters\":{\"in_stock\":true},\"media\":[" UNREAD "]}", "", "UNREAD there is none"},
};

#define CHOSEN(filters, media) "{\"typed\":\"boots\",\"filters\":{" filters "},\"media\":[" media "]}"
#define UP_TO_50               "\"price\":{\"max\":{\"currency_code\":\"USD\",\"amount_minor\":5000}}"
#define HEARS(text)            "HEARD " text
#define TOLD(by, a, b)         "OTHER_SAID " by " " a ": " b
#define SHOWS(by, a, b)        "OTHER_SHOWN " by " " a ": " b

static const struct joined_case limits[] = {
    /* limits of the price that contradict each other: an end twice, nothing between them, two currencies */
    {SENT("boots under 50", VOICE("under 80")), "boots under 50",
     HEARS("under 80") "|" TOLD("WROTE", "under 50", "under 80")},
    {SENT("Boots under $50, please", VOICE("red boots over 90 dollars")), "Boots under $50, please red",
     HEARS("red boots over 90 dollars") "|" TOLD("WROTE", "under $50", "over 90 dollars")},
    {SENT("boots over 90", VOICE("for under 80")), "boots over 90",
     HEARS("for under 80") "|" TOLD("WROTE", "over 90", "for under 80")},
    {SENT("boots between 20 and 50", VOICE("boots under 80 in red")), "boots between 20 and 50 in red",
     HEARS("boots under 80 in red") "|" TOLD("WROTE", "between 20 and 50", "under 80")},
    {SENT("boots <50", VOICE("20-40 dollars")), "boots <50",
     HEARS("20-40 dollars") "|" TOLD("WROTE", "<50", "20-40 dollars")},
    {SENT("boots under 50 euros", VOICE("under 50 dollars")), "boots under 50 euros",
     HEARS("under 50 dollars") "|" TOLD("WROTE", "under 50 euros", "under 50 dollars")},
    {SENT("boots over 20 under 50", VOICE("under 80")), "boots over 20 under 50",
     HEARS("under 80") "|" TOLD("WROTE", "under 50", "under 80")},
    {SENT("", VOICE("boots under 50") "," VOICE("under 80")), "boots under 50",
     "HEARD 1/2 boots under 50|HEARD 2/2 under 80|OTHER_SAID 2/2 SAID under 50: under 80"},
    {CHOSEN(UP_TO_50, VOICE("red boots under 80")), "boots red",
     HEARS("red boots under 80") "|" TOLD("CHOSE", "up to 50.00 USD", "under 80")},
    /* that do not */
    {SENT("boots over 20", VOICE("under 80")), "boots over 20 under 80", HEARS("under 80")},
    {SENT("boots under 2 kg", VOICE("red boots under 80 dollars")), "boots under 2 kg red under 80 dollars",
     HEARS("red boots under 80 dollars")},
    {SENT("boots under 50", VOICE("boots up to $50")), "boots under 50", HEARS("boots up to $50")},
    {SENT("boots under 50", VOICE("between 20 and 50")), "boots under 50 between 20 and 50",
     HEARS("between 20 and 50")},
    {SENT("boots", VOICE("red ones under 50 dollars")), "boots red ones under 50 dollars",
     HEARS("red ones under 50 dollars")},
    {SENT("", VOICE("boots under 50 or over 90")), "boots under 50 or over 90",
     HEARS("boots under 50 or over 90")},
    {SENT("boots under 50", VOICE("under 3 stars")), "boots under 50 3 stars", HEARS("under 3 stars")},
    {SENT("boots under 50", PICTURE(TEXT("sonora under 80", "0.9"))), "boots under 50 sonora", "SEEN sonora"},
    {CHOSEN(UP_TO_50, VOICE("over 20")), "boots over 20", HEARS("over 20")},
    /* sizes that contradict each other */
    {SENT("boots size 42", VOICE("red boots in size 44")), "boots size 42 red in",
     HEARS("red boots in size 44") "|" TOLD("WROTE", "size 42", "size 44")},
    {SENT("boots XL", VOICE("size medium")), "boots XL",
     HEARS("size medium") "|" TOLD("WROTE", "XL", "size medium")},
    {SENT("boots size 42", PICTURE(SIZE("44", "0.9") "," SIZE("10", "0.9"))), "boots size 42",
     SHOWS("WROTE", "size 42", "size 44")},
    {SENT("", PICTURE(SIZE("44", "0.9") "," RED) "," VOICE("boots size 42")), "boots size 42 red",
     "HEARD 2/2 boots size 42|OTHER_SHOWN 1/2 SAID size 42: size 44|SEEN 1/2 red"},
    {SENT("", PICTURE(SIZE("XL", "0.9")) "," PICTURE(SIZE("M", "0.9"))), "size XL",
     "SEEN 1/2 size XL|OTHER_SHOWN 2/2 SHOWED size XL: size M"},
    {CHOSEN("\"sizes\":[\"42\"]", VOICE("size 44")), "boots",
     HEARS("size 44") "|" TOLD("CHOSE", "42", "size 44")},
    /* that do not */
    {SENT("boots size 42", VOICE("red, size 42.0")), "boots size 42 red,", HEARS("red, size 42.0")},
    {SENT("boots 2XL", PICTURE(SIZE("XXL", "0.9") "," TEXT("size XXL sonora", "0.9"))), "boots 2XL sonora",
     "SEEN sonora"},
    {SENT("boots size 42", PICTURE(SIZE("9", "0.9") "," RED)), "boots size 42 red", "SEEN red"},
    {SENT("boots size 42", PICTURE(SIZE("44", "0.9") "," SIZE("42", "0.9") "," RED)), "boots size 42 red",
     "SEEN red"},
    {SENT("boots size 42", VOICE("size XL")), "boots size 42 size XL", HEARS("size XL")},
    /* one that is seen, where none was named */
    {SENT("boots", PICTURE(TEXT("SIZE 44", "0.9") "," SIZE("44", "0.9") "," RED)), "boots red size 44",
     "SEEN red size 44"},
    {SENT("boots", PICTURE(SIZE("44", "0.5") "," SIZE("500ml", "0.9") "," RED)), "boots red", "SEEN red"},
    {SENT("boots", PICTURE(SIZE("44", "0.9") "," SIZE("10", "0.9") "," RED)), "boots red", "SEEN red"},
};

static const char *name_in(const ProtobufCEnumDescriptor *names, int value)
{
    return protobuf_c_enum_descriptor_get_value(names, value)->name;
}

/* "OTHER_SHOWN 2/2 WROTE blue: red": of which medium, if there are several; how what counts was named. */
static void add_note(struct buf *out, const Steward__V1__MediaNote *note)
{
    buf_printf(out, "%s%s", out->len ? "|" : "",
               name_in(&steward__v1__media_note__kind__descriptor, note->kind));
    if (note->of > 1)
        buf_printf(out, " %d/%d", note->number, note->of);
    if (note->by)
        buf_printf(out, " %s %s:", name_in(&steward__v1__media_note__by__descriptor, note->by), note->counts);
    for (size_t i = 0; i < note->n_words; i++)
        buf_printf(out, " %s", note->words[i]);
}

static void look_at(const struct joined_case *table, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct arena *arena = arena_new(1 << 20);
        const Steward__V1__JoinResult *result = joined(table[i].command, arena);
        struct buf notes = {0};

        for (size_t n = 0; n < result->n_told; n++)
            add_note(&notes, result->told[n]);
        assert_null(result->problem);
        assert_string_equal(result->text, table[i].text);
        assert_string_equal(notes.len ? notes.data : "", table[i].notes);
        buf_free(&notes);
        arena_free(arena);
    }
}

static void what_is_looked_for(void **state)
{
    look_at(cases, COUNT_OF(cases));
}

static void limits_and_sizes_are_joined(void **state)
{
    look_at(limits, COUNT_OF(limits));
}

#define WORD(text, sure) "{\"text\":\"" text "\",\"confidence\":" sure "}"
#define HEARD(text, words, others)                                                                           \
    "{\"kind\":\"voice\",\"heard\":\"" text "\",\"words\":[" words "],\"hypotheses\":[" others "]}"
#define MOUSE(sure)  WORD("mouse", sure) "," WORD("pad", "0.9")
#define MOUSE_MOUSSE "mouse pad|HEARING mouse pad, mousse pad|mouse pad|mousse pad"

static const struct {
    const char *command, *asked; /* what is looked for; the question and its options' values */
} doubts[] = {
    /* a word that may have been another */
    {SENT("", HEARD("mouse pad", MOUSE("0.3"), "\"mousse pad\"")), MOUSE_MOUSSE},
    {SENT("", HEARD("mouse pad", MOUSE("0.3"), "\"house pad\",\"mousse pad\"")), MOUSE_MOUSSE},
    {SENT("", HEARD("pad mouse", MOUSE("0.3"), "\"pad mousse\"")),
     "pad mouse|HEARING pad mouse, pad mousse|pad mouse|pad mousse"},
    {SENT("", HEARD("a mouse pad", MOUSE("0.3"), "\"the mouse pad\",\"a mousse pad\"")),
     "a mouse pad|HEARING mouse pad, mousse pad|a mouse pad|a mousse pad"},
    {SENT("pad", HEARD("mouse", WORD("mouse", "0.3"), "\"mousse\"")),
     "pad mouse|HEARING mouse, mousse|pad mouse|pad mousse"},
    /* not, if it was heard surely, finds the same, or nothing */
    {SENT("", HEARD("mouse pad", MOUSE("0.6"), "\"mousse pad\"")), "mouse pad"},
    {SENT("", HEARD("mouse pad", MOUSE("0.3"), "\"mouse\"")), "mouse pad"},
    {SENT("", HEARD("mouse pad", MOUSE("0.3"), "\"house pad\"")), "mouse pad"},
    {SENT("", HEARD("show more", WORD("show", "0.3"), "\"house pad\"")), "show more"},
    /* what finds something is taken before what finds nothing */
    {SENT("", HEARD("house pad", WORD("house", "0.3") "," WORD("pad", "0.9"), "\"mouse pad\"")), "mouse pad"},
    {SENT("", HEARD("house pad", WORD("house", "0.3"), "\"mouse pad\",\"mousse pad\"")), MOUSE_MOUSSE},
    {SENT("", HEARD("house pad", WORD("house", "0.3"), "\"spouse pad\"")), "house pad"},
    {SENT("", HEARD("house pad", WORD("house", "0.6"), "\"mouse pad\"")), "house pad"},
    {SENT("", HEARD("house pad", WORD("house", "0.3"), "\"x\",\"y\",\"z\",\"mouse pad\"")), "mouse pad"},
    {SENT("", HEARD("house pad", WORD("house", "0.3"), "\"x\",\"y\",\"z\",\"q\",\"mouse pad\"")),
     "house pad"},
    {SENT("", HEARD("mouse pad", MOUSE("0.3"), "\"mousse pad\"") "," HEARD("cap", WORD("cap", "0.1"),
                                                                           "\"cable\"")),
     "mouse pad cable"},
    /* colours that contradict each other */
    {SENT("blue headphones", PICTURE(RED)),
     "blue headphones|MEANING blue, red|blue headphones|red headphones"},
    {SENT("blue", VOICE("red shoes")), "blue shoes|MEANING blue, red|blue shoes|red shoes"},
    {SENT("black cable", PICTURE(RED)), "black cable"},
    /* brands */
    {SENT("sonora speaker", PICTURE(TEXT("acme audio", "0.9"))),
     "sonora speaker|MEANING sonora, acme audio|sonora speaker|acme audio speaker"},
    {SENT("sonora speaker", PICTURE(TEXT("acme audio", "0.5"))), "sonora speaker"},
    {SENT("sonora cable", PICTURE(TEXT("acme audio", "0.9"))), "sonora cable"},
    /* limits and sizes */
    {SENT("boots under 50", VOICE("under 80")),
     "boots under 50|MEANING under 50, under 80|boots under 50|boots under 80"},
    {SENT("boots under 50", VOICE("under 70")), "boots under 50"},
    {SENT("boots over 20 under 80", VOICE("under 50")), "boots over 20 under 80"},
    {SENT("boots size 42", PICTURE(SIZE("44", "0.9"))),
     "boots size 42|MEANING size 42, size 44|boots size 42|boots size 44"},
    {SENT("boots XL", VOICE("size M")), "boots XL|MEANING XL, size M|boots XL|boots size M"},
    {"{\"typed\":\"shoes\",\"filters\":{\"colours\":[\"blue\"]},\"media\":[" PICTURE(RED) "]}", "shoes"},
};

static void what_may_have_been_meant_is_asked(void **state)
{
    for (size_t i = 0; i < COUNT_OF(doubts); i++) {
        struct arena *arena = arena_new(1 << 20);
        const Steward__V1__JoinResult *result = joined(doubts[i].command, arena);
        struct buf asked = {0};

        buf_printf(&asked, "%s", result->text);
        if (result->question) {
            assert_string_equal(result->question->about, "message");
            assert_string_equal(result->question->question, ""); /* who answers has the words */
            buf_printf(&asked, "|%s %s, %s",
                       name_in(&steward__v1__join_result__doubt__descriptor, result->doubt),
                       result->question->options[0]->label, result->question->options[1]->label);
            for (size_t o = 0; o < result->question->n_options; o++)
                buf_printf(&asked, "|%s", result->question->options[o]->value);
        }
        assert_string_equal(asked.data, doubts[i].asked);
        buf_free(&asked);
        arena_free(arena);
    }
}

static void nothing_to_look_for_is_a_problem(void **state)
{
    static const struct {
        const char *command;
        int status;
        const char *detail;
    } problems[] = {
        {SENT("", UNREAD), 404, "I could not read it: there is none."},
        {SENT(" ", UNREAD "," AWAY), 503,
         "I could not read item 1: there is none. I could not read item 2: nobody is there."},
        {SENT("", VOICE("  ")), 422, "No words could be heard in the voice note."},
        {SENT("", PICTURE("")), 422,
         "Nothing could be made out in the picture: neither print nor a colour, nor a code of a product "
         "here."},
    };

    for (size_t i = 0; i < COUNT_OF(problems); i++) {
        struct arena *arena = arena_new(1 << 20);
        const Steward__V1__JoinResult *result = joined(problems[i].command, arena);

        assert_non_null(result->problem);
        assert_int_equal(result->problem->status, problems[i].status);
        assert_int_equal(result->problem->retryable, problems[i].status == 503);
        assert_string_equal(result->problem->detail, problems[i].detail);
        assert_string_equal(result->problem->field, "media");
        arena_free(arena);
    }
}

/* As long as it may be, and longer: what is looked for is bounded, and so are the notes. */
static void it_is_bounded(void **state)
{
    struct arena *arena = arena_new(16 << 20);
    Steward__V1__JoinCommand command = STEWARD__V1__JOIN_COMMAND__INIT;
    Steward__V1__MediaReading reading = STEWARD__V1__MEDIA_READING__INIT, *many[40];
    struct tokeniser *tokeniser = tokeniser_new();
    const Steward__V1__JoinResult *result;
    struct buf heard = {0};

    for (int i = 0; i < 5000; i++)
        buf_printf(&heard, "word%d ", i);
    reading.kind = (char *)(uintptr_t) "voice";
    reading.heard = heard.data;
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = &reading;
    command.typed = (char *)(uintptr_t) "";
    command.media = many;
    command.n_media = COUNT_OF(many);
    result = join(&command, &lexicon, tokeniser, arena);
    assert_in_range(strlen(result->text), 1000, 2000);
    assert_in_range(result->n_told, 1, 16);
    tokeniser_free(tokeniser);
    buf_free(&heard);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_looked_for),
        cmocka_unit_test(limits_and_sizes_are_joined),
        cmocka_unit_test(what_may_have_been_meant_is_asked),
        cmocka_unit_test(nothing_to_look_for_is_a_problem),
        cmocka_unit_test(it_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
