/* join_answer: a search for each text, in an arena of its own: of what it takes only the ids stay. */
#include "join/join_answer.h"

#include <string.h>

#include "chat/rules_chat.h"
#include "search/search.h"
#include "json/message.h"

#define SEARCH_BYTES (16 << 20)
#define SURE         0.7 /* that it is a command, and not something that is sold */

#define INTENT(name) STEWARD__V1__INTENT__KIND__##name

static bool is_command(struct index *index, const struct chat *chat, struct str text, struct arena *arena)
{
    const Steward__V1__Understood *understood;

    if (!chat)
        return false;
    understood = chat_understand(chat, index, NULL, text, arena)->understood;
    return understood->intent > INTENT(REFINE) && understood->intent < INTENT(GREETING) &&
           understood->confidence >= SURE;
}

/* Conditions are answered by what meets them, so where no words are left beside them all is. */
static double covered(const Steward__V1__SearchResult *found)
{
    const Steward__V1__Candidate *best = found->n_candidates ? found->candidates[0] : NULL;

    if (!best || found->nothing_relevant)
        return 0;
    return best->n_missed ? (double)best->n_matched / (double)(best->n_matched + best->n_missed) : 1;
}

static void search(struct index *index, struct str text, struct arena *own, struct arena *arena,
                   struct join_answer *answer)
{
    Steward__V1__SearchCommand *command = message_new(&steward__v1__search_command__descriptor, own);
    const Steward__V1__SearchResult *found;

    command->query = str_c(own, text);
    command->limit = JOIN_PRODUCTS_MAX;
    found = search_run(index, command, own);
    answer->covered = covered(found);
    for (size_t i = 0; answer->covered > 0 && i < found->n_candidates && i < JOIN_PRODUCTS_MAX; i++)
        if (found->candidates[i]->n_missed <= found->candidates[0]->n_missed)
            answer->products[answer->count++] = str_c(arena, str_of(found->candidates[i]->product_id));
}

void join_answer_of(struct index *index, const struct chat *chat, struct str text, struct arena *arena,
                    struct join_answer *ret_answer)
{
    struct arena *own = arena_new(SEARCH_BYTES);

    *ret_answer = (struct join_answer){0};
    if (is_command(index, chat, text, own))
        ret_answer->covered = 1;
    else
        search(index, chat ? chat_in_figures(chat, text, own) : text, own, arena, ret_answer);
    arena_free(own);
}

static bool has(const struct join_answer *answer, const char *product)
{
    for (size_t i = 0; i < answer->count; i++)
        if (!strcmp(answer->products[i], product))
            return true;
    return false;
}

bool join_answers_differ(const struct join_answer *one, const struct join_answer *other)
{
    size_t both = 0, most = one->count > other->count ? one->count : other->count;

    for (size_t i = 0; i < one->count; i++)
        both += has(other, one->products[i]);
    return one->covered > 0 && other->covered > 0 && 2 * both < most;
}
