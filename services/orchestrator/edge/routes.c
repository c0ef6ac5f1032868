/* routes.c: the addresses of the edge. */
#include "edge/page.h"
#include "orchestrator.h"
#include "service/audit.h"
#include "session/rules_request.h"
#include "steward/v1/accounts.pb-c.h"
#include "steward/v1/audit.pb-c.h"
#include "steward/v1/catalog.pb-c.h"
#include "steward/v1/learning.pb-c.h"
#include "steward/v1/sign_in.pb-c.h"
#include "steward/v1/stored_media.pb-c.h"

#define ID_SCHEMA "{\"type\":\"string\",\"minLength\":1,\"maxLength\":128,\"pattern\":\"" ID_PATTERN "\"}"
#define SESSION                                                                                              \
    {                                                                                                        \
        "session_id", ID_SCHEMA, "of the session", .in_path = true, .is_required = true                      \
    }
#define REQUEST                                                                                              \
    {                                                                                                        \
        "id", ID_SCHEMA, "of the request", .in_path = true, .is_required = true                              \
    }

/* clang-format off */
#define AFTER_ASKING \
    {"request", HTTP_GET, "/api/v1/requests/{id}", "id", "$response.body#/request_id"}, \
    {"session", HTTP_GET, "/api/v1/sessions/{session_id}", "session_id", "$response.body#/session_id"}, \
    {"clarify", HTTP_POST, "/api/v1/sessions/{session_id}/clarify", "session_id", "$response.body#/session_id"}, \
    {"erase", HTTP_DELETE, "/api/v1/sessions/{session_id}", "session_id", "$response.body#/session_id"}
/* clang-format on */

static const struct route_link asking_links[] = {AFTER_ASKING, {0}};
static const struct route_link listing_links[] = {
    {"session", HTTP_GET, "/api/v1/sessions/{session_id}", "session_id",
     "$response.body#/sessions/0/session_id"},
    {0},
};
static const struct route_link session_links[] = {
    {"clarify", HTTP_POST, "/api/v1/sessions/{session_id}/clarify", "session_id",
     "$response.body#/session_id"},
    {"erase", HTTP_DELETE, "/api/v1/sessions/{session_id}", "session_id", "$response.body#/session_id"},
    {0},
};

#define LANGUAGE                                                                                             \
    {                                                                                                        \
        "Accept-Language", "{\"type\":\"string\"}",                                                          \
            "the language of the answer, where the body names no locale", .in_header = true                  \
    }

static const struct route_param asking_params[] = {
    {"Prefer", "{\"type\":\"string\"}", "respond-async, or wait=SECONDS: how long to wait before 202",
     .in_header = true},
    {"Idempotency-Key", "{\"type\":\"string\",\"maxLength\":255}",
     "the same key with the same body gives the same answer", .in_header = true},
    LANGUAGE,
    {0},
};
static const struct route_param clarify_params[] = {
    SESSION,
    {"Prefer", "{\"type\":\"string\"}", "respond-async, or wait=SECONDS: how long to wait before 202",
     .in_header = true},
    {"Idempotency-Key", "{\"type\":\"string\",\"maxLength\":255}",
     "the same key with the same body gives the same answer", .in_header = true},
    LANGUAGE,
    {0},
};
static const struct route_param suggest_params[] = {
    {"q", "{\"type\":\"string\",\"minLength\":1}", "what is typed so far", .is_required = true},
    {"limit", .summary = "how many (8)", .least = 1, .most = 20},
    {0},
};
static const struct route_param categories_params[] = {
    {"under", "{\"type\":\"string\"}", "only this place of the tree and what is below: Electronics > Audio"},
    {"depth", .summary = "how many levels (all)", .least = 1, .most = 8},
    {0},
};
static const struct route_param similar_params[] = {
    {"limit", .summary = "how many (8)", .least = 1, .most = 100},
    {0},
};
static const struct route_param media_params[] = {
    {"id", MEDIA_ID, "media_id of what was sent", .in_path = true, .is_required = true},
    {0},
};
static const struct route_link media_links[] = {
    {"media", HTTP_GET, "/api/v1/media/{id}", "id", "$response.body#/media_id"},
    {"erase", HTTP_DELETE, "/api/v1/media/{id}", "id", "$response.body#/media_id"},
    {0},
};
static const struct route_param request_params[] = {REQUEST, {0}};
static const struct route_param session_params[] = {
    SESSION,
    {"user_id", "{\"type\":\"string\"}", "whose the session is"},
    {0},
};
static const struct route_param listing_params[] = {
    {"user_id", ID_SCHEMA, "whose sessions; a person's token may leave it out", .is_required = true},
    {"limit", .summary = "how many (20)", .least = 1, .most = 100},
    {"cursor", "{\"type\":\"string\",\"pattern\":\"^[1-9][0-9]{0,17}$\"}", "next_cursor of the page before",
     .least = 1, .most = 999999999999999999},
    {0},
};

static const struct route_param events_params[] = {
    REQUEST,
    {"user_id", "{\"type\":\"string\"}", "whose the request is"},
    {"Last-Event-ID", "{\"type\":\"string\"}", "the last event that was seen: what came after it is sent",
     .in_header = true},
    {0},
};

const struct route orchestrator_routes[] = {
    {HTTP_POST, "/api/v1/search", search_post, .scope = "search", .in = &steward__v1__search_body__descriptor,
     .out = &steward__v1__response__descriptor, .summary = "Search for products.", .params = asking_params,
     .links = asking_links, .may_take_long = true, .max_body_bytes = ASKING_BODY_BYTES,
     .max_tree_bytes = ASKING_TREE_BYTES, .larger_body = LARGER_ASKING,
     .example = "{\"query\":\"wireless headphones under 100\",\"limit\":3}"},
    {HTTP_POST, "/api/v1/chat", chat_post, .scope = "chat", .in = &steward__v1__chat_body__descriptor,
     .out = &steward__v1__response__descriptor, .summary = "Say something to the shop.",
     .links = asking_links, .params = asking_params, .may_take_long = true,
     .max_body_bytes = ASKING_BODY_BYTES, .max_tree_bytes = ASKING_TREE_BYTES, .larger_body = LARGER_ASKING,
     .example = "{\"message\":\"show me gaming laptops\",\"limit\":3}"},
    {HTTP_POST, "/api/v1/sessions/{session_id}/clarify", clarify_post, .scope = "chat",
     .in = &steward__v1__chat_body__descriptor, .out = &steward__v1__response__descriptor,
     .summary = "Answer the question that a session has been asked.", .params = clarify_params,
     .links = asking_links, .may_take_long = true, .max_body_bytes = ASKING_BODY_BYTES,
     .max_tree_bytes = ASKING_TREE_BYTES, .larger_body = LARGER_ASKING,
     .example = "{\"message\":\"the first one\"}"},
    {HTTP_GET, "/api/v1/suggest", suggest_get, .scope = "search",
     .out = &steward__v1__suggestions__descriptor, .params = suggest_params,
     .summary = "What somebody who types may want to say."},
    {HTTP_GET, "/api/v1/categories", categories_get, .scope = "search",
     .out = &steward__v1__categories__descriptor, .params = categories_params,
     .summary = "The tree of categories, with how many products are in each."},
    {HTTP_GET, "/api/v1/products/{id}/similar", similar_get, .scope = "search",
     .out = &steward__v1__similar_products__descriptor, .params = similar_params,
     .summary = "What is like a product."},
    {HTTP_POST, "/api/v1/media", media_post, .scope = "media", .in = &steward__v1__media_source__descriptor,
     .out = &steward__v1__stored_media__descriptor,
     .summary = "Send a photo or a voice note, which is kept for a while.", .takes_bytes = true,
     .max_body_bytes = MEDIA_BODY_BYTES, .in_pieces = "send the whole file, or its pieces to /api/v1/uploads",
     .done = 201, .links = media_links},
    {HTTP_GET, "/api/v1/media/{id}", media_get, .scope = "media", .params = media_params,
     .out = &steward__v1__stored_media__descriptor, .summary = "What is known of something sent."},
    {HTTP_GET, "/api/v1/media/{id}/content", media_content_get, .scope = "media", .params = media_params,
     .media = "application/octet-stream", .summary = "What was sent, as it is kept."},
    {HTTP_DELETE, "/api/v1/media/{id}", media_delete, .scope = "media", .params = media_params,
     .summary = "Erase something sent.", .done = 204},
    {HTTP_OPTIONS, "/api/v1/uploads", upload_options, .scope = "media", .done = 204,
     .summary = "Which tus is spoken, and up to which size."},
    {HTTP_POST, "/api/v1/uploads", upload_post, .scope = "media", .params = tus_begin_params, .done = 201,
     .summary = "Begin to send a photo or a voice note in pieces (tus 1.0.0)."},
    {HTTP_HEAD, "/api/v1/uploads/{id}", upload_head, .scope = "media", .params = tus_upload_params,
     .summary = "Where an upload goes on."},
    {HTTP_PATCH, "/api/v1/uploads/{id}", upload_patch, .scope = "media", .params = tus_piece_params,
     .done = 204, .takes_bytes = true, .bytes_type = UPLOAD_PIECE_TYPE, .max_body_bytes = MEDIA_BODY_BYTES,
     .part_counts = true, .summary = "The next piece of an upload."},
    {HTTP_POST, "/api/v1/uploads/{id}", upload_override, .scope = "media", .params = tus_override_params,
     .done = 204, .takes_bytes = true, .bytes_type = UPLOAD_PIECE_TYPE, .max_body_bytes = MEDIA_BODY_BYTES,
     .part_counts = true, .summary = "The next piece of an upload, where PATCH does not get through."},
    {HTTP_DELETE, "/api/v1/uploads/{id}", upload_delete, .scope = "media", .params = tus_upload_params,
     .summary = "Give an upload up.", .done = 204},
    {HTTP_POST, "/api/v1/events", events_post, .scope = "events:write",
     .in = &steward__v1__interaction_batch__descriptor, .out = &steward__v1__interaction_receipt__descriptor,
     .summary = "Tell what was clicked or saved, where that is recorded.",
     .example = "{\"events\":[{\"kind\":\"CLICK\",\"request_id\":\"r-1\",\"product_id\":\"T-001\","
                "\"position\":1}]}"},
    {HTTP_GET, "/api/v1/requests/{id}", request_get, .scope = "sessions:read",
     .out = &steward__v1__response__descriptor, .summary = "What became of a request.",
     .params = request_params},
    {HTTP_GET, "/api/v1/sessions", sessions_get, .scope = "sessions:read",
     .out = &steward__v1__session_list__descriptor, .summary = "The sessions of a user.",
     .params = listing_params, .links = listing_links},
    {HTTP_DELETE, "/api/v1/sessions/{session_id}", session_delete, .scope = "sessions:write",
     .out = &steward__v1__response__descriptor, .params = session_params, .may_take_long = true,
     .summary = "Erase a session and all that is kept of its requests."},
    {HTTP_GET, "/api/v1/sessions/{session_id}", session_get, .scope = "sessions:read",
     .out = &steward__v1__session_view__descriptor, .params = session_params,
     .summary = "A session and its requests.", .links = session_links},
    {HTTP_GET, "/api/v1/requests/{id}/events", request_events_get, .scope = "sessions:read",
     .params = events_params, .summary = "What becomes of a request, as server-sent events.",
     .media = "text/event-stream", .may_be_over = true},
    {HTTP_GET, "/", page_get, .is_internal = true, .is_page = true},
    {HTTP_GET, "/assets/{name}", asset_get, .is_internal = true, .is_page = true},
    {HTTP_GET, "/api/v1/ws", live_get, .scope = "chat",
     .summary = "A WebSocket: /asyncapi says what goes over it.", .done = 101},
    {HTTP_GET, "/api/v1/me", me_get, .role = ROLE_VIEWER, .out = &steward__v1__identity__descriptor,
     .summary = "Who you are to the shop, and what you may do."},
    {HTTP_POST, "/api/v1/sign-in", sign_in_post, .role = ROLE_VIEWER,
     .out = &steward__v1__sign_in__descriptor, .summary = "Sign in: a cookie for an API key."},
    {HTTP_POST, "/api/v1/sign-out", sign_out_post, .role = ROLE_VIEWER, .summary = "Sign out.", .done = 204},
    {HTTP_GET, "/api/v1/sign-ins", sign_ins_get, .role = ROLE_VIEWER,
     .out = &steward__v1__sign_in_list__descriptor, .summary = "Where this key is signed in."},
    {HTTP_DELETE, "/api/v1/sign-ins/{sign_in_id}", sign_in_delete, .role = ROLE_VIEWER,
     .summary = "End a sign-in.", .done = 204},
    {HTTP_GET, "/api/v1/keys", keys_get, .scope = "keys:read", .out = &steward__v1__api_key_list__descriptor,
     .summary = "The API keys of the tenant, the newest first."},
    {HTTP_POST, "/api/v1/keys", keys_post, .scope = "keys:write", .in = &steward__v1__new_api_key__descriptor,
     .out = &steward__v1__made_api_key__descriptor,
     .summary = "Make an API key: the only time that its secret is told."},
    {HTTP_DELETE, "/api/v1/keys/{key_id}", key_delete, .scope = "keys:write",
     .out = &steward__v1__api_key__descriptor, .summary = "Revoke an API key."},
    {HTTP_POST, "/api/v1/keys/{key_id}/rotate", key_rotate, .scope = "keys:write",
     .in = &steward__v1__rotate_api_key__descriptor, .out = &steward__v1__made_api_key__descriptor,
     .summary = "Make an API key that takes the place of another."},
    {HTTP_GET, "/api/v1/audit", audit_get, .out = &steward__v1__audit_page__descriptor,
     .params = audit_params, .summary = "What was administered, and by whom.", .scope = "audit:read"},
    {0},
};
