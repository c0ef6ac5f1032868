/* categories: the index counts the products of each place as they come and go, so the tree is the list of the
 * places, sorted by a key in which what is below a place follows it. */
#include "index/categories.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"

struct place {
    struct str path;
    const char *key; /* the path with a low letter between the levels */
    uint32_t count;
    int32_t depth;
    size_t name_at;
};

struct listing {
    const struct index *index;
    struct arena *arena;
    struct place *places;
    size_t count;
};

static void measure(struct place *place, struct arena *arena)
{
    size_t between = sizeof(CATEGORY_BETWEEN) - 1, len = 0;
    char *key = arena_alloc(arena, place->path.len + 1);

    for (size_t i = 0; i < place->path.len; i++) {
        bool is_between = str_starts(str_sub(place->path, i, place->path.len), STR(CATEGORY_BETWEEN));

        key[len++] = is_between ? '\1' : (char)tolower((unsigned char)place->path.data[i]);
        if (!is_between)
            continue;
        place->depth++;
        i += between - 1;
        place->name_at = i + 1;
    }
    place->key = key;
}

static bool is_at_or_below(struct str path, struct str under)
{
    return !under.len ||
           (path.len >= under.len && str_eq_nocase(str_sub(path, 0, under.len), under) &&
            (path.len == under.len || str_starts(str_sub(path, under.len, path.len), STR(CATEGORY_BETWEEN))));
}

static void collect(struct listing *l, struct str under)
{
    const struct texts *texts = index_texts(l->index);
    uint32_t limit = texts_limit(texts);

    l->places = arena_array(l->arena, limit, sizeof(*l->places));
    for (uint32_t i = 1; i < limit; i++) {
        struct place place = {.count = lexicon_uses(index_lexicon(l->index), i, ROLE_PATH)};

        if (!place.count)
            continue;
        place.path = str_of(texts_get(texts, i));
        if (!is_at_or_below(place.path, under))
            continue;
        measure(&place, l->arena);
        l->places[l->count++] = place;
    }
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct place *)a)->key, ((const struct place *)b)->key);
}

static Steward__V1__Category *category_of(const struct place *place, struct arena *arena)
{
    Steward__V1__Category *c = arena_new_of(arena, Steward__V1__Category);

    steward__v1__category__init(c);
    c->name = str_c(arena, str_sub(place->path, place->name_at, place->path.len));
    c->path = str_c(arena, place->path);
    c->depth = place->depth;
    c->count = place->count;
    return c;
}

Steward__V1__Categories *categories_list(const struct index *index, struct str under, int64_t depth,
                                         struct arena *arena)
{
    Steward__V1__Categories *out = arena_new_of(arena, Steward__V1__Categories);
    struct listing l = {.index = index, .arena = arena};
    struct place top = {.path = under};

    steward__v1__categories__init(out);
    if (!index)
        return out;
    measure(&top, arena);
    collect(&l, under);
    if (l.count)
        qsort(l.places, l.count, sizeof(*l.places), by_key);
    out->categories = arena_array(arena, CATEGORIES_MAX, sizeof(*out->categories));
    for (size_t i = 0; i < l.count; i++) {
        if (l.places[i].depth - top.depth >= depth)
            continue;
        out->more = out->n_categories == CATEGORIES_MAX;
        if (out->more)
            break;
        out->categories[out->n_categories++] = category_of(&l.places[i], arena);
    }
    return out;
}
