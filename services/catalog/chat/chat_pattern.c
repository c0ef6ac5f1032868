/* chat_pattern: compiles by descent (alternatives of sequences of items), then runs with a set of the places
 * that were visited. */
#include "chat/chat_pattern.h"

#include <ctype.h>

#define PLACES_MAX 1024 /* of a program */
#define DEEP_MAX   16   /* of brackets in brackets */

enum op { OP_WORD, OP_SLOT, OP_SPLIT, OP_JUMP, OP_CLAUSE, OP_END };

struct place {
    struct str word;
    uint16_t first, second; /* of a split: where to go on, and where if that fails; of a jump: where */
    uint8_t op, slot;
};

struct chat_pattern {
    struct place *places;
    size_t count;
};

static const char *const slot_names[CHAT_SLOTS] = {
    "rest",      "few",   "what", "purpose", "product", "products", "attributes",
    "attribute", "asked", "flag", "facet",   "brand",   "colour",   "measure",
    "number",    "more",  "most", "noun",    "type",    "currency", "value",
};

/* ---- reading ---- */

struct reader {
    struct str left;
    struct arena *arena;
    struct place places[PLACES_MAX];
    size_t count;
    int deep;
    bool failed;
};

static void read_choice(struct reader *r);

static size_t emit(struct reader *r, struct place place)
{
    if (r->count == PLACES_MAX) {
        r->failed = true;
        return 0;
    }
    r->places[r->count] = place;
    return r->count++;
}

static char next(struct reader *r)
{
    r->left = str_trim(r->left);
    return r->left.len ? r->left.data[0] : 0;
}

static void skip(struct reader *r, char wanted)
{
    r->failed = r->failed || next(r) != wanted;
    r->left = str_sub(r->left, 1, r->left.len);
}

static void read_slot(struct reader *r)
{
    ptrdiff_t end = str_find(r->left, STR("}"));
    struct str name = str_sub(r->left, 1, end < 0 ? 1 : (size_t)end);

    for (size_t i = 0; i < CHAT_SLOTS; i++) {
        if (str_is(name, slot_names[i])) {
            emit(r, (struct place){.op = OP_SLOT, .slot = (uint8_t)i});
            r->left = str_sub(r->left, (size_t)end + 1, r->left.len);
            return;
        }
    }
    r->failed = true;
}

static void read_word(struct reader *r)
{
    size_t len = 0;

    while (len < r->left.len && !isspace((unsigned char)r->left.data[len]) &&
           !str_has_char("()[]{}|<>", r->left.data[len]))
        len++;
    r->failed = r->failed || !len;
    if (str_is(str_sub(r->left, 0, len), ",")) {
        emit(r, (struct place){.op = OP_CLAUSE});
        r->left = str_sub(r->left, len, r->left.len);
        return;
    }
    emit(r, (struct place){.op = OP_WORD, .word = str_copy(r->arena, str_sub(r->left, 0, len))});
    r->left = str_sub(r->left, len, r->left.len);
}

static void read_item(struct reader *r)
{
    size_t split;

    switch (next(r)) {
    case '(':
        skip(r, '(');
        read_choice(r);
        skip(r, ')');
        break;
    case '[':
        skip(r, '[');
        split = emit(r, (struct place){.op = OP_SPLIT});
        r->places[split].first = (uint16_t)r->count;
        read_choice(r);
        r->places[split].second = (uint16_t)r->count;
        skip(r, ']');
        break;
    case '{':
        read_slot(r);
        break;
    default:
        read_word(r);
    }
}

static void read_sequence(struct reader *r)
{
    while (!r->failed && next(r) && !str_has_char(")]|", next(r)))
        read_item(r);
}

/* a | b | c: split(a, split(b, c)), each but the last jumping behind the whole. */
static void read_choice(struct reader *r)
{
    size_t jumps[128], count = 0;

    if (++r->deep > DEEP_MAX)
        r->failed = true;
    while (!r->failed) {
        size_t split = emit(r, (struct place){.op = OP_SPLIT});

        r->places[split].first = (uint16_t)r->count;
        read_sequence(r);
        if (next(r) != '|') {
            r->places[split].second = r->places[split].first; /* the last one: nothing to fall back on */
            break;
        }
        skip(r, '|');
        if (count == COUNT_OF(jumps)) {
            r->failed = true;
            break;
        }
        jumps[count++] = emit(r, (struct place){.op = OP_JUMP});
        r->places[split].second = (uint16_t)r->count;
    }
    for (size_t i = 0; i < count; i++)
        r->places[jumps[i]].first = (uint16_t)r->count;
    r->deep--;
}

struct chat_pattern *chat_pattern_read(struct str text, struct arena *arena)
{
    struct reader *r = mem_new(struct reader);
    struct chat_pattern *pattern = NULL;

    r->left = text;
    r->arena = arena;
    read_choice(r);
    r->failed = r->failed || next(r);
    emit(r, (struct place){.op = OP_END});
    if (!r->failed) {
        pattern = arena_new_of(arena, struct chat_pattern);
        pattern->places = arena_copy(arena, r->places, r->count * sizeof(struct place));
        pattern->count = r->count;
    }
    mem_free(r);
    return pattern;
}

struct str chat_pattern_word(const struct chat_pattern *pattern, size_t nth)
{
    for (size_t i = 0; i < pattern->count; i++) {
        if (pattern->places[i].op == OP_WORD && !nth--)
            return pattern->places[i].word;
    }
    return STR_NONE;
}

/* ---- running ---- */

struct run {
    const struct chat_pattern *pattern;
    const struct chat_words *words;
    size_t to;
    bool whole;
    chat_lengths_fn *lengths;
    void *owner;
    struct chat_match *match;
    uint8_t visited[PLACES_MAX * (CHAT_WORDS_MAX + 1) / 8 + 1];
};

static bool visit(struct run *run, size_t place, size_t at)
{
    size_t bit = place * (CHAT_WORDS_MAX + 1) + at;
    uint8_t mask = (uint8_t)(1U << bit % 8);
    bool is_new = !(run->visited[bit / 8] & mask);

    run->visited[bit / 8] |= mask;
    return is_new;
}

static bool is_word(const struct run *run, size_t at, struct str word)
{
    const struct chat_word *said = &run->words->all[at];

    return at < run->to && (str_eq(said->text, word) || (said->meant.len && str_eq(said->meant, word)));
}

static bool fits(struct run *run, size_t place, size_t at);

static bool fits_slot(struct run *run, size_t place, size_t at)
{
    enum chat_slot slot = (enum chat_slot)run->pattern->places[place].slot;
    uint64_t lengths = at < run->to ? run->lengths(run->owner, slot, at) : 0;
    struct chat_match *match = run->match;

    for (size_t n = run->to - at; n > 0; n--) {
        size_t count = match->count;

        if (!(lengths >> (n - 1) & 1))
            continue;
        if (count < CHAT_CAPTURES_MAX)
            match->captures[match->count++] = (struct chat_capture){slot, at, at + n};
        if (fits(run, place + 1, at + n))
            return true;
        match->count = count;
    }
    return false;
}

/* As deep as the pattern has splits and slots on the way. */
static bool fits(struct run *run, size_t place, size_t at)
{
    while (visit(run, place, at)) {
        const struct place *p = &run->pattern->places[place];

        switch (p->op) {
        case OP_WORD:
            if (!is_word(run, at, p->word))
                return false;
            at++;
            place++;
            break;
        case OP_CLAUSE:
            if (!at || !run->words->all[at - 1].ends_clause)
                return false;
            place++;
            break;
        case OP_SLOT:
            return fits_slot(run, place, at);
        case OP_SPLIT: {
            size_t count = run->match->count;

            if (fits(run, p->first, at))
                return true;
            run->match->count = count;
            place = p->second;
            break;
        }
        case OP_JUMP:
            place = p->first;
            break;
        default:
            run->match->to = at;
            return !run->whole || at == run->to;
        }
    }
    return false;
}

bool chat_pattern_match(const struct chat_pattern *pattern, const struct chat_words *words, size_t from,
                        size_t to, bool whole, chat_lengths_fn *lengths, void *owner, struct chat_match *ret)
{
    struct run run;

    run.pattern = pattern;
    run.words = words;
    run.to = to;
    run.whole = whole;
    run.lengths = lengths;
    run.owner = owner;
    run.match = ret;
    ret->count = 0;
    memset(run.visited, 0,
           (pattern->count * (CHAT_WORDS_MAX + 1) + 7) / 8 + 1 < sizeof(run.visited)
               ? (pattern->count * (CHAT_WORDS_MAX + 1) + 7) / 8 + 1
               : sizeof(run.visited));
    return fits(&run, 0, from);
}
