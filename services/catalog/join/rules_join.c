/* rules_join: typed words first, then what was said, then what is seen; each adds what the ones before leave
 * open. What may have been meant instead is joined in the same way once more, and becomes an option. */
#include "join/rules_join.h"

#include "base/mem.h"
#include "chat/rules_chat.h"
#include "join/join_colour.h"
#include "join/join_hearing.h"
#include "join/join_pointing.h"
#include "join/join_question.h"
#include "service/problems.h"
#include "words/words.h"
#include "json/message.h"

#define TEXT_BYTES_MAX 2000 /* as long as a message may be */
#define NOTES_MAX      16
#define DOUBTFUL       0.3 /* a word that was heard with less is asked about */
#define LABEL_LEAST    0.6 /* words that were seen with less may be anything */
#define SURE           0.8 /* that it is this product's picture */

enum { TITLE_WORDS_MAX = 12 };

#define KIND(name) STEWARD__V1__IMAGE_ATTRIBUTE__KIND__##name

struct join {
    const Steward__V1__JoinCommand *command;
    const struct join_lexicon *lexicon;
    struct tokeniser *tokeniser;
    struct arena *arena;
    Steward__V1__JoinResult *result;
    struct buf text;
    struct colour_named colour; /* what counts so far */
    struct str other_colour;    /* the first that was passed over for it */
};

static void note(struct join *j, char *sentence)
{
    if (j->result->n_notes < NOTES_MAX)
        j->result->notes[j->result->n_notes++] = sentence;
}

/* Another colour than the one that counts. */
static void pass_over(struct join *j, struct str colour, char *sentence)
{
    if (!j->other_colour.len)
        j->other_colour = colour;
    note(j, sentence);
}

static void add_words(struct join *j, struct str words)
{
    if (!words.len || j->text.len + 1 + words.len > TEXT_BYTES_MAX)
        return;
    if (j->text.len)
        buf_char(&j->text, ' ');
    buf_str(&j->text, words);
}

static bool has_word(const struct join *j, struct str word)
{
    struct str rest = buf_as_str(&j->text), part;

    while (str_split(&rest, ' ', &part))
        if (str_eq_nocase(part, word))
            return true;
    return false;
}

/* "the picture", "voice note 2": by its place, where there are several. */
static const char *name_of(const struct join *j, size_t at)
{
    static const char *const names[][3] = {{"picture", "the picture", "picture"},
                                           {"voice", "the voice note", "voice note"},
                                           {"", "it", "item"}};
    const char *kind = j->command->media[at]->kind;
    size_t k = 0;

    while (k + 1 < COUNT_OF(names) && strcmp(kind, names[k][0]) != 0)
        k++;
    return j->command->n_media == 1 ? names[k][1] : str_printf(j->arena, "%s %zu", names[k][2], at + 1);
}

static bool has_picture(const struct join *j)
{
    for (size_t i = 0; i < j->command->n_media; i++)
        if (!j->command->media[i]->problem && !strcmp(j->command->media[i]->kind, "picture"))
            return true;
    return false;
}

/* What was typed or said, without what only points at a picture. */
static struct str own_words(const struct join *j, const char *text)
{
    return has_picture(j) ? without_pointing(str_of(text), j->arena) : str_trim(str_of(text));
}

/* ---- what was typed ---- */

static void take_typed(struct join *j)
{
    const Steward__V1__Filters *filters = j->command->filters;
    struct str typed = own_words(j, j->command->typed);

    add_words(j, typed);
    if (filters && filters->n_colours)
        j->colour = (struct colour_named){"chose", str_of(filters->colours[0])};
    else
        j->colour = colour_in(typed, "wrote", j->tokeniser, j->arena);
}

/* ---- what was said ---- */

/* Speech has no digits; who types has, and searches are read that way. */
static struct str in_figures(const struct join *j, struct str heard)
{
    return j->lexicon->chat ? chat_in_figures(j->lexicon->chat, heard, j->arena) : heard;
}

static void take_heard(struct join *j, const Steward__V1__MediaReading *reading)
{
    struct str heard = in_figures(j, own_words(j, reading->heard)), rest = heard, word;
    struct colour_named said = colour_in(heard, "said", j->tokeniser, j->arena);
    bool differs = colours_differ(&j->colour, said.word);
    bool is_alone = j->text.len == 0;

    if (differs)
        pass_over(j, said.word,
                  str_printf(j->arena, "You %s %.*s and said %.*s: I looked for %.*s.", j->colour.by,
                             STR_ARGS(j->colour.word), STR_ARGS(said.word), STR_ARGS(j->colour.word)));
    while (str_split(&rest, ' ', &word))
        if (is_alone || !(has_word(j, word) || (j->colour.word.len && str_eq(word, said.word))))
            add_words(j, word);
    if (!j->colour.word.len)
        j->colour = said;
}

static void note_doubts(struct join *j, const Steward__V1__MediaReading *reading)
{
    struct buf list = {0};

    for (size_t i = 0; i < reading->n_words; i++)
        if (reading->words[i]->confidence < DOUBTFUL && !word_is_small(str_of(reading->words[i]->text)))
            buf_printf(&list, "%s\"%s\"", list.len ? ", " : "", reading->words[i]->text);
    if (list.len)
        note(j, str_printf(j->arena, "I am not sure that I heard %s right.", list.data));
    buf_free(&list);
}

static void take_voice(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    struct str heard = str_trim(str_of(reading->heard));

    if (!heard.len) {
        note(j, str_printf(j->arena, "No words could be heard in %s.", name_of(j, at)));
        return;
    }
    note(j, str_printf(j->arena, "I heard: \"%.*s\".", STR_ARGS(str_sub(heard, 0, utf8_clip(heard, 200)))));
    note_doubts(j, reading);
    take_heard(j, reading);
}

/* ---- what is seen ---- */

static bool knows(const struct join *j, struct str word)
{
    return j->lexicon->knows(j->lexicon->owner, word);
}

/* A code as the catalogue has it: in one piece, or as an EAN of what it has as a UPC. */
static struct str known_code(const struct join *j, struct str code)
{
    const struct token *tokens;
    size_t count = tokenise(j->tokeniser, code, &tokens);

    for (size_t i = count; i > 0; i--)
        if (tokens[i - 1].kind != TOKEN_WORD && tokens[i - 1].text.len > 3 && knows(j, tokens[i - 1].text))
            return code;
    if (code.len == 13 && code.data[0] == '0' && knows(j, str_sub(code, 1, 13)))
        return str_sub(code, 1, 13);
    return STR_NONE;
}

static bool take_code(struct join *j, size_t at, Steward__V1__ImageAttribute__Kind kind, const char *called)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];

    for (size_t i = 0; i < reading->n_seen; i++) {
        const Steward__V1__ImageAttribute *seen = reading->seen[i];
        struct str code = seen->kind == kind ? known_code(j, str_of(seen->value)) : STR_NONE;

        if (!code.len)
            continue;
        if (!has_word(j, code))
            add_words(j, code);
        note(j, str_printf(j->arena, "I read the %s %.*s in %s.", called, STR_ARGS(code), name_of(j, at)));
        return true;
    }
    return false;
}

/* Print, or what a vision model calls it. */
static bool is_worded(const Steward__V1__ImageAttribute *seen)
{
    return seen->confidence >= LABEL_LEAST &&
           (seen->kind == KIND(TEXT) || seen->kind == KIND(CATEGORY) || seen->kind == KIND(FEATURE));
}

/* The catalogue's words of them, as they come. */
static void take_label(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    size_t taken = 0;

    for (size_t i = 0; i < reading->n_seen; i++) {
        const struct token *tokens;
        size_t count = 0;

        if (is_worded(reading->seen[i]))
            count = tokenise(j->tokeniser, str_of(reading->seen[i]->value), &tokens);
        for (size_t t = 0; t < count && taken < JOIN_WORDS_MAX; t++) {
            struct str word = tokens[t].text;

            if (word.len < 3 || tokens[t].kind == TOKEN_NUMBER || word_is_small(word) ||
                word_is_colour(word) || !knows(j, word) || has_word(j, word))
                continue;
            add_words(j, word);
            taken++;
        }
    }
}

static bool take_colour(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];
    struct str colour = colour_of_picture(reading);
    const char *name = name_of(j, at);

    if (!colour.len || j->colour.word.len) {
        if (colours_differ(&j->colour, colour) && !picture_shows(reading, &j->colour))
            pass_over(j, colour,
                      str_printf(j->arena, "You %s %.*s; %s is %.*s: I looked for %.*s.", j->colour.by,
                                 STR_ARGS(j->colour.word), name, STR_ARGS(colour), STR_ARGS(j->colour.word)));
        return false;
    }
    j->colour = (struct colour_named){"showed", colour};
    add_words(j, colour);
    return true;
}

/* The whole of what is joined follows its parts. */
static bool is_part(const struct token *tokens, size_t count, size_t i)
{
    for (size_t k = i + 1; k < count && k <= i + UINT8_MAX; k++)
        if (tokens[k].parts)
            return tokens[k].parts >= k - i;
    return false;
}

/* The words of its title, without the colour if one was asked for. */
static void take_title(struct join *j, struct str title)
{
    const struct token *tokens;
    size_t count = tokenise(j->tokeniser, title, &tokens), taken = 0;

    for (size_t i = 0; i < count && taken < TITLE_WORDS_MAX; i++) {
        if (is_part(tokens, count, i) || has_word(j, tokens[i].said) ||
            (j->colour.word.len && word_is_colour(tokens[i].text)))
            continue;
        add_words(j, tokens[i].said);
        taken++;
    }
}

static bool take_likeness(struct join *j, size_t at)
{
    const Steward__V1__Fingerprint *photo = j->command->media[at]->fingerprint;
    struct join_likeness like;

    if (!photo || !j->lexicon->looks_like || !j->lexicon->looks_like(j->lexicon->owner, photo, &like))
        return false;
    note(j, str_printf(j->arena,
                       like.sureness >= SURE ? "I know %s: \"%.*s\"." : "It seems that %s shows \"%.*s\".",
                       name_of(j, at), STR_ARGS(str_sub(like.title, 0, utf8_clip(like.title, 200)))));
    if (j->colour.word.len) /* that it contradicts what was asked for is told */
        (void)take_colour(j, at);
    take_title(j, like.title);
    return true;
}

static void note_label(struct join *j, size_t at, size_t from, bool is_coloured)
{
    struct str words = str_trim(str_sub(buf_as_str(&j->text), from, j->text.len));

    if (words.len)
        note(j, str_printf(j->arena, "I saw in %s: %.*s.", name_of(j, at), STR_ARGS(words)));
    else if (!is_coloured && !j->colour.word.len)
        note(j, str_printf(j->arena,
                           "Nothing could be made out in %s: neither print nor a colour, nor a code of a "
                           "product here.",
                           name_of(j, at)));
}

/* Its barcode, whether anybody here has it or not: a marketplace may. */
static void take_foreign(struct join *j, size_t at)
{
    const Steward__V1__MediaReading *reading = j->command->media[at];

    for (size_t i = 0; i < reading->n_seen; i++)
        if (reading->seen[i]->kind == KIND(BARCODE) && !j->text.len)
            add_words(j, str_of(reading->seen[i]->value));
}

static void take_picture(struct join *j, size_t at)
{
    size_t from = j->text.len;
    bool is_coloured;

    if (take_code(j, at, KIND(BARCODE), "barcode") || take_code(j, at, KIND(MODEL), "model number") ||
        take_likeness(j, at))
        return;
    take_label(j, at);
    is_coloured = take_colour(j, at);
    note_label(j, at, from, is_coloured);
}

/* ---- all of it ---- */

/* Both passes: what is said comes before what is seen, whatever was sent first. */
static void take_all(struct join *j, const char *kind, void (*take)(struct join *j, size_t at))
{
    for (size_t i = 0; i < j->command->n_media; i++)
        if (!j->command->media[i]->problem && !strcmp(j->command->media[i]->kind, kind))
            take(j, i);
}

static const Steward__V1__Problem *note_unread(struct join *j)
{
    const Steward__V1__Problem *first = NULL;

    for (size_t i = 0; i < j->command->n_media; i++) {
        const Steward__V1__Problem *problem = j->command->media[i]->problem;

        if (!problem)
            continue;
        note(j, str_printf(j->arena, "I could not read %s: %.300s.", name_of(j, i), problem->detail));
        if (!first || problem->status == 503) /* one that may be tried again says so for all */
            first = problem;
    }
    return first;
}

static void refuse(struct join *j, const Steward__V1__Problem *why)
{
    struct buf all = {0};

    for (size_t i = 0; i < j->result->n_notes; i++)
        buf_printf(&all, "%s%s", i ? " " : "", j->result->notes[i]);
    j->result->problem =
        problem_new(why ? why->status : 422, "media-failed", all.len ? all.data : "", j->arena);
    j->result->problem->field = str_c(j->arena, STR("media"));
    buf_free(&all);
}

static struct join join_as(const Steward__V1__JoinCommand *command, const struct join_lexicon *lexicon,
                           struct tokeniser *tokeniser, struct arena *arena)
{
    struct join j = {.command = command, .lexicon = lexicon, .tokeniser = tokeniser, .arena = arena};
    const Steward__V1__Problem *unread;

    j.result = message_new(&steward__v1__join_result__descriptor, arena);
    j.result->notes = arena_array(arena, NOTES_MAX, sizeof(char *));
    take_typed(&j);
    take_all(&j, "voice", take_voice);
    take_all(&j, "picture", take_picture);
    take_all(&j, "picture", take_foreign);
    unread = note_unread(&j);
    j.result->text = str_c(arena, buf_as_str(&j.text));
    if (!j.text.len && !command->filters)
        refuse(&j, unread);
    buf_free(&j.text);
    return j;
}

Steward__V1__JoinResult *join(const Steward__V1__JoinCommand *command, const struct join_lexicon *lexicon,
                              struct tokeniser *tokeniser, struct arena *arena)
{
    struct join_hearing hearing;
    struct join j;

    join_hear(command, lexicon, arena, &hearing);
    j = join_as(hearing.command, lexicon, tokeniser, arena);
    if (hearing.other)
        j.result->question = join_question(
            "Did you say", &(struct join_meaning){hearing.said, j.result->text},
            &(struct join_meaning){hearing.instead,
                                   join_as(hearing.other, lexicon, tokeniser, arena).result->text},
            lexicon, arena);
    else if (j.other_colour.len)
        j.result->question =
            join_question("Which did you mean,", &(struct join_meaning){j.colour.word, j.result->text},
                          &(struct join_meaning){j.other_colour,
                                                 str_replace_word(arena, str_of(j.result->text),
                                                                  j.colour.word, j.other_colour)},
                          lexicon, arena);
    return j.result;
}
