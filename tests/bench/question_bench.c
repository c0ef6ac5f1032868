/* question_bench: what questions back are worth, for questions.py.
 *
 *   question_bench demo|icecat products.jsonl.gz [every]
 *
 * Each product (of `every` so many the first) is in the mind of a simulated shopper (shopper.h), who begins
 * with its widest category, its narrowest one or two words of its title. Prints a line of JSON for each
 * beginning and each way of asking: how many found it, with how many questions,
 * in how many turns. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "base/id.h"
#include "base/mem.h"
#include "icecat.h"
#include "shopper.h"
#include "json/json.h"

#define LINE_MAX_   (1 << 20)
#define ARENA_BYTES (256U << 20)

enum beginning { WIDEST, NARROWEST, TITLE, BEGINNINGS };

static const char *const beginnings[] = {"widest category", "narrowest category", "two title words"};
static const char *const askings[] = {"no question", "a random question", "this policy"};
static const int at_most[] = {2, 5};

static Steward__V1__Product *read_product(bool is_demo, const char *line, struct arena *arena)
{
    ProtobufCMessage *message = NULL;
    struct json_fault fault;
    json_t *object;

    if (is_demo)
        return json_to_message(&steward__v1__product__descriptor, str_of(line), arena, &message, &fault)
                   ? (Steward__V1__Product *)message
                   : NULL;
    object = json_loads(line, 0, NULL);
    message = object ? &icecat_product(object, 0, arena)->base : NULL;
    json_decref(object);
    return (Steward__V1__Product *)message;
}

static struct index *load(bool is_demo, const char *path)
{
    struct index *index = index_new();
    struct arena *arena = arena_new(ARENA_BYTES);
    char *line = mem_alloc(LINE_MAX_);
    gzFile file = gzopen(path, "rb");

    while (file && gzgets(file, line, LINE_MAX_)) {
        Steward__V1__Product *product = read_product(is_demo, line, arena);

        if (product)
            catalog_index_put(index, product);
        arena_reset(arena);
    }
    if (file)
        gzclose(file);
    mem_free(line);
    arena_free(arena);
    return index;
}

/* Two of its words that are no brand, model number or measure. */
static const char *title_words(struct index *index, const struct product *p, struct arena *arena)
{
    const char *brand = texts_get(index_texts(index), p->brand), *words[64];
    const struct token *tokens;
    size_t count = tokenise(index_tokeniser(index), str_of(product_title(p)), &tokens), have = 0, first,
           second;

    for (size_t i = 0; i < count && have < COUNT_OF(words); i++) {
        const char *word = str_c(arena, tokens[i].text);

        if (tokens[i].kind == TOKEN_WORD && strlen(word) > 2 && !strcasestr(brand, word))
            words[have++] = word;
    }
    if (!have)
        return product_title(p);
    first = random_below(have);
    second = random_below(have);
    return first == second ? words[first] : str_printf(arena, "%s %s", words[first], words[second]);
}

static const char *words_for(struct index *index, const struct product *p, enum beginning beginning,
                             struct arena *arena)
{
    size_t place = beginning == WIDEST ? 0 : (size_t)p->categories - 1;

    if (beginning == TITLE || !p->categories)
        return title_words(index, p, arena);
    return texts_get(index_texts(index), product_categories(p)[place]);
}

static void measure(struct index *index, enum beginning beginning, enum asking asking, int most,
                    uint32_t every)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    int shoppers = 0, found = 0, questions = 0;
    int64_t turns = 0;

    for (uint32_t i = 0; i < index_limit(index); i += every) {
        const struct product *p = index_product(index, i);
        struct outcome outcome;

        if (!p)
            continue;
        random_seed(i + 1); /* the same shopper with the same words for every way of asking */
        outcome = shopper_go(index, i, words_for(index, p, beginning, arena), asking, most, arena);
        shoppers++;
        found += outcome.found;
        questions += outcome.questions;
        turns += outcome.turns;
        arena_reset(arena);
    }
    arena_free(arena);
    printf("{\"beginning\": \"%s\", \"asking\": \"%s\", \"at_most\": %d, \"shoppers\": %d, \"found\": %d,"
           " \"questions\": %d, \"turns\": %lld}\n",
           beginnings[beginning], askings[asking], most, shoppers, found, questions, (long long)turns);
}

int main(int argc, char **argv)
{
    struct index *index;
    uint32_t every;

    if (argc < 3) {
        fprintf(stderr, "usage: question_bench demo|icecat products.jsonl.gz [every]\n");
        return 2;
    }
    index = load(!strcmp(argv[1], "demo"), argv[2]);
    every = argc > 3 && atoi(argv[3]) > 0 ? (uint32_t)atoi(argv[3]) : 1;
    for (int b = 0; b < BEGINNINGS; b++) {
        for (int a = ASK_NOTHING; a <= ASK_BEST; a++) {
            for (size_t m = 0; m < COUNT_OF(at_most) && (m == 0 || a != ASK_NOTHING); m++)
                measure(index, (enum beginning)b, (enum asking)a, at_most[m], every);
        }
    }
    index_free(index);
    return 0;
}
