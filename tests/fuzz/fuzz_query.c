// uses: steward-catalog_parts
/* What people type: query understanding, rewriting and search over a small index. The first byte chooses the
 * order and the limit; what follows a newline is a cursor. */
#include "index/index.h"
#include "search/search.h"

static const char *const titles[][3] = {
    {"1", "Sony wireless headphones 17\" 16 GB", "Sony"},
    {"2", "Camera bag dv7-1211ea", "Case Logic"},
    {"3", "Red running shoes", "Runfast"},
    {"4", "Memory stick 3.0 USB", "Kingston"},
};

static struct index *shop(void)
{
    static struct index *index;
    size_t left_out;

    if (index)
        return index;
    index = index_new();
    for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++) {
        Steward__V1__Product p = STEWARD__V1__PRODUCT__INIT;
        char id[8], title[64], brand[16];

        p.product_id = strcpy(id, titles[i][0]);
        p.title = strcpy(title, titles[i][1]);
        p.brand = strcpy(brand, titles[i][2]);
        catalog_index_put(index, &p);
    }
    index_use_synonyms(index, synonyms_read(STR("trainers => running shoes\nusb stick, memory stick\n"),
                                            index_tokeniser(index), &left_out));
    return index;
}

/* What a conversation asks for beside: the first byte's upper bits say what, the query's words are taken. */
static void add_wishes(Steward__V1__SearchCommand *command, uint8_t which, struct arena *arena)
{
    char **texts = arena_array(arena, 2, sizeof(char *));

    texts[0] = command->cursor[0] ? command->cursor : command->query;
    texts[1] = str_c(arena, STR("camera"));
    command->wants_question = which & 8;
    command->cheap = which & 16;
    if (which & 32)
        command->similar_to = str_c(arena, str_of(titles[which % 4][0]));
    if (which & 64) {
        command->or_queries = texts;
        command->n_or_queries = 2;
    }
    if (which & 128) {
        command->without = texts;
        command->n_without = 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(4 << 20);
    Steward__V1__SearchCommand command = STEWARD__V1__SEARCH_COMMAND__INIT;
    char *newline;

    if (size) {
        command.sort = (Steward__V1__Sort__Order)(data[0] % 5);
        command.limit = data[0] % 7;
        command.query = str_c(arena, str_n((const char *)data + 1, size - 1));
        newline = strchr(command.query, '\n');
        if (newline) {
            *newline = 0;
            command.cursor = newline + 1;
        }
        add_wishes(&command, data[0], arena);
        search_run(shop(), &command, arena);
    }
    arena_free(arena);
    return 0;
}
