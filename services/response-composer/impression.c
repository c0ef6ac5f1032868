/* impression: the features are told as the ranking's table has them, whatever their weights are today. */
#include "impression.h"

#include "base/clock.h"
#include "base/id.h"
#include "base/log.h"
#include "rules_rank.h"
#include "rules_taste.h"
#include "steward/v1/learning.pb-c.h"
#include "json/message.h"

typedef Steward__V1__Impression__Shown shown_message;

static const struct ranked *ranked_with(const struct ranked *ranked, size_t count, const char *product_id)
{
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(ranked[i].candidate->product_id, product_id))
            return &ranked[i];
    }
    return NULL;
}

static shown_message *shown_of(const struct ranked *ranked, int32_t team, struct arena *arena)
{
    shown_message *shown = message_new(&steward__v1__impression__shown__descriptor, arena);

    shown->product_id = ranked->candidate->product_id;
    shown->pinned = ranked->candidate->pinned_at > 0;
    shown->team = team;
    shown->features = arena_array(arena, RANK_FEATURES, sizeof(*shown->features));
    for (int f = 0; f < RANK_FEATURES; f++)
        shown->features[shown->n_features++] =
            ranked->weights[f] > 0 ? (float)(ranked->part[f] / ranked->weights[f]) : 0;
    return shown;
}

static void publish(struct process *process, const Steward__V1__Impression *impression, struct arena *arena)
{
    struct record record;
    struct event event = {
        .source = STR("response-composer"),
        .subject = str_of(impression->request_id),
        .key = str_of(impression->request_id),
        .tenant = str_of(impression->tenant_id),
        .time_ms = clock_wall_ms(),
        .message = &impression->base,
    };
    struct error err;
    char id[ID_SIZE];

    id_derive(id, event.key, STR("impression"));
    event.id = str_of(id);
    event_write(&event, topic_interactions.name, arena, &record);
    if (!bus_publish(process_bus(process), &record, NULL, NULL, &err))
        log_debug("an impression is lost", {"why", LOG_TEXT(err.text)});
}

void impression_tell(struct process *process, const Steward__V1__RankCommand *command,
                     const Steward__V1__RankResult *page, const int32_t *teams, struct arena *arena)
{
    const Steward__V1__SearchResult *found = command->found;
    const struct taste *taste = command->turn && !command->impersonal ? taste_of(command->turn, arena) : NULL;
    Steward__V1__Impression *impression;
    struct ranked *ranked;
    size_t count;

    if (!config_bool(process_config(process), "STEWARD_LEARNING") || command->again ||
        !*command->request_id || !page->n_products || found->sort != STEWARD__V1__SORT__ORDER__RELEVANCE)
        return;
    count = rank_by_score(found, taste, arena, &ranked);
    impression = message_new(&steward__v1__impression__descriptor, arena);
    impression->tenant_id = *command->tenant_id ? command->tenant_id : str_c(arena, STR("default"));
    impression->request_id = command->request_id;
    impression->query = found->query;
    impression->shown = arena_array(arena, page->n_products, sizeof(*impression->shown));
    for (size_t i = 0; i < page->n_products; i++) {
        const struct ranked *one = ranked_with(ranked, count, page->products[i]->product_id);

        if (one)
            impression->shown[impression->n_shown++] = shown_of(one, teams ? teams[i] : 0, arena);
    }
    publish(process, impression, arena);
}
