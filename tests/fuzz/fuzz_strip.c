// uses: steward-media_parts
/* A file of any kind that is taken: it never grows, and once stripped it is of that kind, and, unless its
 * boxes point into each other, strips to itself. */
#include <stdlib.h>

#include "store/strip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct media_type *type = kind_of(str_n((const char *)data, size));
    uint8_t *once, *twice;
    size_t len = size, again;
    struct error err = {.text = ""};

    if (!type)
        return 0;
    once = mem_copy(data, size);
    if (strip(type, once, &len, &err)) {
        must(len <= size);
        twice = mem_copy(once, len);
        again = len;
        if (!str_is(str_of(type->type), "image/heic"))
            must(strip(type, twice, &again, &err) && again == len && memcmp(once, twice, len) == 0);
        mem_free(twice);
    } else {
        must(err.policy == ERROR_SKIP && err.text[0] != '\0');
    }
    mem_free(once);
    return 0;
}
