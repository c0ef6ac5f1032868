/* rank_bench: the composer in this process, on the windows that search_bench wrote, for search.py.
 *
 *   rank_bench windows
 *
 * Prints one JSON object: of each window its query, the first ten ids by score alone and as they are shown,
 * and what a page with all its words takes, the formatters being there already. */
#include <jansson.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/mem.h"
#include "rules_page.h"
#include "rules_rank.h"
#include "rules_turn.h"

#define WINDOW_BYTES_MAX (16U << 20)
#define ARENA_BYTES      (8U << 20)
#define RUNS             20

static json_t *ids_of(const struct ranked *ranked, size_t count)
{
    json_t *ids = json_array();

    for (size_t i = 0; i < count && i < PAGE_DEFAULT; i++)
        json_array_append_new(ids, json_string(ranked[i].candidate->product_id));
    return ids;
}

/* The mean of some runs, in microseconds. */
static double time_page(Steward__V1__SearchResult *found, struct arena *arena)
{
    Steward__V1__RankCommand command = STEWARD__V1__RANK_COMMAND__INIT;
    Steward__V1__Turn turn = STEWARD__V1__TURN__INIT;
    char locale[] = "de-DE";
    int64_t start;

    turn.locale = locale;
    command.found = found;
    command.turn = &turn;
    start = clock_mono_us();
    for (int run = 0; run < RUNS; run++) {
        turn_speak(page_of(&command, arena), found, &turn, arena);
        arena_reset(arena);
    }
    return (double)(clock_mono_us() - start) / RUNS;
}

static json_t *measure(Steward__V1__SearchResult *found, struct arena *arena)
{
    struct ranked *by_score, *shown;
    size_t scored = rank_by_score(found, NULL, arena, &by_score),
           count = rank_products(found, NULL, arena, &shown);
    json_t *told = json_pack("{s:s,s:o,s:o}", "query", found->query, "by_score", ids_of(by_score, scored),
                             "shown", ids_of(shown, count));

    arena_reset(arena);
    json_object_set_new(told, "page_us", json_real(time_page(found, arena)));
    return told;
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    FILE *file = argc > 1 ? fopen(argv[1], "re") : NULL;
    json_t *windows = json_array();
    uint32_t size;

    if (!file) {
        fprintf(stderr, "usage: rank_bench windows\n");
        return 2;
    }
    while (fread(&size, sizeof(size), 1, file) == 1 && size <= WINDOW_BYTES_MAX) {
        uint8_t *packed = mem_alloc(size);
        Steward__V1__SearchResult *found =
            fread(packed, size, 1, file) == 1 ? steward__v1__search_result__unpack(NULL, size, packed) : NULL;

        if (found)
            json_array_append_new(windows, measure(found, arena));
        steward__v1__search_result__free_unpacked(found, NULL);
        mem_free(packed);
    }
    fclose(file);
    arena_free(arena);
    json_dumpf(windows, stdout, JSON_COMPACT);
    return 0;
}
