// uses: steward_rows steward_json
/* Lines as a bulk operation of Shopify's gives them: each is a product of the catalogue's that can be sent
 * and is named after its variant, or it says why it is none. */
#include <stdlib.h>

#include "rows/shopify_product.h"
#include "json/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void must_be_sendable(const Steward__V1__Product *product, struct arena *arena)
{
    struct str packed = message_pack(&product->base, arena);
    struct error err;

    must(message_unpack(&steward__v1__product__descriptor, packed, arena, &err) != NULL);
    must(str_starts(str_of(product->product_id), STR("shopify-")));
    must(product->title && product->title[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    const struct shopify_reader *reader = shopify_reader_new(arena);
    struct str rest = str_n((const char *)data, size), line;

    while (str_split(&rest, '\n', &line)) {
        Steward__V1__Product *product;
        struct error err = {.text = ""};

        if (shopify_product(reader, line, arena, &product, &err))
            must_be_sendable(product, arena);
        else
            must(err.text[0] != '\0');
    }
    arena_free(arena);
    return 0;
}
