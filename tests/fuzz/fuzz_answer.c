// uses: steward-response-composer_parts steward_json
/* Answers and results in a conversation, with what is said of media, fed with any turn that the wire may
 * carry: what comes out can be sent, in both languages. */
#include <stdint.h>
#include <stdlib.h>

#include "rules_answer.h"
#include "rules_media.h"
#include "rules_page.h"
#include "rules_turn.h"
#include "json/message.h"

#define MESSAGE_MAX_BYTES 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const Steward__V1__RankResult *result, struct arena *arena)
{
    if (!utf8_valid(str_of(result->message)) || strlen(result->message) > MESSAGE_MAX_BYTES)
        abort();
    if (result->n_products > PAGE_MAX || result->n_suggestions > 4)
        abort();
    if (!message_unpack(&steward__v1__rank_result__descriptor, message_pack(&result->base, arena), arena,
                        NULL))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(64 << 20);
    const Steward__V1__RankCommand *command;

    command = (const Steward__V1__RankCommand *)message_unpack(&steward__v1__rank_command__descriptor,
                                                               str_n((const char *)data, size), arena, NULL);
    for (int german = 0; command && command->turn && german < 2; german++) {
        command->turn->locale = str_c(arena, german ? STR("de") : STR("en"));
        check(answer_for(command->turn, arena), arena);
        if (command->found) {
            Steward__V1__RankResult *page = page_of(command, arena);

            turn_speak(page, command->found, command->turn, arena);
            media_say(page, command->joined, str_of(command->turn->locale), arena);
            check(page, arena);
        }
    }
    arena_free(arena);
    return 0;
}
