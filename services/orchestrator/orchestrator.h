/* orchestrator.h: what the files of this service share. */
#pragma once

#include "service/service.h"
#include "service/tus.h"
#include "steward/v1/request.pb-c.h"

/* Of a search or a chat: 6 MiB of media, in base64. Decoded, it has to go into a call's arena. */
#define ASKING_BODY_BYTES (8 << 20)
#define ASKING_TREE_BYTES (64 << 20) /* a text takes five times its size; anybody may ask */
#define LARGER_ASKING     "The body is too large: send large media to /api/v1/media, and their ids here."

struct orchestrator {
    struct process *process;
    struct waiters *waiters;
    struct expiry *expiry;
    size_t named_waiters; /* of them, whose request may be answered to another copy that was asked the same */
    size_t in_flight_max; /* accepted over HTTP and not answered: past it requests are shed */
    struct key_uses *key_uses;
    struct live *live;
    struct live_sockets *sockets;
    struct recheck *recheck;
    struct files *page;
};

/* asking.c. Answers the call, now or later: with the response, with 202 while it goes on, or with why not.
 * The request lives in the call's arena; its id may be left out. */
void ask_request(struct call *call, Steward__V1__Request *request);
/* What it said of its language itself, or else its Accept-Language; "": neither. */
char *ask_locale(struct call *call, char *said);

extern const struct route orchestrator_routes[];

/* routes_search.c, routes_chat.c, routes_requests.c, routes_sessions.c */
void search_post(struct call *call);
void chat_post(struct call *call);
void clarify_post(struct call *call);
void request_get(struct call *call);
void session_get(struct call *call);
void sessions_get(struct call *call);
void session_delete(struct call *call);

/* False: answered, because Postgres is away. */
bool database_is_there(struct call *call);
/* False: answered, because the id is none or Postgres is away. */
bool can_read(struct call *call, struct str id);
void suggest_get(struct call *call); /* routes_catalog.c */
void categories_get(struct call *call);
void similar_get(struct call *call);
void media_post(struct call *call); /* routes_media.c */
void media_get(struct call *call);
void media_content_get(struct call *call);
void media_delete(struct call *call);
void upload_options(struct call *call);
void upload_post(struct call *call);
void upload_head(struct call *call);
void upload_patch(struct call *call);
void upload_override(struct call *call);
void upload_delete(struct call *call);
void events_post(struct call *call);        /* routes_interactions.c */
void live_get(struct call *call);           /* routes_live.c */
void request_events_get(struct call *call); /* routes_events.c */

/* routes_keys.c */
void me_get(struct call *call);
void keys_get(struct call *call);
void sign_in_post(struct call *call);
void sign_out_post(struct call *call);
void sign_ins_get(struct call *call);
void sign_in_delete(struct call *call);
void keys_post(struct call *call);
void key_delete(struct call *call);
void key_rotate(struct call *call);

/* unreadable.c */
void tell_unreadable(struct process *process, const struct event *event, const struct error *why);
