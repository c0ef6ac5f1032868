/* popular: a list that is looked through: a thousand texts take some ten microseconds, and the letters that a
 * text has spare most comparisons of misspelt ones. */
#include "index/popular.h"

#include "base/arena.h"
#include "base/mem.h"
#include "index/vocabulary.h"
#include "words/edit_distance.h"

#define MEMORY_MAX     (1 << 20)
#define CORRECTED_FROM 4

struct entry {
    struct str text;
    uint32_t letters;
};

struct popular {
    struct arena *arena;
    size_t count;
    struct entry entries[POPULAR_MAX];
};

struct popular *popular_new(void)
{
    struct popular *p = mem_new(struct popular);

    p->arena = arena_new(MEMORY_MAX);
    return p;
}

void popular_free(struct popular *p)
{
    if (!p)
        return;
    arena_free(p->arena);
    mem_free(p);
}

void popular_add(struct popular *p, struct str query)
{
    if (p->count < POPULAR_MAX)
        p->entries[p->count++] = (struct entry){str_copy(p->arena, query), letters_of(query)};
}

static bool begins(const struct entry *e, struct str typed)
{
    return str_starts(e->text, typed);
}

static bool has_word_that_begins(const struct entry *e, struct str typed)
{
    for (size_t at = 0; at + typed.len < e->text.len; at++) {
        if (e->text.data[at] == ' ' && str_starts(str_sub(e->text, at + 1, e->text.len), typed))
            return true;
    }
    return false;
}

static bool begins_misspelt(const struct entry *e, struct str typed)
{
    if (typed.len < CORRECTED_FROM || __builtin_popcount(letters_of(typed) & ~e->letters) > 1)
        return false;
    for (size_t len = typed.len - 1; len <= typed.len + 1 && len <= e->text.len; len++) {
        if (edit_distance(str_sub(e->text, 0, len), typed, 1) <= 1)
            return true;
    }
    return false;
}

typedef bool fits_fn(const struct entry *e, struct str typed);

size_t popular_find(const struct popular *p, struct str typed, struct str *ret_queries, size_t room)
{
    static fits_fn *const ways[] = {begins, has_word_that_begins, begins_misspelt};
    size_t found = 0;

    for (size_t way = 0; p && typed.len && !found && way < COUNT_OF(ways); way++) {
        for (size_t i = 0; i < p->count && found < room; i++) {
            if (!str_eq(p->entries[i].text, typed) && ways[way](&p->entries[i], typed))
                ret_queries[found++] = p->entries[i].text;
        }
    }
    return found;
}
