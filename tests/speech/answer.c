/* answer: what the catalogue makes of what was heard, for tests/speech/measure.py: answer CATALOGUE, then for
 * each JoinCommand with a voice note, a line of JSON on standard input, a line with the reading that counts,
 * the department that most of the products are of that are found for it (empty: nothing is found), and
 * whether it is asked back what was said. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "chat/rules_chat.h"
#include "join/join_hearing.h"
#include "join/join_shop.h"
#include "search/search.h"
#include "json/json.h"
#include "json/message.h"

#define LINE_BYTES  (1 << 16)
#define ARENA_BYTES ((size_t)64 << 20)
#define PAGE        10

static struct index *load(const char *path)
{
    struct index *index = index_new();
    gzFile file = gzopen(path, "rb");
    char *line = mem_alloc(LINE_BYTES);
    struct arena *arena = arena_new(ARENA_BYTES);

    if (!file) {
        fprintf(stderr, "answer: cannot read %s\n", path);
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

static struct str department_of(const struct index *index, const char *product_id)
{
    const struct product *product;
    uint32_t number;

    if (!index_find(index, str_of(product_id), &number))
        return STR_NONE;
    product = index_product(index, number);
    return str_of(product->categories ? texts_get(index_texts(index), product_categories(product)[0]) : "");
}

static struct str department_found(struct index *index, const char *text, struct arena *arena)
{
    Steward__V1__SearchCommand *command = message_new(&steward__v1__search_command__descriptor, arena);
    const Steward__V1__SearchResult *found;
    struct str best = STR_NONE;
    size_t most = 0;

    command->query = str_c(arena, str_of(text));
    command->limit = PAGE;
    found = search_run(index, command, arena);
    for (size_t i = 0; !found->nothing_relevant && i < found->n_candidates && i < PAGE; i++) {
        struct str department = department_of(index, found->candidates[i]->product_id);
        size_t count = 0;

        for (size_t k = 0; k < found->n_candidates && k < PAGE; k++)
            count += str_eq(department, department_of(index, found->candidates[k]->product_id));
        if (count > most) {
            most = count;
            best = department;
        }
    }
    return best;
}

static void answer(const struct join_shop *shop, const char *line, struct arena *arena)
{
    struct join_lexicon lexicon = join_lexicon_of(shop);
    const Steward__V1__JoinCommand *command;
    struct join_hearing hearing;
    struct json_fault fault;
    ProtobufCMessage *message;
    struct str department;
    const char *heard;

    if (!json_to_message(&steward__v1__join_command__descriptor, str_of(line), arena, &message, &fault)) {
        fprintf(stderr, "answer: %s: %s\n", fault.field, fault.reason);
        exit(1);
    }
    command = (const Steward__V1__JoinCommand *)(const void *)message;
    join_hear(command, &lexicon, arena, &hearing);
    heard = hearing.command->media[0]->heard;
    department =
        department_found(shop->index, str_c(arena, chat_in_figures(shop->chat, str_of(heard), arena)), arena);
    printf("{\"heard\":\"%s\",\"department\":\"%.*s\",\"asks\":%s}\n", heard, STR_ARGS(department),
           hearing.other ? "true" : "false");
}

int main(int argc, char **argv)
{
    char *line = mem_alloc(LINE_BYTES);
    struct join_shop shop = {.index = NULL};
    struct chat *chat;
    struct error err;

    if (argc != 2 || !chat_new(&chat, &err)) {
        fprintf(stderr, "usage: answer CATALOGUE\n");
        return 2;
    }
    shop = (struct join_shop){load(argv[1]), chat};
    while (fgets(line, LINE_BYTES, stdin)) {
        struct arena *arena = arena_new(ARENA_BYTES);

        answer(&shop, line, arena);
        fflush(stdout);
        arena_free(arena);
    }
    index_free(shop.index);
    chat_free(chat);
    mem_free(line);
    return 0;
}
