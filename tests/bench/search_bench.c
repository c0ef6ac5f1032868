/* search_bench: the catalogue search in this process, for bench_search.py, which compares it with others.
 *
 *   search_bench products.jsonl.gz queries.txt [copies [windows]]
 *
 * Indexes the products (as many copies as asked, each with ids of its own), runs every query once to warm up
 * and then RUNS times, and prints one JSON object: what indexing took, memory, the time of each search, and
 * the first ten ids of each query with whether the search said that nothing was relevant. What the composer
 * would be sent goes into the file `windows`, for rank_bench: of each query a SearchResult behind its length.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "icecat.h"
#include "search/search.h"

#define RUNS        20
#define LINE_MAX_   (1 << 20)
#define QUERIES_MAX 4000
#define ARENA_BYTES (8U << 20)

static void load(struct index *index, const char *path, int copies)
{
    gzFile file = gzopen(path, "rb");
    char *line = mem_alloc(LINE_MAX_);
    struct arena *arena = arena_new(ARENA_BYTES);

    if (!file) {
        fprintf(stderr, "search_bench: cannot read %s\n", path);
        exit(1);
    }
    while (gzgets(file, line, LINE_MAX_)) {
        json_t *object = json_loads(line, 0, NULL);

        for (int i = 0; object && i < copies; i++) {
            catalog_index_put(index, icecat_product(object, i, arena));
            arena_reset(arena);
        }
        json_decref(object);
    }
    gzclose(file);
    arena_free(arena);
    mem_free(line);
}

/* Indexing alone: the same products, decoded before. */
static int64_t time_index(const char *path)
{
    gzFile file = gzopen(path, "rb");
    char *line = mem_alloc(LINE_MAX_);
    struct arena *arena = arena_new(ARENA_BYTES);
    struct index *index = index_new();
    struct buf packed = {0};
    size_t at = 0;
    int64_t start, took;

    while (gzgets(file, line, LINE_MAX_)) {
        json_t *object = json_loads(line, 0, NULL);
        Steward__V1__Product *product = icecat_product(object, 0, arena);
        uint32_t size = (uint32_t)steward__v1__product__get_packed_size(product);

        buf_add(&packed, &size, sizeof(size));
        packed.len += steward__v1__product__pack(product, (uint8_t *)buf_reserve(&packed, size));
        json_decref(object);
        arena_reset(arena);
    }
    gzclose(file);
    start = clock_mono_us();
    while (at < packed.len) {
        Steward__V1__Product *product;
        uint32_t size;

        memcpy(&size, packed.data + at, sizeof(size));
        product = steward__v1__product__unpack(NULL, size, (const uint8_t *)packed.data + at + sizeof(size));
        catalog_index_put(index, product);
        steward__v1__product__free_unpacked(product, NULL);
        at += sizeof(size) + size;
    }
    took = clock_mono_us() - start;
    index_free(index);
    buf_free(&packed);
    arena_free(arena);
    mem_free(line);
    return took;
}

static double resident_mb(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    long pages = 0;

    if (!file || fscanf(file, "%*s %ld", &pages) != 1)
        pages = 0;
    if (file)
        fclose(file);
    return (double)pages * 4096 / 1e6;
}

static Steward__V1__SearchResult *search(struct index *index, char *query, struct arena *arena)
{
    Steward__V1__SearchCommand command;

    steward__v1__search_command__init(&command);
    command.query = query;
    command.limit = 10;
    return search_run(index, &command, arena);
}

static json_t *answer_of(const Steward__V1__SearchResult *result)
{
    json_t *ids = json_array(), *corrections = json_array(), *suggestions = json_array();

    for (size_t i = 0; i < result->n_candidates && i < 10; i++)
        json_array_append_new(ids, json_string(result->candidates[i]->product_id));
    for (size_t i = 0; i < result->n_corrections; i++)
        json_array_append_new(corrections,
                              json_pack("[s,s]", result->corrections[i]->from, result->corrections[i]->to));
    for (size_t i = 0; i < result->n_suggestions; i++)
        json_array_append_new(suggestions, json_string(result->suggestions[i]));
    return json_pack("{s:o,s:b,s:o,s:o,s:I}", "ids", ids, "nothing_relevant", result->nothing_relevant,
                     "corrections", corrections, "suggestions", suggestions, "total",
                     (json_int_t)result->total);
}

static size_t read_queries(const char *path, char **queries)
{
    FILE *file = fopen(path, "re");
    char line[1024];
    size_t count = 0;

    while (file && count < QUERIES_MAX && fgets(line, sizeof(line), file)) {
        line[strcspn(line, "\n")] = 0;
        queries[count++] = mem_text(line);
    }
    if (file)
        fclose(file);
    return count;
}

static bool use_synonyms(struct index *index, const char *path)
{
    struct buf text = {0};
    struct error err;
    size_t left_out;

    if (!path)
        return true;
    if (!synonyms_read_file(path, index_tokeniser(index), &text, &err)) {
        fprintf(stderr, "search_bench: %s\n", err.text);
        return false;
    }
    index_use_synonyms(index, synonyms_read(buf_as_str(&text), index_tokeniser(index), &left_out));
    buf_free(&text);
    return true;
}

static void put_window(FILE *file, const Steward__V1__SearchResult *found, struct arena *arena)
{
    uint32_t size = (uint32_t)steward__v1__search_result__get_packed_size(found);
    uint8_t *packed = arena_alloc(arena, size);

    steward__v1__search_result__pack(found, packed);
    fwrite(&size, sizeof(size), 1, file);
    fwrite(packed, size, 1, file);
}

static void write_windows(const char *path, struct index *index, char **queries, size_t count,
                          struct arena *arena)
{
    FILE *file = fopen(path, "we");

    for (size_t i = 0; file && i < count; i++) {
        put_window(file, search(index, queries[i], arena), arena);
        arena_reset(arena);
    }
    if (!file || fclose(file))
        fprintf(stderr, "search_bench: cannot write %s\n", path);
}

/* The answer, and the time of each run. */
static json_t *run_query(struct index *index, char *query, struct arena *arena)
{
    json_t *answer = answer_of(search(index, query, arena)), *times = json_array();

    arena_reset(arena);
    for (int run = 0; run < RUNS; run++) {
        int64_t start = clock_mono_us();

        search(index, query, arena);
        json_array_append_new(times, json_integer(clock_mono_us() - start));
        arena_reset(arena);
    }
    json_object_set_new(answer, "times_us", times);
    return answer;
}

int main(int argc, char **argv)
{
    char *queries[QUERIES_MAX];
    int copies = argc > 3 ? atoi(argv[3]) : 1;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct index *index = index_new();
    json_t *answers = json_object();
    double memory;
    size_t count;

    if (argc < 3) {
        fprintf(stderr, "usage: search_bench products.jsonl.gz queries.txt [copies [windows]]\n");
        return 2;
    }
    load(index, argv[1], copies);
    if (!use_synonyms(index, getenv("STEWARD_CATALOG_SYNONYMS")))
        return 1;
    count = read_queries(argv[2], queries);
    for (size_t i = 0; i < count; i++)
        json_object_set_new(answers, queries[i], run_query(index, queries[i], arena));
    memory = resident_mb();
    if (argc > 4)
        write_windows(argv[4], index, queries, count, arena);
    json_dumpf(json_pack("{s:i,s:f,s:f,s:o}", "products", (int)index_count(index), "memory_mb", memory,
                         "index_ms", (double)time_index(argv[1]) / 1000, "answers", answers),
               stdout, JSON_COMPACT);
    return 0;
}
