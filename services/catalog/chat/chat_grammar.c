/* chat_grammar: reads the file: tables into maps, patterns into lists of programs (chat_pattern.h). */
#include "chat/chat_grammar.h"

#include "base/map.h"
#include "chat/chat_pattern.h"
#include "words/edit_distance.h"

#define MEMORY_MAX  (16U << 20)
#define PATTERN_MAX 8192 /* bytes, with its macros written out */
#define MACROS_DEEP 4

struct rule {
    struct rule *next;
    struct str name;
    double confidence;
    struct chat_pattern *pattern;
};

struct known_word {
    struct str text;
    bool begins_intent; /* the first word of a pattern: when two are as near, it is meant */
};

struct rules {
    struct rule *first, **last;
};

struct chat_grammar {
    struct arena *arena;
    struct map macros;              /* to struct str */
    struct map tables[CHAT_TABLES]; /* to struct str */
    struct map words;
    struct rules groups[CHAT_GROUPS];
};

static const char *const group_names[CHAT_GROUPS] = {"intent", "skip", "condition", "answer"};
static const char *const table_names[CHAT_TABLES] = {"say",     "number", "times", "ordinal",
                                                     "pronoun", "most",   "more",  "attribute",
                                                     "facet",   "noun",   "small", "cue"};

static int place_of(struct str name, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_is(name, names[i]))
            return (int)i;
    }
    return -1;
}

static struct str *kept(struct chat_grammar *g, struct str text)
{
    struct str *copy = arena_new_of(g->arena, struct str);

    *copy = str_copy(g->arena, text);
    return copy;
}

static void know_words(struct chat_grammar *g, struct str text, bool begins_intent)
{
    struct str word;

    while (str_split(&text, ' ', &word)) {
        struct known_word *known = map_get(&g->words, word);

        if (word.len && !known) {
            known = arena_new_of(g->arena, struct known_word);
            known->text = str_copy(g->arena, word);
            map_put(&g->words, known->text, known);
        }
        if (known)
            known->begins_intent = known->begins_intent || begins_intent;
    }
}

/* `heavy, weigh = weight; dear = price`: every key of a list gets the value. */
static bool read_entries(struct chat_grammar *g, enum chat_table table, struct str text)
{
    struct str entry, key, keys;

    while (str_split(&text, ';', &entry)) {
        ptrdiff_t sign = str_find(entry, STR(" ="));

        keys = str_trim(sign < 0 ? entry : str_sub(entry, 0, (size_t)sign));
        if (!keys.len)
            return false;
        while (str_split(&keys, ',', &key)) {
            struct str value =
                sign < 0 ? str_trim(key) : str_trim(str_sub(entry, (size_t)sign + 2, entry.len));
            struct str *name = kept(g, str_trim(key));

            map_put(&g->tables[table], *name, kept(g, value));
            know_words(g, *name, false);
        }
    }
    return true;
}

/* `<want>` as what `let want` says. False: no such macro, or the whole gets too long. */
static bool expand(struct chat_grammar *g, struct str text, int deep, struct buf *out)
{
    while (text.len) {
        ptrdiff_t open = str_find(text, STR("<")), close = str_find(text, STR(">"));
        const struct str *body;

        if (open < 0) {
            buf_str(out, text);
            return out->len <= PATTERN_MAX;
        }
        body = close > open ? map_get(&g->macros, str_sub(text, (size_t)open + 1, (size_t)close)) : NULL;
        if (!body || deep == MACROS_DEEP || out->len > PATTERN_MAX)
            return false;
        buf_str(out, str_sub(text, 0, (size_t)open));
        if (!expand(g, *body, deep + 1, out))
            return false;
        text = str_sub(text, (size_t)close + 1, text.len);
    }
    return true;
}

static bool read_pattern(struct chat_grammar *g, enum chat_group group, struct str head, struct str body)
{
    struct rule *rule = arena_new_of(g->arena, struct rule);
    struct rules *rules = &g->groups[group];
    struct buf text = {0};
    struct str name, figure;
    bool good;

    head = str_trim(head);
    rule->confidence = 1;
    if (!str_split(&head, ' ', &name) ||
        (str_split(&head, ' ', &figure) && !str_to_double(figure, &rule->confidence)))
        return false;
    rule->name = str_copy(g->arena, name);
    good = expand(g, body, 0, &text);
    rule->pattern = good ? chat_pattern_read(buf_as_str(&text), g->arena) : NULL;
    buf_free(&text);
    if (!rule->pattern)
        return false;
    for (size_t i = 0; chat_pattern_word(rule->pattern, i).len; i++)
        know_words(g, chat_pattern_word(rule->pattern, i), group == GROUP_INTENT && !i);
    if (!rules->last)
        rules->last = &rules->first;
    *rules->last = rule;
    rules->last = &rule->next;
    return true;
}

static bool read_macro(struct chat_grammar *g, struct str text)
{
    ptrdiff_t sign = str_find(text, STR("="));
    struct str *name;

    if (sign < 0)
        return false;
    name = kept(g, str_trim(str_sub(text, 0, (size_t)sign)));
    map_put(&g->macros, *name, kept(g, str_trim(str_sub(text, (size_t)sign + 1, text.len))));
    return name->len > 0;
}

static bool read_line(struct chat_grammar *g, struct str line)
{
    ptrdiff_t colon = str_find(line, STR(" : "));
    struct str head, body, kind;
    int place;

    if (str_starts(line, STR("let ")))
        return read_macro(g, str_sub(line, 4, line.len));
    if (colon < 0)
        return false;
    head = str_sub(line, 0, (size_t)colon);
    body = str_trim(str_sub(line, (size_t)colon + 3, line.len));
    if (!str_split(&head, ' ', &kind))
        return false;
    place = place_of(kind, table_names, CHAT_TABLES);
    if (place >= 0)
        return read_entries(g, (enum chat_table)place, body);
    place = place_of(kind, group_names, CHAT_GROUPS);
    return place >= 0 && read_pattern(g, (enum chat_group)place, head, body);
}

struct chat_grammar *chat_grammar_read(struct str text, struct error *err)
{
    struct chat_grammar *g = mem_new(struct chat_grammar);
    struct str line;
    int number = 0;

    g->arena = arena_new(MEMORY_MAX);
    while (str_split(&text, '\n', &line)) {
        number++;
        line = str_trim(line);
        if (line.len && line.data[0] != '#' && !read_line(g, line)) {
            chat_grammar_free(g);
            error_set(err, ERROR_FATAL, "grammar", "line %d of the grammar is none: %.*s", number,
                      STR_ARGS(line));
            return NULL;
        }
    }
    return g;
}

void chat_grammar_free(struct chat_grammar *g)
{
    if (!g)
        return;
    map_free(&g->macros);
    map_free(&g->words);
    for (size_t i = 0; i < CHAT_TABLES; i++)
        map_free(&g->tables[i]);
    arena_free(g->arena);
    mem_free(g);
}

struct str chat_grammar_value(const struct chat_grammar *g, enum chat_table table, struct str key)
{
    const struct str *value = map_get(&g->tables[table], key);

    return value ? *value : STR_NONE;
}

bool chat_grammar_has_word(const struct chat_grammar *g, struct str word)
{
    return map_get(&g->words, word) != NULL;
}

struct str chat_grammar_guess(const struct chat_grammar *g, struct str word)
{
    int most = word.len >= 4 ? 1 : 0, least = most + 1;
    struct str known, best = STR_NONE;
    bool best_begins = false;
    void *value;

    for (size_t at = 0; most && map_next(&g->words, &at, &known, &value);) {
        bool begins = ((const struct known_word *)value)->begins_intent;
        int edits;

        if (known.len < 4 || known.data[0] != word.data[0])
            continue;
        edits = edit_distance(word, known, most);
        if (edits < least || (edits == least && edits <= most &&
                              (begins != best_begins ? begins : str_compare(known, best) < 0))) {
            least = edits;
            best = known;
            best_begins = begins;
        }
    }
    return best;
}

struct str chat_grammar_guess_in(const struct chat_grammar *g, enum chat_table table, struct str word)
{
    struct str known, best = STR_NONE;
    void *value;

    for (size_t at = 0; word.len >= 3 && map_next(&g->tables[table], &at, &known, &value);) {
        if (known.len >= 4 && known.data[0] == word.data[0] && edit_distance(word, known, 1) <= 1 &&
            (!best.len || str_compare(known, best) < 0))
            best = known;
    }
    return best;
}

bool chat_grammar_match(const struct chat_grammar *g, enum chat_group group, const struct chat_words *words,
                        size_t from, size_t to, bool whole, chat_lengths_fn *lengths, void *owner,
                        struct chat_match *ret)
{
    for (const struct rule *rule = g->groups[group].first; rule; rule = rule->next) {
        if (chat_pattern_match(rule->pattern, words, from, to, whole, lengths, owner, ret)) {
            ret->name = rule->name;
            ret->confidence = rule->confidence;
            return true;
        }
    }
    return false;
}

const struct chat_capture *chat_captured(const struct chat_match *match, enum chat_slot slot, size_t nth)
{
    for (size_t i = 0; i < match->count; i++) {
        if (match->captures[i].slot == slot && !nth--)
            return &match->captures[i];
    }
    return NULL;
}
