/* understand: what the catalogue understands of messages, over the demo catalogue or one like it.
 *
 * `understand catalogue.jsonl.gz < messages` prints as JSON what was understood: each line is the next
 * message of a conversation, and an empty one begins another. With --time it prints microseconds per message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/clock.h"
#include "chat/rules_dialogue.h"
#include "search/search.h"
#include "json/json.h"

#define LINE_BYTES  (1 << 16)
#define ARENA_BYTES (16U << 20)
#define SHOWN       5
#define RUNS        20
#define LINES_MAX   4096

static struct index *load(const char *path)
{
    struct index *index = index_new();
    gzFile file = gzopen(path, "rb");
    char *line = mem_alloc(LINE_BYTES);
    struct arena *arena = arena_new(ARENA_BYTES);

    if (!file) {
        fprintf(stderr, "understand: cannot read %s\n", path);
        exit(1);
    }
    while (gzgets(file, line, LINE_BYTES)) {
        struct json_fault fault;
        ProtobufCMessage *product;

        if (json_to_message(&steward__v1__product__descriptor, str_of(line), arena, &product, &fault))
            catalog_index_put(index, (const Steward__V1__Product *)(const void *)product);
        arena_reset(arena);
    }
    gzclose(file);
    arena_free(arena);
    mem_free(line);
    return index;
}

/* What an orchestrator does with a need: searches, and remembers what is shown. */
static void show(struct index *index, Steward__V1__Dialogue *d, struct arena *arena)
{
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    Steward__V1__SearchResult *found;

    command.query = d->need->words;
    command.filters = d->need->filters;
    command.sort = d->need->sort;
    command.cheap = d->need->cheap;
    command.limit = SHOWN;
    found = search_run(index, &command, arena);
    d->shown = arena_array(arena, SHOWN, sizeof(*d->shown));
    d->n_shown = 0;
    for (size_t i = 0; i < found->n_candidates && i < SHOWN; i++) {
        const Steward__V1__Candidate *c = found->candidates[i];
        Steward__V1__Shown *shown = arena_new_of(arena, Steward__V1__Shown);

        steward__v1__shown__init(shown);
        shown->product_id = c->product_id;
        shown->title = c->title;
        shown->brand = c->brand;
        shown->price = c->price;
        shown->rating = c->rating;
        shown->category = c->category;
        d->shown[d->n_shown++] = shown;
    }
}

static void print(const char *label, const ProtobufCMessage *message)
{
    struct buf json = {0};

    if (!message)
        return;
    json_from_message(message, &json);
    printf("  %s %.*s\n", label, STR_ARGS(buf_as_str(&json)));
    buf_free(&json);
}

static void converse(const struct chat *chat, struct index *index)
{
    static char line[4096];
    struct arena *arena = arena_new(ARENA_BYTES);
    Steward__V1__Dialogue *dialogue = NULL;

    while (fgets(line, sizeof(line), stdin)) {
        struct str message = str_copy(arena, str_trim(str_of(line)));
        struct chat_understood *u;
        struct dialogue_turn turn;

        if (!message.len) {
            dialogue = NULL;
            printf("----\n");
            continue;
        }
        u = chat_understand(chat, index, dialogue, message, arena);
        turn = dialogue_after(index, dialogue, u, message, STR("en"), arena);
        dialogue = turn.dialogue;
        printf("%.*s\n", STR_ARGS(message));
        print("understood", &u->understood->base);
        if (turn.wants_search) {
            print("need", &dialogue->need->base);
            show(index, dialogue, arena);
        }
        for (size_t i = 0; turn.wants_search && i < dialogue->n_shown; i++)
            printf("  %zu %s\n", i + 1, dialogue->shown[i]->title);
        for (size_t i = 0; i < turn.turn->n_subjects; i++)
            printf("  about %s\n", turn.turn->subjects[i]->title);
        for (size_t i = 0; i < turn.turn->n_attributes; i++)
            printf("  attribute %s\n", turn.turn->attributes[i]);
        for (size_t i = 0; i < turn.turn->n_unknown; i++)
            printf("  unknown %s\n", turn.turn->unknown[i]);
    }
    arena_free(arena);
}

static int by_time(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;

    return (left > right) - (left < right);
}

static void measure(const struct chat *chat, struct index *index)
{
    static char line[4096];
    static int64_t took[LINES_MAX];
    struct arena *arena = arena_new(ARENA_BYTES), *kept = arena_new(ARENA_BYTES);
    Steward__V1__Dialogue dialogue = STEWARD__V1__DIALOGUE__INIT;
    Steward__V1__Need need = STEWARD__V1__NEED__INIT;
    size_t count = 0;
    char words[] = "laptop";

    need.words = words;
    dialogue.need = &need;
    show(index, &dialogue, kept);
    while (count < LINES_MAX && fgets(line, sizeof(line), stdin)) {
        struct str message = str_trim(str_of(line));

        took[count] = INT64_MAX;
        for (int i = 0; i < RUNS; i++) {
            int64_t start = clock_mono_us(), once;

            chat_understand(chat, index, &dialogue, message, arena);
            arena_reset(arena);
            once = clock_mono_us() - start;
            took[count] = once < took[count] ? once : took[count];
        }
        count++;
    }
    qsort(took, count, sizeof(*took), by_time);
    if (count)
        printf("{\"messages\":%zu,\"p50_us\":%lld,\"p99_us\":%lld,\"max_us\":%lld}\n", count,
               (long long)took[count / 2], (long long)took[count * 99 / 100], (long long)took[count - 1]);
    arena_free(arena);
    arena_free(kept);
}

int main(int argc, char **argv)
{
    struct error err;
    struct chat *chat;
    struct index *index;

    if (argc < 2 || !chat_new(&chat, &err)) {
        fprintf(stderr, "understand: %s\n", argc < 2 ? "which catalogue?" : err.text);
        return 1;
    }
    index = load(argv[1]);
    if (argc > 2 && !strcmp(argv[2], "--time"))
        measure(chat, index);
    else
        converse(chat, index);
    index_free(index);
    chat_free(chat);
    return 0;
}
