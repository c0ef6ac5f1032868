/* looks_bench CATALOGUE ASKED: files with a Fingerprint as JSON on each line; says for each that is asked
 * which line of the catalogue it shows, from 0, and how sure that is, or -1. Without files: how long it takes
 * with 100,000 products. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file_read.h"
#include "base/id.h"
#include "base/mem.h"
#include "pictures/looks.h"
#include "json/json.h"

#define ARENA_BYTES (512U << 20)
#define FILE_BYTES  (64U << 20)
#define MANY        100000
#define TIMES       50

static bool any(const void *owner, struct str product_id)
{
    return true;
}

static const Steward__V1__Fingerprint *fingerprint_of(struct str line, struct arena *arena)
{
    struct json_fault fault = {0};
    ProtobufCMessage *message;

    if (json_to_message(&steward__v1__fingerprint__descriptor, line, arena, &message, &fault))
        return (const Steward__V1__Fingerprint *)message;
    fprintf(stderr, "looks_bench: %s: %s\n", fault.field, fault.reason);
    exit(1);
}

static struct str lines_of(const char *path, struct arena *arena)
{
    struct str all;
    struct error err;

    if (file_read(path, FILE_BYTES, arena, &all, &err))
        return str_trim(all);
    fprintf(stderr, "looks_bench: %s\n", err.text);
    exit(1);
}

static void answer(const char *catalogue, const char *asked)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct str rest = lines_of(catalogue, arena), line;
    struct looks *looks = looks_new();

    for (int i = 0; str_split(&rest, '\n', &line); i++)
        looks_put(looks, str_of(str_printf(arena, "%d", i)), STR("url"), fingerprint_of(line, arena), 0);
    for (rest = lines_of(asked, arena); str_split(&rest, '\n', &line);) {
        struct likeness like;

        if (looks_find(looks, fingerprint_of(line, arena)->descriptor, any, NULL, &like))
            printf("%.*s %.2f\n", STR_ARGS(like.product_id), like.sureness);
        else
            puts("-1");
    }
    looks_free(looks);
    arena_free(arena);
}

static void fill_randomly(uint8_t *bytes)
{
    for (size_t i = 0; i < LOOK_BYTES; i++)
        bytes[i] = (uint8_t)random_below(256);
}

static void measure(void)
{
    uint8_t bytes[LOOK_BYTES];
    ProtobufCBinaryData cuts[LOOK_CUTS], data = {LOOK_BYTES, bytes};
    Steward__V1__Fingerprint print = STEWARD__V1__FINGERPRINT__INIT;
    struct looks *looks = looks_new();
    struct likeness like;
    clock_t began;
    char id[32];

    random_seed(1);
    for (size_t i = 0; i < LOOK_CUTS; i++)
        cuts[i] = data;
    print.descriptor = data;
    print.n_cuts = LOOK_CUTS;
    print.cuts = cuts;
    for (int i = 0; i < MANY; i++) {
        fill_randomly(bytes);
        snprintf(id, sizeof(id), "%d", i);
        looks_put(looks, str_of(id), STR("url"), &print, 0);
    }
    began = clock();
    for (int i = 0; i < TIMES; i++)
        (void)looks_find(looks, data, any, NULL, &like);
    printf("%d products: %.2f ms a photo\n", MANY, (double)(clock() - began) * 1e3 / CLOCKS_PER_SEC / TIMES);
    looks_free(looks);
}

int main(int argc, char **argv)
{
    if (argc == 3)
        answer(argv[1], argv[2]);
    else
        measure();
    return 0;
}
