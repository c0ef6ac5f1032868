/* routes_search.c: POST /api/v1/search: the body becomes a request like anybody's. */
#include "orchestrator.h"
#include "json/message.h"

static Steward__V1__SearchRequest *search_of(struct call *call, const Steward__V1__SearchBody *body)
{
    Steward__V1__SearchRequest *search =
        message_new(&steward__v1__search_request__descriptor, call_arena(call));

    search->query = body->query;
    search->limit = body->limit;
    search->filters = body->filters;
    search->sort = body->sort;
    search->cursor = body->cursor;
    search->locale = ask_locale(call, body->locale);
    search->explain = body->explain;
    search->n_media = body->n_media;
    search->media = body->media;
    return search;
}

void search_post(struct call *call)
{
    const Steward__V1__SearchBody *body = call_message(call);
    Steward__V1__Request *request = message_new(&steward__v1__request__descriptor, call_arena(call));

    request->request_id = body->request_id;
    request->session_id = body->session_id;
    request->user_id = body->user_id;
    request->ask_case = STEWARD__V1__REQUEST__ASK_SEARCH;
    request->search = search_of(call, body);
    ask_request(call, request);
}
