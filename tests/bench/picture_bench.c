/* picture_bench MODELS FILE...: what is seen in each picture, as a line of JSON: the file, milliseconds of
 * one core, and the answer or the error. MODELS is the folder of tesseract's model; in its place
 * --fingerprints: only these are made. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file_read.h"
#include "picture/attributes.h"
#include "picture/text.h"
#include "json/json.h"

#define FILE_BYTES  (64U << 20)
#define ARENA_BYTES (256U << 20)

static double cpu_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static bool only_fingerprints;

static void look(const char *path, struct arena *arena)
{
    Steward__V1__ImageAttributes *answer = NULL;
    struct buf out = {0};
    struct str bytes;
    struct error err;
    double began;

    buf_str(&out, STR("{\"file\":"));
    json_add_string(&out, str_of(path));
    if (!file_read(path, FILE_BYTES, arena, &bytes, &err)) {
        fprintf(stderr, "picture_bench: %s\n", err.text);
        exit(1);
    }
    began = cpu_ms();
    if (only_fingerprints ? attributes_fingerprint(bytes, arena, &answer, &err)
                          : attributes_extract(bytes, arena, &answer, NULL, &err)) {
        buf_printf(&out, ",\"ms\":%.1f,\"seen\":", cpu_ms() - began);
        json_from_message(&answer->base, &out);
    } else {
        buf_printf(&out, ",\"ms\":%.1f,\"error\":", cpu_ms() - began);
        json_add_string(&out, str_of(err.text));
    }
    buf_char(&out, '}');
    puts(buf_as_str(&out).data);
    buf_free(&out);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct error err;

    if (argc < 3) {
        fputs("usage: picture_bench MODELS FILE...\n", stderr);
        return 2;
    }
    only_fingerprints = !strcmp(argv[1], "--fingerprints");
    if (!attributes_warm(argv[1], &err)) {
        fprintf(stderr, "picture_bench: %s\n", err.text);
        return 1;
    }
    if (!text_is_read() && !only_fingerprints)
        fputs("picture_bench: there is no model: print is not read\n", stderr);
    for (int i = 2; i < argc; i++) {
        look(argv[i], arena);
        arena_reset(arena);
    }
    text_cool();
    arena_free(arena);
    return 0;
}
