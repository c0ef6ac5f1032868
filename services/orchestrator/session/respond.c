/* respond.c: makes responses. */
#include "session/respond.h"

#include "base/tenant.h"
#include "service/call.h"
#include "json/message.h"

Google__Protobuf__Timestamp *timestamp(int64_t ms, struct arena *arena)
{
    Google__Protobuf__Timestamp *at = message_new(&google__protobuf__timestamp__descriptor, arena);

    at->seconds = ms / 1000;
    at->nanos = (int32_t)(ms % 1000) * 1000000;
    return at;
}

void add_step(Steward__V1__Conversation *conversation, Steward__V1__Workflow__State state, int64_t at_ms,
              struct arena *arena)
{
    Steward__V1__Step **timeline = arena_array(arena, conversation->n_timeline + 1, sizeof(*timeline));
    Steward__V1__Step *step = message_new(&steward__v1__step__descriptor, arena);

    if (conversation->n_timeline)
        memcpy(timeline, conversation->timeline, conversation->n_timeline * sizeof(*timeline));
    step->state = state;
    step->at = timestamp(at_ms, arena);
    timeline[conversation->n_timeline++] = step;
    conversation->timeline = timeline;
    conversation->state = state;
}

static Steward__V1__ResponsePassing *as_passing(const Steward__V1__Response *response, struct arena *arena)
{
    return (Steward__V1__ResponsePassing *)message_unpack(&steward__v1__response_passing__descriptor,
                                                          message_pack(&response->base, arena), arena, NULL);
}

const ProtobufCMessage *response_whole(const Steward__V1__ResponsePassing *response, struct arena *arena)
{
    return message_unpack(&steward__v1__response__descriptor, message_pack(&response->base, arena), arena,
                          NULL);
}

static Steward__V1__RankedProduct *as_found(const Steward__V1__Candidate *candidate, struct arena *arena)
{
    Steward__V1__RankedProduct *product = message_new(&steward__v1__ranked_product__descriptor, arena);

    product->product_id = candidate->product_id;
    product->title = candidate->title;
    product->brand = candidate->brand;
    product->price = candidate->price;
    product->rating = candidate->rating;
    product->stock = candidate->stock;
    product->url = candidate->url;
    product->image_url = candidate->image_url;
    product->category = candidate->category;
    product->n_variants = candidate->n_variants;
    product->variants = candidate->variants;
    product->score = candidate->relevance;
    return product;
}

static void add_found(Steward__V1__Response *response, const Steward__V1__SearchResult *found)
{
    response->total = found->total;
    response->n_corrections = found->n_corrections;
    response->corrections = found->corrections;
    response->requirements = found->requirements;
    response->n_facets = found->n_facets;
    response->facets = found->facets;
    response->n_suggestions = found->n_suggestions;
    response->suggestions = found->suggestions;
    response->next_cursor = found->next_cursor;
}

Steward__V1__ResponsePassing *response_unranked(const Steward__V1__SearchPassing *passed, struct arena *arena)
{
    const Steward__V1__SearchResult *found =
        (const Steward__V1__SearchResult *)message_unpack(&steward__v1__search_result__descriptor,
                                                          message_pack(&passed->base, arena), arena, NULL);
    Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, arena);
    size_t skip, limit;

    if (!found)
        return response_failed(500, "search-failed", NULL, "the catalogue's answer cannot be read", false,
                               arena);
    skip = found->skip > 0 ? (size_t)found->skip : 0;
    limit = found->limit > 0 ? (size_t)found->limit : 0;
    add_found(response, found);
    response->status = STEWARD__V1__WORKFLOW__STATE__COMPLETED;
    response->degraded = true;
    response->message =
        str_printf(arena,
                   "%lld found. They could not be ranked at the moment: this is the order of the search.",
                   (long long)found->total);
    response->products = arena_array(arena, limit + 1, sizeof(*response->products));
    for (size_t i = skip; i < found->n_candidates && response->n_products < limit; i++)
        response->products[response->n_products++] = as_found(found->candidates[i], arena);
    return as_passing(response, arena);
}

static Steward__V1__Response *failed(int status, const char *type, const char *field, const char *detail,
                                     bool retryable, struct arena *arena)
{
    Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, arena);
    Steward__V1__Problem *problem = message_new(&steward__v1__problem__descriptor, arena);

    problem->type = str_printf(arena, PROBLEM_TYPES "%s", type);
    problem->title = str_c(arena, str_of(type));
    problem->status = status;
    problem->detail = str_c(arena, str_of(detail));
    problem->field = str_c(arena, str_of(field));
    problem->retryable = retryable;
    response->status = STEWARD__V1__WORKFLOW__STATE__FAILED;
    response->message = problem->detail;
    response->problem = problem;
    return response;
}

Steward__V1__ResponsePassing *response_failed(int status, const char *type, const char *field,
                                              const char *detail, bool retryable, struct arena *arena)
{
    return as_passing(failed(status, type, field, detail, retryable, arena), arena);
}

Steward__V1__ResponsePassing *response_failed_by(const char *type, const Steward__V1__Problem *problem,
                                                 struct arena *arena)
{
    Steward__V1__Response *response =
        failed(problem->status, type, problem->field, problem->detail, problem->retryable, arena);

    response->problem->n_faults = problem->n_faults;
    response->problem->faults = problem->faults;
    return as_passing(response, arena);
}

Steward__V1__ResponsePassing *response_invalid(const struct json_fault *faults, size_t count,
                                               struct arena *arena)
{
    Steward__V1__Response *response =
        failed(422, "invalid-request", faults->field, faults->reason, false, arena);
    Steward__V1__Problem *problem = response->problem;

    problem->faults = arena_array(arena, count, sizeof(*problem->faults));
    for (size_t i = 0; i < count; i++) {
        Steward__V1__Problem__Fault *fault = message_new(&steward__v1__problem__fault__descriptor, arena);

        fault->field = str_c(arena, str_of(faults[i].field));
        fault->detail = str_c(arena, str_of(faults[i].reason));
        problem->faults[problem->n_faults++] = fault;
    }
    return as_passing(response, arena);
}

Steward__V1__ResponsePassing *response_said(const char *message, struct arena *arena)
{
    Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, arena);

    response->status = STEWARD__V1__WORKFLOW__STATE__COMPLETED;
    response->message = str_c(arena, str_of(message));
    return as_passing(response, arena);
}

Steward__V1__Response *response_so_far(const Steward__V1__Conversation *conversation, const char *session_id,
                                       struct arena *arena)
{
    Steward__V1__Response *response = message_new(&steward__v1__response__descriptor, arena);

    response->request_id = conversation->request->request_id;
    response->session_id = str_c(arena, str_of(session_id));
    response->status = conversation->state;
    response->n_timeline = conversation->n_timeline;
    response->timeline = conversation->timeline;
    return response;
}

void response_event(const Steward__V1__RequestRecordPassing *record, struct str session, struct arena *arena,
                    struct event *event)
{
    const Steward__V1__Question *q = record->conversation->question;

    event->tenant = str_of(q->tenant_id);
    event->key =
        q->has_key ? str_n((const char *)q->key.data, q->key.len) : tenant_key(arena, event->tenant, session);
    if (q->has_key && !event->key.data)
        event->key = STR("");
    event->subject = session;
    event->answers = str_of(q->event_id);
    event->reply_to = str_of(q->reply_to);
    event->traceparent = str_of(q->traceparent);
    event->encoding = (enum event_encoding)q->encoding;
    event->frame = str_n((const char *)q->frame.data, q->frame.len);
    event->message = event->encoding == EVENT_PROTOBUF || event->encoding == EVENT_CONFLUENT
                         ? &record->response->base
                         : response_whole(record->response, arena);
}
