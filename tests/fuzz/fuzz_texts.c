// uses: steward-response-composer_parts
/* Sentences and their files, whatever is in them: a sentence is written within bounds, and what was put into
 * its places never changes it. The first line is the value, the rest the file. */
#include <stdint.h>
#include <stdlib.h>

#include "texts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t length_of(const char *sentence, const struct text_arg *args)
{
    struct buf out = {0};
    size_t len;

    text_write(&out, sentence, args);
    len = out.len;
    buf_free(&out);
    return len;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(16 << 20);
    struct str file = str_n((const char *)data, size), value = STR_NONE, places[TEXT_PLACES_MAX];
    struct text_table table = {0};

    str_split(&file, '\n', &value);
    text_table_read(&table, file, arena);
    for (size_t i = 0; i < table.count; i++) {
        const char *sentence = table.entries[i].text, *text = str_c(arena, value);
        const struct text_arg *args = TEXT_ARGS({"a", text, 1}, {"n", "n", 2}, {"e", "", 0});

        if (length_of(sentence, args) > strlen(sentence) * (TEXT_VALUE_MAX + 8))
            abort();
        length_of(sentence, NULL);
        if (text_places(sentence, places) > TEXT_PLACES_MAX)
            abort();
        if (i > 0 && str_compare(table.entries[i - 1].key, table.entries[i].key) >= 0)
            abort();
    }
    arena_free(arena);
    return 0;
}
