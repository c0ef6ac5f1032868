/* rules_variety: words of a title become a sorted set of hashes once; then each place that is given away
 * tells those that are left how like they are to it. */
#include "rules_variety.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

#define LOOK_AHEAD  50   /* how far down a product may be fetched from */
#define WORDS_MAX   24   /* of a title that are looked at */
#define TITLE_BYTES 400  /* and bytes of it */
#define ALIKE_FROM  0.6  /* less likeness than this takes nothing off */
#define ALIKE_LOSS  0.06 /* what the same title takes off */

/* By how many of the brand stand above: ties are turned from the second on, half a page of one brand is
 * enough. */
static const double brand_losses[] = {0, 0.005, 0.005, 0.005, 0.005, 0.03, 0.06, 0.10, 0.15};

struct words {
    uint32_t hashes[WORDS_MAX]; /* sorted, each once */
    size_t count;
};

/* One of those that may come up. */
struct choice {
    struct ranked ranked;
    struct words words;
    double likeness;   /* to the most like of those above */
    size_t same_brand; /* how many above are of its brand */
};

/* ---- titles ---- */

static int compare_hashes(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static bool is_of_word(unsigned char c)
{
    return isalnum(c) || c >= 0x80;
}

static void read_words(struct words *words, const char *title)
{
    size_t len = title ? strnlen(title, TITLE_BYTES) : 0, kept = 0;

    words->count = 0;
    for (size_t i = 0; i < len && words->count < WORDS_MAX; i++) {
        uint32_t hash = 2166136261U; /* FNV-1a */

        if (!is_of_word((unsigned char)title[i]))
            continue;
        for (; i < len && is_of_word((unsigned char)title[i]); i++)
            hash = (hash ^ (uint32_t)tolower((unsigned char)title[i])) * 16777619U;
        words->hashes[words->count++] = hash;
    }
    qsort(words->hashes, words->count, sizeof(*words->hashes), compare_hashes);
    for (size_t i = 0; i < words->count; i++)
        if (!kept || words->hashes[kept - 1] != words->hashes[i])
            words->hashes[kept++] = words->hashes[i];
    words->count = kept;
}

static double likeness(const struct words *a, const struct words *b)
{
    size_t both = 0, i = 0, k = 0;

    while (i < a->count && k < b->count) {
        if (a->hashes[i] == b->hashes[k]) {
            both++;
            i++;
            k++;
        } else if (a->hashes[i] < b->hashes[k]) {
            i++;
        } else {
            k++;
        }
    }
    return both ? (double)both / (double)(a->count + b->count - both) : 0;
}

double title_likeness(const char *a, const char *b)
{
    struct words words_a, words_b;

    read_words(&words_a, a);
    read_words(&words_b, b);
    return likeness(&words_a, &words_b);
}

/* ---- places ---- */

static bool is_of_brand(const Steward__V1__Candidate *a, const Steward__V1__Candidate *b)
{
    return a->brand && b->brand && a->brand[0] && str_eq_nocase(str_of(a->brand), str_of(b->brand));
}

static double worth_of(const struct choice *choice)
{
    double alike = choice->likeness > ALIKE_FROM ? (choice->likeness - ALIKE_FROM) / (1 - ALIKE_FROM) : 0;
    size_t times =
        choice->same_brand < COUNT_OF(brand_losses) ? choice->same_brand : COUNT_OF(brand_losses) - 1;

    return choice->ranked.score - brand_losses[times] - ALIKE_LOSS * alike;
}

/* The place before `from` is given away: to whom it is told. */
static void note(struct choice *choices, size_t from, size_t to, bool brands_count)
{
    const struct choice *placed = &choices[from - 1];

    for (size_t i = from; i < to; i++) {
        double alike = likeness(&placed->words, &choices[i].words);

        choices[i].likeness = alike > choices[i].likeness ? alike : choices[i].likeness;
        choices[i].same_brand +=
            brands_count && is_of_brand(placed->ranked.candidate, choices[i].ranked.candidate);
    }
}

static void move_up(struct choice *choices, size_t from, size_t to)
{
    struct choice moved = choices[from];

    for (size_t i = from; i > to; i--)
        choices[i] = choices[i - 1];
    choices[to] = moved;
}

static size_t best_of(const struct choice *choices, size_t from, size_t to)
{
    size_t best = from;

    for (size_t i = from + 1; i < to; i++)
        best = worth_of(&choices[i]) > worth_of(&choices[best]) ? i : best;
    return best;
}

void variety_arrange(struct ranked *ranked, size_t count, bool brands_count, struct arena *arena)
{
    size_t looked_at = count < VARIETY_TOP + LOOK_AHEAD ? count : VARIETY_TOP + LOOK_AHEAD;
    struct choice *choices = arena_array(arena, looked_at + 1, sizeof(*choices));

    for (size_t i = 0; i < looked_at; i++) {
        choices[i].ranked = ranked[i];
        read_words(&choices[i].words, ranked[i].candidate->title);
    }
    for (size_t place = 1; place < looked_at && place < VARIETY_TOP; place++) {
        size_t end = place + LOOK_AHEAD < looked_at ? place + LOOK_AHEAD : looked_at;

        note(choices, place, looked_at, brands_count);
        move_up(choices, best_of(choices, place, end), place);
    }
    for (size_t i = 0; i < looked_at; i++)
        ranked[i] = choices[i].ranked;
}
