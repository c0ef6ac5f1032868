/* hear: what the recogniser makes of sound files, for tests/speech/measure.py: hear MODEL WORDS SENTENCES
 * shop|general, then a line of JSON for each file name that is read from standard input. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/file_read.h"
#include "speech/audio.h"
#include "speech/recogniser.h"

#define FILE_MAX ((size_t)64 << 20)

static double cpu_seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool hear(struct recogniser *recogniser, enum listening how, const char *path, struct arena *arena,
                 struct error *err)
{
    double began = cpu_seconds();
    const char *format;
    struct str bytes;
    struct sound sound;
    struct speech speech;
    struct heard heard;

    if (!file_read(path, FILE_MAX, arena, &bytes, err) || !audio_decode(bytes, arena, &sound, &format, err) ||
        !sound_to_speech(&sound, RECOGNISER_RATE, arena, &speech, err) ||
        !recogniser_hear(recogniser, how, &speech, arena, &heard, err))
        return false;
    printf("{\"text\":\"%.*s\",\"confidence\":%.4f,\"seconds\":%.3f,\"cpu_seconds\":%.3f,\"hypotheses\":[",
           STR_ARGS(heard.text), heard.confidence, sound_seconds(&sound), cpu_seconds() - began);
    for (size_t i = 0; i < heard.hypothesis_count; i++)
        printf("%s\"%.*s\"", i ? "," : "", STR_ARGS(heard.hypotheses[i]));
    printf("],\"words\":[");
    for (size_t i = 0; i < heard.word_count; i++)
        printf("%s{\"text\":\"%.*s\",\"confidence\":%.4f}", i ? "," : "", STR_ARGS(heard.words[i].text),
               heard.words[i].confidence);
    printf("]}\n");
    return true;
}

static struct str text_of(const char *path, struct arena *arena)
{
    struct error err;
    struct str text;

    if (file_read(path, FILE_MAX, arena, &text, &err))
        return text;
    fprintf(stderr, "%s\n", err.text);
    exit(2);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new(FILE_MAX);
    struct recogniser *recogniser;
    struct error err;
    char path[4096];

    if (argc != 5) {
        fprintf(stderr, "usage: hear MODEL WORDS SENTENCES shop|general\n");
        return 2;
    }
    if (!recogniser_new(argv[1], text_of(argv[2], arena), text_of(argv[3], arena), &recogniser, &err)) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    while (fgets(path, sizeof(path), stdin)) {
        struct arena *of_file = arena_new(FILE_MAX);

        path[strcspn(path, "\n")] = '\0';
        if (!hear(recogniser, *argv[4] == 'g' ? LISTEN_IN_GENERAL : LISTEN_AS_SHOP, path, of_file, &err))
            printf("{\"error\":\"%s\"}\n", err.text);
        fflush(stdout);
        arena_free(of_file);
    }
    recogniser_free(recogniser);
    arena_free(arena);
    return 0;
}
