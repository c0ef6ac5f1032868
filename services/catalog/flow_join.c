/* flow_join: what was typed, said and shown, as one question. Pure computation over the tenant's index. */
#include "catalog.h"
#include "join/join_shop.h"
#include "pictures/pictures.h"
#include "service/problems.h"
#include "json/message.h"

struct shop {
    struct join_shop known; /* first: it is whose lexicon it is */
    const struct pictures *pictures;
    struct str tenant;
};

static bool looks_like(const void *owner, const Steward__V1__Fingerprint *photo,
                       struct join_likeness *ret_likeness)
{
    const struct shop *shop = owner;
    const struct index *index = shop->known.index;
    struct likeness like;
    uint32_t number;

    if (!index || !pictures_find(shop->pictures, shop->tenant, index, photo, &like) ||
        !index_find(index, like.product_id, &number))
        return false;
    *ret_likeness =
        (struct join_likeness){str_of(product_title(index_product(index, number))), like.sureness};
    return true;
}

static enum verdict join_all(struct flow *flow)
{
    const Steward__V1__JoinCommand *command = flow_command(flow);
    const struct catalog *catalog = catalog_of(flow_process(flow));
    struct str tenant = command->tenant_id[0] ? str_of(command->tenant_id) : STR(TENANT_DEFAULT);
    struct tokeniser *own = NULL;
    Steward__V1__JoinResult *result;
    struct join_lexicon lexicon;
    struct shop shop;

    if (!catalog)
        return flow_fail(flow, ERROR_RETRY, "the catalogue is not loaded yet");
    shop = (struct shop){{catalog_index(catalog, tenant), catalog->chat}, catalog->pictures, tenant};
    lexicon = join_lexicon_of(&shop.known);
    lexicon.looks_like = looks_like;
    own = shop.known.index ? NULL : tokeniser_new();
    result = join(command, &lexicon, own ? own : index_tokeniser(shop.known.index), flow_arena(flow));
    tokeniser_free(own);
    return flow_done(flow, &result->base);
}

static const struct step steps[] = {{"join", join_all}, {0}};

static const ProtobufCMessage *failed(struct flow *flow, const struct error *why)
{
    Steward__V1__JoinResult *result = message_new(&steward__v1__join_result__descriptor, flow_arena(flow));

    result->problem = problem_of_failure("media-failed", why, flow_arena(flow));
    return &result->base;
}

const struct flow_kind flow_join = {
    .name = "join",
    .takes = &steward__v1__join_command__descriptor,
    .gives = &steward__v1__join_result__descriptor,
    .steps = steps,
    .failed = failed,
};
