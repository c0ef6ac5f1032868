/* flow_look: what a product's picture looks like, asked of the media service.
 *
 * Another copy may be at it, so it is claimed first; the claim says when it may be tried again, so nothing
 * has to be written should nothing come of it. */
#include "pictures/pictures_parts.h"
#include "pictures/store_pictures.h"
#include "store.h"
#include "json/json.h"
#include "json/message.h"

#define ASK_MS      25000 /* fetching it, and waiting for a worker there */
#define REPLY_BYTES (64 << 10)

struct look_state {
    struct flow_http_result reply;
    struct error failed; /* text empty: Postgres did what it was told */
    bool is_ours;
    Steward__V1__ProductLook *look;
};

static struct pg_batch *batch_of(struct flow *flow)
{
    const Steward__V1__ProductPicture *picture = flow_command(flow);
    struct pg_batch *batch = pg_batch_for(process_postgres(flow_process(flow)), str_of(picture->tenant_id));

    store_pictures_begin(batch);
    return batch;
}

static void on_stored(void *owner, const struct pg_outcome *outcome)
{
    struct flow_pending *pending = owner;
    struct flow *flow = flow_still_there(pending);

    if (flow) {
        struct look_state *state = flow_state(flow);

        state->failed = outcome->err ? *outcome->err : (struct error){0};
        state->is_ours = !outcome->err && pg_rows(outcome->results[1]) > 0;
    }
    flow_complete(pending);
}

static enum verdict claim(struct flow *flow)
{
    const Steward__V1__ProductPicture *picture = flow_command(flow);
    struct look_state *state = flow_state(flow);
    struct pg_batch *batch = batch_of(flow);

    state->look = message_new(&steward__v1__product_look__descriptor, flow_arena(flow));
    store_pictures_claim(batch, str_of(picture->tenant_id), str_of(picture->product_id),
                         str_of(picture->image_url));
    pg_send(batch, STORE_DEADLINE_MS, on_stored, flow_wait_for(flow));
    return WAIT;
}

static enum verdict ask(struct flow *flow)
{
    const Steward__V1__ProductPicture *picture = flow_command(flow);
    struct look_state *state = flow_state(flow);
    const char *headers[] = {"Content-Type: application/json",
                             str_printf(flow_arena(flow), "Steward-Tenant: %s", picture->tenant_id), NULL};
    const struct tls_files files = process_http_tls(flow_process(flow));
    struct buf body = {0};

    if (state->failed.text[0])
        return flow_fail(flow, state->failed.policy, "%s", state->failed.text);
    if (!state->is_ours)
        return flow_done(flow, &state->look->base);
    buf_str(&body, STR("{\"url\":"));
    json_add_string(&body, str_of(picture->image_url));
    buf_char(&body, '}');
    flow_http(flow, &state->reply,
              &(struct http_ask){
                  .method = "POST",
                  .url = str_printf(flow_arena(flow), "%s/fingerprint",
                                    config_text(process_config(flow_process(flow)), "STEWARD_MEDIA_URL")),
                  .headers = headers,
                  .bearer = process_pass(flow_process(flow), "media", str_of(picture->tenant_id), "search",
                                         flow_arena(flow)),
                  .tls = &files,
                  .body = buf_as_str(&body),
                  .max_bytes = REPLY_BYTES,
                  .deadline_ms = ASK_MS,
              });
    buf_free(&body);
    return WAIT;
}

/* What is refused is no failure: the picture is not to be had, or is none. */
static enum verdict keep(struct flow *flow)
{
    const Steward__V1__ProductPicture *picture = flow_command(flow);
    struct look_state *state = flow_state(flow);
    ProtobufCMessage *fingerprint;
    struct json_fault fault = {0};
    struct pg_batch *batch;

    if (!state->reply.failed && state->reply.status == 422)
        return flow_done(flow, &state->look->base);
    if (state->reply.failed || state->reply.status != 200)
        return flow_fail(flow, ERROR_RETRY, "the media service did not look at a picture: %d",
                         state->reply.status);
    if (!json_to_message(&steward__v1__fingerprint__descriptor, state->reply.body, flow_arena(flow),
                         &fingerprint, &fault))
        return flow_fail(flow, ERROR_SKIP, "a fingerprint that cannot be read: %s", fault.reason);
    state->look->fingerprint = (Steward__V1__Fingerprint *)fingerprint;
    batch = batch_of(flow);
    store_pictures_keep(batch, str_of(picture->tenant_id), str_of(picture->product_id),
                        str_of(picture->image_url), message_pack(fingerprint, flow_arena(flow)));
    pg_send(batch, STORE_DEADLINE_MS, on_stored, flow_wait_for(flow));
    return WAIT;
}

static enum verdict answer(struct flow *flow)
{
    const struct look_state *state = flow_state(flow);

    return state->failed.text[0] ? flow_fail(flow, state->failed.policy, "%s", state->failed.text)
                                 : flow_done(flow, &state->look->base);
}

/* While the media service is away the breaker lets nothing be claimed. */
static const struct step steps[] = {
    {"claim", claim, .deadline_ms = STORE_DEADLINE_MS},
    {"ask", ask, .deadline_ms = ASK_MS + 1000},
    {"keep", keep},
    {"answer", answer},
    {0},
};

const struct flow_kind flow_look = {
    .name = "look",
    .takes = &steward__v1__product_picture__descriptor,
    .gives = &steward__v1__product_look__descriptor,
    .state_size = sizeof(struct look_state),
    .steps = steps,
    .breaker = "media",
};
