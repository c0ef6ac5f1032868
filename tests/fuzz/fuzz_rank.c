// uses: steward-response-composer_parts steward_json
/* Ranking and its words, fed with any window that the wire may carry: what comes out can be sent. */
#include <stdint.h>
#include <stdlib.h>

#include "rules_page.h"
#include "json/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(16 << 20);
    const Steward__V1__RankCommand *command;
    const Steward__V1__RankResult *page;

    command = (const Steward__V1__RankCommand *)message_unpack(&steward__v1__rank_command__descriptor,
                                                               str_n((const char *)data, size), arena, NULL);
    if (command && command->found) {
        page = page_of(command, arena);
        for (size_t i = 0; i < page->n_products; i++)
            if (!(page->products[i]->score >= 0 && page->products[i]->score <= 1))
                abort();
        if (page->n_products > PAGE_MAX || !utf8_valid(str_of(page->message)))
            abort();
        if (!message_unpack(&steward__v1__rank_result__descriptor, message_pack(&page->base, arena), arena,
                            NULL))
            abort();
    }
    arena_free(arena);
    return 0;
}
