/* session_event: by the message's type; a request by what it asks. */
#include "session/session_event.h"

#include "base/mem.h"
#include "base/tenant.h"
#include "session/rules_request.h"
#include "steward/v1/state.pb-c.h"

static const Steward__V1__Request *as_request(const struct event *event)
{
    return event->message->descriptor == &steward__v1__request__descriptor
               ? (const Steward__V1__Request *)event->message
               : NULL;
}

struct str session_key(const struct event *event)
{
    const Steward__V1__Request *request = as_request(event);

    struct str named = tenant_id_in(event->tenant, event->key);

    return request ? request_session(request, named, event->id) : named;
}

int session_meaning(const struct event *event)
{
    static const struct {
        const ProtobufCMessageDescriptor *type;
        int meaning;
    } answers[] = {
        {&steward__v1__read_media_result__descriptor, READ},
        {&steward__v1__join_result__descriptor, JOINED},
        {&steward__v1__understand_result__descriptor, UNDERSTOOD},
        {&steward__v1__search_passing__descriptor, FOUND},
        {&steward__v1__response_passing__descriptor, RANKED},
    };
    const Steward__V1__Request *request = as_request(event);

    if (request)
        return request->ask_case == STEWARD__V1__REQUEST__ASK_ERASE ? ERASE_REQUESTED : REQUESTED;
    for (size_t i = 0; i < COUNT_OF(answers); i++)
        if (event->message->descriptor == answers[i].type)
            return answers[i].meaning;
    return -1;
}

bool session_is_first(const struct event *event)
{
    const Steward__V1__Request *request = as_request(event);

    return request && str_eq(session_key(event), request_name(request, event->id));
}
