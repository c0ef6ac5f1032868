/* rules_request: limits of a request, its ids, and how long its client wants to wait. */
#include "session/rules_request.h"

#include <stdio.h>

#include "accounts/api_keys.h"
#include "session/rules_media.h"
#include "steward/v1/learning.pb-c.h"

#define WAIT_MAX_S        60
#define LOCALE_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@"

bool id_is_good(struct str id)
{
    if (id.len == 0 || id.len > ID_MAX_BYTES || !utf8_valid(id) || id.data[0] == ' ' ||
        id.data[id.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < id.len; i++)
        if ((unsigned char)id.data[i] < 0x20 || id.data[i] == 0x7f)
            return false;
    return true;
}

struct str request_name(const Steward__V1__Request *request, struct str event_id)
{
    struct str given = str_of(request->request_id);

    return id_is_good(given) ? given : event_id;
}

struct str request_session(const Steward__V1__Request *request, struct str key, struct str event_id)
{
    struct str given = str_of(request->session_id);

    if (given.len)
        return id_is_good(given) ? given : request_name(request, event_id);
    return id_is_good(key) ? key : request_name(request, event_id);
}

/* ---- its media ---- */

Steward__V1__MediaRef **request_media(const Steward__V1__Request *request, size_t *ret_count)
{
    *ret_count = 0;
    if (request->ask_case == STEWARD__V1__REQUEST__ASK_SEARCH) {
        *ret_count = request->search->n_media;
        return request->search->media;
    }
    if (request->ask_case == STEWARD__V1__REQUEST__ASK_CHAT) {
        *ret_count = request->chat->n_media;
        return request->chat->media;
    }
    return NULL;
}

void request_cut_data(Steward__V1__Request *request)
{
    size_t count;
    Steward__V1__MediaRef **refs = request_media(request, &count);

    for (size_t i = 0; i < count; i++)
        refs[i]->data.len = refs[i]->data.len > 0;
}

/* ---- limits ---- */

static bool asks_for_something(const ProtobufCMessage *message)
{
    const Steward__V1__SearchRequest *search = (const Steward__V1__SearchRequest *)message;

    return search->filters || search->n_media || str_trim(str_of(search->query)).len > 0;
}

static bool says_something(const ProtobufCMessage *message)
{
    const Steward__V1__ChatRequest *chat = (const Steward__V1__ChatRequest *)message;

    return chat->n_media || str_trim(str_of(chat->message)).len > 0;
}

/* Boxes that are ticked are all that counts of a message. */
static bool media_are_read(const ProtobufCMessage *message)
{
    const Steward__V1__ChatRequest *chat = (const Steward__V1__ChatRequest *)message;

    return !chat->n_media || !chat->filters;
}

static bool is_medium(const ProtobufCMessage *message)
{
    const Steward__V1__MediaRef *ref = (const Steward__V1__MediaRef *)message;

    return (ref->media_id[0] != '\0') + (ref->url[0] != '\0') + (ref->data.len > 0) == 1;
}

static bool is_elsewhere(const ProtobufCMessage *message)
{
    return !((const Steward__V1__MediaRef *)message)->data.len;
}

static bool is_media_id(struct str id)
{
    return id.len == 32 && str_span(id, "0123456789abcdef") == id.len;
}

static bool is_media_kind(struct str kind)
{
    return str_is(kind, "picture") || str_is(kind, "voice");
}

static bool is_currency(struct str code)
{
    for (size_t i = 0; i < code.len; i++)
        if (code.data[i] < 'A' || code.data[i] > 'Z')
            return false;
    return code.len == 3;
}

static bool is_range_of_prices(const ProtobufCMessage *message)
{
    const Steward__V1__MoneyRange *range = (const Steward__V1__MoneyRange *)message;

    return !range->min || !range->max || range->min->amount_minor <= range->max->amount_minor;
}

static bool is_range(const ProtobufCMessage *message)
{
    const Steward__V1__AttributeFilter__Range *range = (const Steward__V1__AttributeFilter__Range *)message;

    return range->max <= 0 || range->min <= range->max; /* left out: no upper end */
}

bool locale_is_good(struct str name)
{
    return name.len <= LOCALE_MAX_BYTES && str_span(name, LOCALE_CHARACTERS) == name.len;
}

static bool is_of_a_kind(const ProtobufCMessage *message)
{
    const Steward__V1__Interaction *interaction = (const Steward__V1__Interaction *)message;

    return interaction->kind != STEWARD__V1__INTERACTION__KIND__NONE;
}

static bool is_role(struct str name)
{
    return role_from(name, &(enum role){ROLE_NONE});
}

static bool is_scope(struct str name)
{
    return scope_bit(name) != 0;
}

#define OF(type) .of = &steward__v1__##type##__descriptor
#define ID(name)                                                                                             \
    .field = name, .may_be_empty = true, .bytes_max = ID_MAX_BYTES, .fits = id_is_good, .said = ID_SAID,     \
    .schema = "\"pattern\":\"^(" ID_CHARACTERS ")?$\""
#define NEEDED_ID(name)                                                                                      \
    .field = name, .is_needed = true, .bytes_max = ID_MAX_BYTES, .fits = id_is_good, .said = ID_SAID,        \
    .schema = "\"pattern\":\"" ID_PATTERN "\""
/* clang-format off */
#define ID_LIMITS(type) \
    {OF(type), ID("request_id")}, \
    {OF(type), ID("session_id")}, \
    {OF(type), ID("user_id")}
#define PAGE_LIMITS(type) \
    {OF(type), .field = "limit", .has_range = true, .least = 0, .most = LIMIT_MAX}, \
    {OF(type), .field = "locale", .may_be_empty = true, .bytes_max = LOCALE_MAX_BYTES, .fits = locale_is_good, \
     .said = "must be a language tag, such as de-DE", .schema = "\"pattern\":\"^[A-Za-z0-9_.@-]*$\""}
#define SEARCH_LIMITS(type) \
    PAGE_LIMITS(type), \
    {OF(type), .field = "query", .bytes_max = QUERY_MAX_BYTES}, \
    {OF(type), .field = "cursor", .bytes_max = 512}
#define CHAT_LIMITS(type) \
    PAGE_LIMITS(type), \
    {OF(type), .field = "message", .bytes_max = QUERY_MAX_BYTES}
#define MEDIA_LIMITS(type) {OF(type), .field = "media", .items_max = MEDIA_MAX}
#define GIVEN(field) \
    "{\"required\":[\"" field "\"],\"properties\":{\"" field "\":{\"type\":\"string\",\"minLength\":1}}}"
#define SOMETHING(field) \
    "{\"required\":[\"" field "\"],\"properties\":{\"" field "\":{\"type\":\"string\",\"minLength\":1," \
    "\"pattern\":\"\\\\S\"}}},{\"required\":[\"media\"],\"properties\":{\"media\":{\"type\":\"array\"," \
    "\"minItems\":1}}}"
/* clang-format on */

/* Over HTTP the ids stand in the body, beside what is asked. */
const struct limit request_limits[] = {
    ID_LIMITS(request),
    ID_LIMITS(search_body),
    ID_LIMITS(chat_body),
    SEARCH_LIMITS(search_request),
    SEARCH_LIMITS(search_body),
    CHAT_LIMITS(chat_request),
    CHAT_LIMITS(chat_body),
    MEDIA_LIMITS(search_request),
    MEDIA_LIMITS(search_body),
    MEDIA_LIMITS(chat_request),
    MEDIA_LIMITS(chat_body),
    {OF(media_ref), .field = "media_id", .may_be_empty = true, .fits = is_media_id,
     .said = "must be an id as POST /api/v1/media answers", .schema = "\"pattern\":\"^([0-9a-f]{32})?$\""},
    {OF(media_ref), .field = "kind", .may_be_empty = true, .fits = is_media_kind,
     .said = "must be picture or voice", .schema = "\"enum\":[\"\",\"picture\",\"voice\"]"},
    {OF(media_ref), .field = "url", .may_be_empty = true, .bytes_max = URL_MAX_BYTES},
    {OF(media_ref), .holds = is_medium, .said = "needs one of media_id, url and data",
     .schema = "\"oneOf\":[" GIVEN("media_id") "," GIVEN("url") "," GIVEN("data") "]"},
    {OF(search_request), .holds = asks_for_something, .about = "query", .said = "must not be empty"},
    {OF(search_body),
     .schema = "\"anyOf\":[" SOMETHING("query") ",{\"required\":[\"filters\"],\"properties\":{\"filters\":{"
                                                "\"type\":\"object\"}}}]"},
    {OF(chat_request), .holds = says_something, .about = "message", .said = "must not be empty"},
    {OF(chat_request), .holds = media_are_read, .about = "media",
     .said = "not together with filters, for then nothing else of a message is read"},
    {OF(chat_body),
     .schema = "\"anyOf\":[" SOMETHING(
         "message") "],\"not\":{\"required\":[\"media\",\"filters\"],\"properties\":{"
                    "\"media\":{\"type\":\"array\",\"minItems\":1},\"filters\":{\"type\":\"object\"}}}"},
    {OF(filters), .field = "brands", .items_max = LIST_MAX},
    {OF(filters), .field = "categories", .items_max = LIST_MAX},
    {OF(filters), .field = "colours", .items_max = LIST_MAX},
    {OF(filters), .field = "sizes", .items_max = LIST_MAX},
    {OF(filters), .field = "not_brands", .items_max = LIST_MAX},
    {OF(filters), .field = "not_colours", .items_max = LIST_MAX},
    {OF(filters), .field = "attributes", .items_max = LIST_MAX},
    {OF(filters), .field = "min_rating", .has_range = true, .least = 0, .most = 5},
    {OF(money), .field = "amount_minor", .has_range = true, .least = 0, .most = 1e15},
    {OF(money), .field = "currency_code", .may_be_empty = true, .fits = is_currency,
     .said = "must be an ISO 4217 code of three letters", .schema = "\"pattern\":\"^([A-Z]{3})?$\""},
    {OF(money_range), .holds = is_range_of_prices, .said = "min must not be above max"},
    {OF(attribute_filter), .field = "name", .is_needed = true},
    {OF(attribute_filter), .field = "any_of", .items_max = LIST_MAX},
    {OF(attribute_filter__range), .holds = is_range, .said = "min must not be above max"},
    {OF(interaction_batch), .field = "events", .is_needed = true, .items_max = INTERACTIONS_MAX},
    {OF(interaction), ID("event_id")},
    {OF(interaction), ID("session_id")},
    {OF(interaction), NEEDED_ID("request_id")},
    {OF(interaction), NEEDED_ID("product_id")},
    {OF(interaction), .field = "position", .is_needed = true, .has_range = true, .least = 1,
     .most = POSITION_MAX},
    {OF(interaction), .field = "kind", .is_needed = true},
    {OF(interaction), .holds = is_of_a_kind, .about = "kind", .said = "must be CLICK or SAVE",
     .schema = "\"not\":{\"properties\":{\"kind\":{\"const\":\"NONE\"}},\"required\":[\"kind\"]}"},
    {OF(new_api_key), .field = "name", .is_needed = true, .bytes_max = API_KEY_NAME_BYTES},
    {OF(new_api_key), .field = "role", .is_needed = true, .fits = is_role,
     .said = "must be viewer, operator, auditor or admin",
     .schema = "\"enum\":[\"viewer\",\"operator\",\"auditor\",\"admin\"]"},
    {OF(new_api_key), .field = "scopes", .items_max = SCOPES_MAX, .fits = is_scope,
     .said = "there is no such scope: docs/security.md has them all",
     .schema =
         "\"enum\":[\"search\",\"chat\",\"sessions:read\",\"sessions:write\",\"events:write\",\"media\","
         "\"catalog:read\",\"catalog:write\",\"operations:read\",\"operations:write\",\"keys:read\","
         "\"keys:write\",\"audit:read\"]"},
    {OF(new_api_key), .field = "expires_in_s", .has_range = true, .least = 0, .most = API_KEY_MAX_SECONDS},
    {OF(rotate_api_key), .field = "overlap_s", .has_range = true, .least = 0, .most = API_KEY_MAX_SECONDS},
    {0},
};

/* The edge has taken out by then what came with a request. */
static const struct limit record_limits[] = {
    {OF(media_ref), .holds = is_elsewhere, .about = "data",
     .said = "is not taken over Kafka: have it kept by POST /api/v1/media, and send its media_id"},
    {0},
};

/* What is asked is looked at by itself: over HTTP its fields stand beside the ids. */
static size_t check_asked(const struct limit *table, const Steward__V1__Request *request,
                          struct json_fault *faults)
{
    switch (request->ask_case) {
    case STEWARD__V1__REQUEST__ASK_SEARCH:
        return limits_check(table, &request->search->base, faults);
    case STEWARD__V1__REQUEST__ASK_CHAT:
        return limits_check(table, &request->chat->base, faults);
    case STEWARD__V1__REQUEST__ASK_ERASE:
        return limits_check(table, &request->erase->base, faults);
    default:
        snprintf(faults->field, sizeof(faults->field), "search");
        snprintf(faults->reason, sizeof(faults->reason),
                 "the request asks for nothing: give it a search or a chat");
        return 1;
    }
}

size_t request_faults(const Steward__V1__Request *request, struct json_fault faults[LIMIT_FAULTS_MAX])
{
    Steward__V1__Request ids = *request;
    struct json_fault asked[LIMIT_FAULTS_MAX];
    size_t count, more;

    ids.ask_case = STEWARD__V1__REQUEST__ASK__NOT_SET;
    count = limits_check(request_limits, &ids.base, faults);
    more = check_asked(request_limits, request, asked);
    for (size_t i = 0; i < more && count < LIMIT_FAULTS_MAX; i++)
        faults[count++] = asked[i];
    return count;
}

size_t request_record_faults(const Steward__V1__Request *request, struct json_fault faults[LIMIT_FAULTS_MAX])
{
    size_t count = request_faults(request, faults);

    return count ? count : check_asked(record_limits, request, faults);
}

/* ---- Prefer (RFC 7240) ---- */

struct prefer prefer_from(struct str header)
{
    struct prefer prefer = {false, -1};
    struct str part, rest = header;

    while (str_split(&rest, ',', &part)) {
        struct str parameters = part, value = STR_NONE, name;
        int64_t seconds;

        str_split(&parameters, ';', &value); /* no preference here has any */
        str_split(&value, '=', &name);
        name = str_trim(name);
        value = str_trim(value);
        if (value.len > 1 && value.data[0] == '"' && str_ends(value, STR("\"")))
            value = str_sub(value, 1, value.len - 1);
        if (str_eq_nocase(name, STR("respond-async")))
            prefer.respond_async = true;
        else if (str_eq_nocase(name, STR("wait")) && str_to_int64(value, &seconds) && seconds >= 0)
            prefer.wait_s = (int)(seconds < WAIT_MAX_S ? seconds : WAIT_MAX_S);
    }
    return prefer;
}
