/* routes_chat.c: POST /api/v1/chat, and the answer to a question, which is a message like any other. */
#include "orchestrator.h"
#include "json/message.h"

static void ask_chat(struct call *call, const Steward__V1__ChatBody *body, struct str session_id)
{
    Steward__V1__Request *request = message_new(&steward__v1__request__descriptor, call_arena(call));
    Steward__V1__ChatRequest *chat = message_new(&steward__v1__chat_request__descriptor, call_arena(call));

    chat->message = body->message;
    chat->limit = body->limit;
    chat->locale = ask_locale(call, body->locale);
    chat->filters = body->filters;
    chat->impersonal = body->impersonal;
    chat->n_media = body->n_media;
    chat->media = body->media;
    request->request_id = body->request_id;
    request->session_id = str_c(call_arena(call), session_id);
    request->user_id = body->user_id;
    request->ask_case = STEWARD__V1__REQUEST__ASK_CHAT;
    request->chat = chat;
    ask_request(call, request);
}

void chat_post(struct call *call)
{
    const Steward__V1__ChatBody *body = call_message(call);

    ask_chat(call, body, str_of(body->session_id));
}

void clarify_post(struct call *call)
{
    const Steward__V1__ChatBody *body = call_message(call);
    struct str session_id = call_param(call, "session_id");

    if (body->session_id[0] && !str_is(session_id, body->session_id))
        call_problem(call, 422, "invalid-request", "session_id", "is not the session of the address");
    else
        ask_chat(call, body, session_id);
}
