// uses: steward-response-composer_parts steward_json steward_llm
/* What a language model may answer, as any bytes: the check neither fails nor lets anything through that is
 * no text. The first line is the built-in text, the second a title, the rest the model's answer. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "llm/wire.h"
#include "rules_phrase.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new(16 << 20);
    struct str rest = str_n((const char *)data, size), draft = STR_NONE, title = STR_NONE;
    Steward__V1__RankResult result = STEWARD__V1__RANK_RESULT__INIT;
    Steward__V1__RankedProduct product = STEWARD__V1__RANKED_PRODUCT__INIT, *products[] = {&product};
    struct llm_question question;
    struct llm_reply reply;
    const char *why = NULL;
    char *phrase;

    str_split(&rest, '\n', &draft);
    str_split(&rest, '\n', &title);
    if (!size || memchr(data, 0, size) || !utf8_valid(draft) || !utf8_valid(title)) { /* as the wire has it */
        arena_free(arena);
        return 0;
    }
    result.message = str_c(arena, draft);
    product.title = str_c(arena, title);
    result.products = products;
    result.n_products = 1;
    if (phrase_question(&result, "en", arena, &question))
        (void)llm_request("m", &question, arena);
    (void)llm_reply_read(rest, arena, &reply, &why);
    phrase = phrase_checked(&result, rest, arena, &why);
    if (phrase && (!utf8_valid(str_of(phrase)) || strlen(phrase) > PHRASE_MAX_BYTES))
        abort();
    if (!phrase && !why)
        abort();
    arena_free(arena);
    return 0;
}
