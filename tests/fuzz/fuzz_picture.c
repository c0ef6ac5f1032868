// uses: steward-media_parts
/* Pictures: every decoder, and all that looks at what they gave, but for reading print. */
#include "picture/attributes.h"

#define ARENA_BYTES (64U << 20)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool is_warm;
    struct arena *arena = arena_new(ARENA_BYTES);
    Steward__V1__ImageAttributes *answer;
    struct error err;
    struct str jpeg;

    is_warm = is_warm || attributes_warm("/nowhere", &err);
    if (attributes_extract(str_n((const char *)data, size), arena, &answer, &jpeg, &err) &&
        (!answer->fingerprint || !jpeg.len))
        __builtin_trap();
    arena_free(arena);
    return 0;
}
