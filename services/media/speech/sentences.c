/* sentences: patterns are spoken as they are read, from left to right; nothing is parsed ahead. A pattern is
 * checked by speaking it: sentences_read says each line once, every slot of it, and what is not known is told
 * then. */
#include "sentences.h"

#include "base/map.h"
#include "spoken.h"

#define DEPTH_MAX 8

struct pattern {
    struct str text;
    size_t up_to; /* weights of this one and of all before */
};

struct sentences {
    const struct vocabulary *vocabulary;
    struct pattern *patterns;
    size_t count, weight;
    struct map lets; /* struct str by name */
};

struct speaker {
    const struct sentences *sentences;
    uint64_t *chance;
    struct buf *out;
    struct str unknown; /* the first slot that nobody knows */
    int depth;
};

static void speak(struct speaker *speaker, struct str pattern);

static size_t any(uint64_t *chance, size_t below) /* splitmix64 */
{
    uint64_t z = (*chance += 0x9e3779b97f4a7c15u);

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return below ? (z ^ (z >> 31)) % below : 0;
}

static void say_word(struct buf *out, struct str word)
{
    if (out->len && word.len)
        buf_char(out, ' ');
    buf_str(out, word);
}

static void say_phrase(struct speaker *speaker, enum phrase_kind kind)
{
    const struct phrases *phrases = &speaker->sentences->vocabulary->of[kind];

    if (phrases->count)
        say_word(speaker->out, phrases->spoken[any(speaker->chance, phrases->count)]);
}

static void say_title(struct speaker *speaker)
{
    say_phrase(speaker, PHRASE_TITLE);
}

static void say_category(struct speaker *speaker)
{
    say_phrase(speaker, PHRASE_CATEGORY);
}

static void say_brand(struct speaker *speaker)
{
    say_phrase(speaker, PHRASE_BRAND);
}

static void say_colour(struct speaker *speaker)
{
    say_phrase(speaker, PHRASE_COLOUR);
}

static void say_attribute(struct speaker *speaker)
{
    say_phrase(speaker, PHRASE_ATTRIBUTE);
}

/* "wireless over ear headphones" of "sonira juno wireless over ear headphones": from any word on. */
static void say_part(struct speaker *speaker)
{
    const struct phrases *titles = &speaker->sentences->vocabulary->of[PHRASE_TITLE];
    size_t which = any(speaker->chance, titles->count);
    struct str head, word;
    size_t words = 1, skipped;

    if (!titles->count)
        return;
    head = str_sub(titles->spoken[which], 0, titles->head[which]);
    for (size_t i = 0; i < head.len; i++)
        words += head.data[i] == ' ';
    for (skipped = any(speaker->chance, words); skipped; skipped--)
        str_split(&head, ' ', &word);
    say_word(speaker->out, head);
}

static void say_number(struct speaker *speaker)
{
    static const size_t below[] = {13, 13, 21, 100, 200, 1000}; /* small ones are said more often */

    spoken_number(speaker->out, (int64_t)any(speaker->chance, below[any(speaker->chance, COUNT_OF(below))]));
}

static void say_tens(struct speaker *speaker)
{
    static const int64_t steps[] = {5, 10, 50, 100};

    spoken_number(speaker->out,
                  steps[any(speaker->chance, COUNT_OF(steps))] * (int64_t)(1 + any(speaker->chance, 20)));
}

static void say_price(struct speaker *speaker)
{
    static const char *const currencies[] = {"", "", "dollars", "dollars", "euros", "bucks", "pounds"};

    say_tens(speaker);
    say_word(speaker->out, str_of(currencies[any(speaker->chance, COUNT_OF(currencies))]));
}

static const struct {
    const char *name;
    void (*say)(struct speaker *speaker);
} slots[] = {
    {"title", say_title},   {"part", say_part},     {"category", say_category},
    {"brand", say_brand},   {"colour", say_colour}, {"attribute", say_attribute},
    {"number", say_number}, {"tens", say_tens},     {"price", say_price},
};

static void say_slot(struct speaker *speaker, struct str name)
{
    const struct str *let = map_get(&speaker->sentences->lets, name);

    for (size_t i = 0; i < COUNT_OF(slots); i++)
        if (str_is(name, slots[i].name)) {
            slots[i].say(speaker);
            return;
        }
    if (let && speaker->depth < DEPTH_MAX)
        speak(speaker, *let);
    else if (!speaker->unknown.data)
        speaker->unknown = name;
}

/* How many brackets more are open behind it. Asked of every letter of every pattern that is spoken: quick. */
static inline int opens(char c)
{
    return (c == '(' || c == '[' || c == '{') - (c == ')' || c == ']' || c == '}');
}

/* What stands between the bracket at *at and the one that closes it; *at is then behind. */
static struct str bracketed(struct str pattern, size_t *at)
{
    size_t from = *at + 1;
    int open = 0;

    for (; *at < pattern.len; (*at)++) {
        open += opens(pattern.data[*at]);
        if (!open)
            return str_sub(pattern, from, (*at)++);
    }
    return str_sub(pattern, from, pattern.len);
}

/* Of "a|b (c|d)", one of the two. */
static void say_choice(struct speaker *speaker, struct str choices)
{
    size_t ends[64], count = 0, which;
    int open = 0;

    for (size_t i = 0; i < choices.len && count + 1 < COUNT_OF(ends); i++) {
        open += opens(choices.data[i]);
        if (choices.data[i] == '|' && !open)
            ends[count++] = i;
    }
    ends[count++] = choices.len;
    which = any(speaker->chance, count);
    speak(speaker, str_sub(choices, which ? ends[which - 1] + 1 : 0, ends[which]));
}

static void speak(struct speaker *speaker, struct str pattern)
{
    speaker->depth++;
    for (size_t at = 0; at < pattern.len;) {
        size_t word = at;

        switch (pattern.data[at]) {
        case ' ':
            at++;
            break;
        case '{':
            say_slot(speaker, bracketed(pattern, &at));
            break;
        case '(':
            say_choice(speaker, bracketed(pattern, &at));
            break;
        case '[': {
            struct str maybe = bracketed(pattern, &at);
            if (any(speaker->chance, 2))
                say_choice(speaker, maybe);
            break;
        }
        default:
            while (at < pattern.len && !str_has_char(" {([", pattern.data[at]))
                at++;
            say_word(speaker->out, str_sub(pattern, word, at));
        }
    }
    speaker->depth--;
}

void sentences_say(const struct sentences *sentences, uint64_t *chance, struct buf *out)
{
    struct speaker speaker = {.sentences = sentences, .chance = chance, .out = out};
    size_t pick = any(chance, sentences->weight), low = 0, high = sentences->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (sentences->patterns[middle].up_to <= pick)
            low = middle + 1;
        else
            high = middle;
    }
    speak(&speaker, sentences->patterns[low].text);
}

static void add_let(struct sentences *sentences, struct str line, struct arena *arena)
{
    struct str rest = str_sub(line, 4, line.len), name;
    struct str *value = arena_new_of(arena, struct str);

    str_split(&rest, '=', &name);
    *value = str_trim(rest);
    map_put(&sentences->lets, str_trim(name), value);
}

static void add_pattern(struct sentences *sentences, struct str line)
{
    size_t digits = str_span(line, "0123456789");
    int64_t weight = 1;

    if (digits && digits < 4 && !str_to_int64(str_sub(line, 0, digits), &weight))
        weight = 1;
    sentences->weight += (size_t)weight;
    sentences->patterns[sentences->count++] =
        (struct pattern){.text = str_trim(str_sub(line, digits, line.len)), .up_to = sentences->weight};
}

/* Every slot that is written anywhere is one. */
static bool all_known(const struct sentences *sentences, struct str file, struct error *err)
{
    for (size_t at = 0; at < file.len;)
        if (file.data[at] == '{') {
            struct buf said = {0};
            struct speaker speaker = {.sentences = sentences, .chance = &(uint64_t){0}, .out = &said};

            say_slot(&speaker, bracketed(file, &at));
            buf_free(&said);
            if (speaker.unknown.data)
                return error_set(err, ERROR_FATAL, "speech", "{%.*s} of the sentences is not known",
                                 STR_ARGS(speaker.unknown));
        } else
            at++;
    return true;
}

static void free_lets(void *lets)
{
    map_free(lets);
}

bool sentences_read(struct str file, const struct vocabulary *vocabulary, struct arena *arena,
                    struct sentences **ret_sentences, struct error *err)
{
    struct sentences *sentences = arena_new_of(arena, struct sentences);
    struct str rest = file, line;
    size_t lines = 1;

    for (size_t i = 0; i < file.len; i++)
        lines += file.data[i] == '\n';
    sentences->vocabulary = vocabulary;
    sentences->patterns = arena_array(arena, lines, sizeof(struct pattern));
    arena_on_free(arena, free_lets, &sentences->lets);
    while (str_split(&rest, '\n', &line)) {
        line = str_trim(line);
        if (!line.len || *line.data == '#')
            continue;
        if (str_starts(line, STR("let ")))
            add_let(sentences, line, arena);
        else
            add_pattern(sentences, line);
    }
    if (!sentences->count)
        return error_set(err, ERROR_FATAL, "speech", "there are no sentences");
    *ret_sentences = sentences;
    return all_known(sentences, file, err);
}
