/* chat_words: blanks and dashes part words; then contractions are written out, then numbers are read. The
 * grammar has both as tables: `say` and `number`, `times`. */
#include "chat/chat_words.h"

#include <ctype.h>

#include "chat/chat_grammar.h"

#define MESSAGE_BYTES_MAX  2000
#define ENOUGH             4 /* times that something may be said in a row, less one */
#define REPEATED_WORDS_MAX 5

static bool punctuates(unsigned char c)
{
    return str_has_char(",;:!?.()[]{}*~\"'`|", c);
}

/* Typographic quotes and dashes as the plain ones. Keeps the number of bytes by filling with blanks behind,
 * so that places stay. */
static void plain_signs(char *text, size_t len)
{
    static const struct {
        const char *from;
        char to;
    } signs[] = {{"\u2019", '\''}, {"\u2018", '\''}, {"\u201c", ' '}, {"\u201d", ' '},
                 {"\u2013", '-'},  {"\u2014", ' '},  {"\u2026", '.'}, {"\u00bf", ' '},
                 {"\u00a1", ' '},  {"\u00a0", ' '},  {"\u2033", '"'}};

    for (size_t i = 0; i < len; i++) {
        for (size_t k = 0; k < COUNT_OF(signs); k++) {
            size_t size = strlen(signs[k].from);

            if (i + size <= len && !memcmp(text + i, signs[k].from, size)) {
                memset(text + i, '\1', size); /* not a blank: "it's" stays one word */
                text[i] = signs[k].to;
            }
        }
        text[i] = (char)tolower((unsigned char)text[i]);
    }
}

/* Without the filling. */
static struct str tidy(struct str word, struct arena *arena)
{
    char *copy = str_c(arena, word);
    size_t len = 0;

    for (size_t i = 0; i < word.len; i++) {
        if (copy[i] != '\1')
            copy[len++] = copy[i];
    }
    return str_n(copy, len);
}

/* Whether the last `count` words have been said ENOUGH times in a row. */
static bool goes_on_and_on(const struct chat_words *w, size_t count)
{
    if (w->count < ENOUGH * count)
        return false;
    for (size_t i = w->count - (ENOUGH - 1) * count; i < w->count; i++) {
        if (!str_eq(w->all[i].text, w->all[i - count].text))
            return false;
    }
    return true;
}

/* "No no no no no" is said a few times, however often it is: there is room for what comes behind. */
static void drop_repetition(struct chat_words *w)
{
    for (size_t count = 1; count <= REPEATED_WORDS_MAX; count++) {
        if (!goes_on_and_on(w, count))
            continue;
        w->count -= count;
        w->all[w->count - 1].end = w->all[w->count + count - 1].end;
        return;
    }
}

static void add(struct chat_words *w, struct str text, size_t start, size_t end)
{
    if (w->count == CHAT_WORDS_MAX) {
        w->clipped = true;
        return;
    }
    w->all[w->count++] = (struct chat_word){.text = text, .start = (uint16_t)start, .end = (uint16_t)end};
    drop_repetition(w);
}

static bool is_range(struct str left, struct str right)
{
    double from, to;

    return str_to_double(left, &from) && str_to_double(right, &to) && from >= 0 && from < to;
}

/* `<50` is two words, `<=` and 50; "lenovo's" is lenovo and 's; a contraction is what it stands for. */
static void add_word(struct chat_words *w, const struct chat_grammar *grammar, struct str text, size_t start,
                     size_t end, struct arena *arena)
{
    struct str said = chat_grammar_value(grammar, TABLE_SAY, text), part;
    size_t sign = str_span(text, "<>=~#");
    ptrdiff_t dash = str_find(text, STR("-"));
    struct str left = str_sub(text, 0, dash < 0 ? 0 : (size_t)dash),
               right = dash < 0 ? STR_NONE : str_sub(text, (size_t)dash + 1, text.len);

    if (said.len) {
        while (str_split(&said, ' ', &part))
            add(w, part, start, end);
    } else if (chat_grammar_value(grammar, TABLE_NUMBER, left).len &&
               chat_grammar_value(grammar, TABLE_NUMBER, right).len) { /* thirty-two */
        add(w, left, start, end);
        add(w, right, start, end);
    } else if (dash > 0 && is_range(left, right)) { /* 20-30 litres */
        add(w, left, start, start + left.len);
        add(w, STR("to"), start + left.len, start + left.len + 1);
        add(w, right, start + left.len + 1, end);
    } else if (sign && sign < text.len) {
        add_word(w, grammar, str_sub(text, 0, sign), start, start + sign, arena);
        add(w, str_sub(text, sign, text.len), start + sign, end);
    } else if (text.len > 2 && str_ends(text, STR("'s"))) {
        add(w, str_sub(text, 0, text.len - 2), start, end - 2);
        add(w, str_sub(text, text.len - 2, text.len), end - 2, end);
    } else {
        add(w, text, start, end);
    }
}

static bool keeps_sign(struct str text) /* 17" */
{
    return text.len > 1 && text.data[text.len - 1] == '"' && isdigit((unsigned char)text.data[text.len - 2]);
}

/* "---" says nothing; "#" and "&" do. */
static bool says_something(struct str word)
{
    for (size_t i = 0; i < word.len; i++) {
        if ((unsigned char)word.data[i] >= 128 || isalnum((unsigned char)word.data[i]) ||
            str_has_char("#&$<>", word.data[i]))
            return true;
    }
    return false;
}

static bool begins_amount(struct str text)
{
    return text.len && (isdigit((unsigned char)text.data[0]) || text.data[0] == '$');
}

static void cut(struct chat_words *w, const struct chat_grammar *grammar, struct str text,
                struct arena *arena)
{
    for (size_t at = 0; at < text.len;) {
        size_t start, end;
        struct str word;

        while (at < text.len && isspace((unsigned char)text.data[at]))
            at++;
        for (start = at; at < text.len && !isspace((unsigned char)text.data[at]);)
            at++;
        for (end = at;
             start < end && (punctuates((unsigned char)text.data[start]) || text.data[start] == '\1');)
            start++;
        while (end > start && (punctuates((unsigned char)text.data[end - 1]) || text.data[end - 1] == '\1') &&
               !keeps_sign(str_sub(text, start, end)))
            end--;
        for (size_t i = end; i < at; i++)
            w->asks = w->asks || text.data[i] == '?';
        word = tidy(str_sub(text, start, end), arena);
        if (str_is(word, "no") && end < at)
            word = STR("no,"); /* an answer, where "no" before a noun forbids it */
        if (str_is(word, "-") && w->count && begins_amount(w->all[w->count - 1].text) && at + 1 < text.len &&
            begins_amount(str_sub(text, at + 1, text.len)))
            word = STR("to"); /* "800 - 1000" */
        if (says_something(word))
            add_word(w, grammar, word, start, end, arena);
        if (end < at && w->count)
            w->all[w->count - 1].ends_clause = true;
    }
}

/* "no the other one": an answer, too, though nobody wrote the comma. */
static void answer_without_comma(struct chat_words *w)
{
    static const char *const words[] = {"the", "that", "this", "these", "those", "i", "it"};

    if (w->count < 2 || !str_is(w->all[0].text, "no"))
        return;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (!str_is(w->all[1].text, words[i]))
            continue;
        w->all[0].text = STR("no,");
        w->all[0].ends_clause = true;
    }
}

/* ---- numbers ---- */

static bool number_of(const struct chat_grammar *grammar, enum chat_table table, struct str word,
                      double *ret_value)
{
    struct str value = chat_grammar_value(grammar, table, word);

    return value.len && str_to_double(value, ret_value);
}

static bool is_word(const struct chat_words *w, size_t at, const char *word)
{
    return at < w->count && str_is(w->all[at].text, word);
}

static bool is_half(const struct chat_words *w, size_t at)
{
    return is_word(w, at, "and") && is_word(w, at + 1, "a") && is_word(w, at + 2, "half");
}

/* "a hundred", "1.5 thousand", "2 and a half": the "a" or the digits are the beginning of a number in words.
 */
static bool begins_number(const struct chat_words *w, const struct chat_grammar *grammar, size_t i,
                          double *ret_value)
{
    double ignored;
    bool multiplied =
        i + 1 < w->count && number_of(grammar, TABLE_TIMES, w->all[i + 1].text, &ignored) && ignored >= 100;

    if (w->all[i].ends_clause)
        return false;
    if (is_word(w, i, "a") && multiplied) {
        *ret_value = 1;
        return true;
    }
    return (multiplied || is_half(w, i + 1)) && str_to_double(w->all[i].text, ret_value);
}

/* "one" is a number only before a multiplier or behind a number ("that one" is none). Gives how many words
 * the number at `i` has. */
static size_t number_in_words(const struct chat_words *w, const struct chat_grammar *grammar, size_t i,
                              double *ret_value)
{
    double total = 0, group = 0, value;
    size_t at = i + begins_number(w, grammar, i, &group);

    for (; at < w->count && !(at > i && w->all[at - 1].ends_clause); at++) {
        struct str word = w->all[at].text;
        bool joins = at > i && at + 1 < w->count && str_is(word, "and") && group + total >= 100 &&
                     number_of(grammar, TABLE_NUMBER, w->all[at + 1].text, &value) &&
                     !(at + 2 < w->count && number_of(grammar, TABLE_TIMES, w->all[at + 2].text, &value));

        if (joins)
            continue;
        if (at > i && group > 0 && group < 100 && is_half(w, at)) {
            group += 0.5;
            at += 2;
            continue;
        }
        if (number_of(grammar, TABLE_TIMES, word, &value)) {
            bool counted = group > 0 || (at == i && (at || w->count > 1));

            if (!counted)
                break;
            group = (group > 0 ? group : 1) * value;
            if (value >= 1000) {
                total += group;
                group = 0;
            }
        } else if (number_of(grammar, TABLE_NUMBER, word, &value) &&
                   (group <= 0 || (group >= 20 && value < 10 && (uint64_t)group % 10 == 0) ||
                    (group >= 100 && value < 100 && (uint64_t)group % 100 == 0))) {
            group += value;
        } else {
            break;
        }
    }
    *ret_value = total + group;
    if (at == i + 1 && str_is(w->all[i].text, "one"))
        return 0;
    return at - i;
}

static void read_numbers(struct chat_words *w, const struct chat_grammar *grammar, struct arena *arena)
{
    size_t kept = 0;

    for (size_t i = 0; i < w->count;) {
        struct chat_word *word = &w->all[kept++];
        double value;
        size_t took = number_in_words(w, grammar, i, &value);

        *word = w->all[i];
        if (took) {
            word->end = w->all[i + took - 1].end;
            word->ends_clause = w->all[i + took - 1].ends_clause;
            word->text = str_of(str_printf(arena, "%.15g", value));
        }
        i += took ? took : 1;
        word->is_number = str_to_double(word->text, &word->number);
    }
    w->count = kept;
}

/* ---- */

void chat_words_read(const struct chat_grammar *grammar, struct str message, struct arena *arena,
                     struct chat_words *w)
{
    struct str text;
    char *plain;

    *w = (struct chat_words){.message = message};
    message.len = message.len > MESSAGE_BYTES_MAX ? utf8_clip(message, MESSAGE_BYTES_MAX) : message.len;
    plain = str_c(arena, message);
    plain_signs(plain, message.len);
    text = str_n(plain, message.len);
    cut(w, grammar, text, arena);
    answer_without_comma(w);
    read_numbers(w, grammar, arena);
}

struct str chat_words_said(const struct chat_words *w, size_t from, size_t to)
{
    return from < to ? str_sub(w->message, w->all[from].start, w->all[to - 1].end) : STR_NONE;
}

struct str chat_words_joined(const struct chat_words *w, size_t from, size_t to, char joint,
                             struct arena *arena)
{
    struct buf text = {0};
    struct str copy;

    for (size_t i = from; i < to; i++) {
        if (i > from)
            buf_char(&text, joint);
        buf_str(&text, w->all[i].text);
    }
    copy = str_copy(arena, buf_as_str(&text));
    buf_free(&text);
    return copy;
}
