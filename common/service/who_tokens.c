/* service/who_tokens.c: whose a token is. Its issuer's keys are found by OpenID discovery and kept for a
 * while; a token with a key that is not among them has them read again, though not often: else anybody could
 * have us ask the issuer all the time.
 *
 * Requests whose issuer's keys are being read wait for that, with the deadline of the reading. */
#include <stdio.h>

#include "auth/anonymous.h"
#include "auth/claims.h"
#include "base/clock.h"
#include "base/log.h"
#include "flow/breaker.h"
#include "service/process_parts.h"
#include "service/who_parts.h"

#define ISSUERS_MAX    8
#define URL_MAX        400
#define DEADLINE_MS    2000 /* of each of the two documents */
#define DOCUMENT_BYTES (256 << 10)
#define FRESH_MS       600000  /* then the keys are read again */
#define STALE_MS       3600000 /* until then they do if that fails */
#define AGAIN_MS       30000   /* between two readings because of a key that is not known */
#define ARENA_BYTES    (4 << 20)

struct issuer {
    struct tokens *tokens;
    char url[URL_MAX];
    struct jwks *keys;              /* NULL: not read yet */
    int64_t read_ms;                /* when they were */
    int64_t tried_ms;               /* when that began the last time */
    struct http_exchange *exchange; /* NULL: they are not being read */
    struct breaker breaker;
    struct link waiters;
    size_t waiting;
};

struct tokens {
    struct process *process;
    struct claim_names names;
    struct str audience;
    struct issuer issuers[ISSUERS_MAX];
    size_t count;
};

/* ---- what a token says, once the keys are there ---- */

static void refuse(const struct waiting *waiting, const char *why)
{
    who_refuse(waiting->told, waiting->owner, 401, "invalid-credential", "this token is not accepted: %s",
               why);
}

static void refuse_unsure(const struct waiting *waiting, const char *why)
{
    who_refuse(waiting->told, waiting->owner, 503, "issuer-silent",
               "the keys of the token's issuer cannot be read now: %s", why);
}

static void decide(const struct issuer *issuer, const struct waiting *waiting)
{
    const struct tokens *tokens = issuer->tokens;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct principal principal;
    struct jwt jwt;
    struct error err;

    if (jwt_read(waiting->credential, arena, &jwt, &err) &&
        jwt_verify(&jwt, issuer->keys, tokens->audience, clock_wall_ms() / 1000, arena, &err) &&
        principal_of_jwt(&jwt, &tokens->names, arena, &principal, &err))
        who_tell(waiting, &principal);
    else
        refuse(waiting, err.text);
    arena_free(arena);
}

/* ---- reading the keys ---- */

static void end_reading(struct issuer *issuer, const char *trouble)
{
    int64_t now_ms = clock_mono_ms();
    bool will_do = issuer->keys && now_ms < issuer->read_ms + STALE_MS;
    struct link waiters;

    issuer->exchange = NULL;
    breaker_report(&issuer->breaker, !trouble, now_ms);
    if (trouble)
        log_warn("the keys of an issuer cannot be read", {"issuer", LOG_TEXT(issuer->url)},
                 {"why", LOG_TEXT(trouble)});
    list_init(&waiters);
    for (struct link *at; (at = list_shift(&issuer->waiters));)
        list_push(&waiters, at);
    issuer->waiting = 0;
    for (struct link *at; (at = list_shift(&waiters));) {
        const struct waiting *waiting = list_item(at, struct waiting, link);

        if (!trouble || will_do)
            decide(issuer, waiting);
        else
            refuse_unsure(waiting, trouble);
    }
}

static void ask(struct issuer *issuer, const char *url, http_done_fn *on_done)
{
    struct http_ask wanted = {.method = "GET",
                              .url = url,
                              .max_bytes = DOCUMENT_BYTES,
                              .deadline_ms = DEADLINE_MS};

    issuer->exchange = http_client_ask(issuer->tokens->process->http, &wanted, on_done, issuer);
}

static const char *trouble_of(const struct http_reply *reply, const struct error *err)
{
    if (!reply)
        return err->text;
    return reply->status == 200 ? NULL : "it does not answer with 200";
}

static void on_keys(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct issuer *issuer = owner;
    const char *trouble = trouble_of(reply, err);
    struct jwks *keys;
    struct error why;

    if (!trouble && !jwks_read(reply->body, &keys, &why))
        trouble = why.text;
    if (!trouble) {
        jwks_free(issuer->keys);
        issuer->keys = keys;
        issuer->read_ms = clock_mono_ms();
    }
    end_reading(issuer, trouble);
}

/* What is read without TLS anybody on the way could have written. */
static bool is_safe(struct str url)
{
    struct str rest = str_sub(url, 7, url.len), host;

    if (str_starts(url, STR("https://")) && url.len > 8)
        return true;
    str_split(&rest, '/', &host);
    return str_starts(url, STR("http://")) && is_loopback(host);
}

static void on_discovered(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct issuer *issuer = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    const char *trouble = trouble_of(reply, err);
    struct json_member *members;
    struct str keys_url;
    size_t count = 0;

    if (!trouble && !json_members(reply->body, arena, &members, &count, NULL))
        trouble = "its discovery document cannot be read";
    keys_url = count ? json_text_of(members, count, STR("jwks_uri")) : STR_NONE;
    if (!trouble && !str_is(json_text_of(members, count, STR("issuer")), issuer->url))
        trouble = "its discovery document is that of another issuer";
    if (!trouble && (!is_safe(keys_url) || keys_url.len >= URL_MAX))
        trouble = "its jwks_uri is not https";
    if (trouble)
        end_reading(issuer, trouble);
    else
        ask(issuer, str_c(arena, keys_url), on_keys);
    arena_free(arena);
}

static void read_keys(struct issuer *issuer)
{
    const char *slash = str_ends(str_of(issuer->url), STR("/")) ? "" : "/";
    char url[URL_MAX + 64];

    snprintf(url, sizeof(url), "%s%s.well-known/openid-configuration", issuer->url, slash);
    issuer->tried_ms = clock_mono_ms();
    ask(issuer, url, on_discovered);
}

/* ---- a request with a token ---- */

static bool is_due(const struct issuer *issuer, struct str kid, int64_t now_ms)
{
    if (!issuer->keys || now_ms >= issuer->read_ms + FRESH_MS)
        return true;
    return !jwks_has(issuer->keys, kid) && now_ms >= issuer->tried_ms + AGAIN_MS;
}

static void decide_or_wait(struct issuer *issuer, struct str kid, struct waiting *waiting)
{
    int64_t now_ms = clock_mono_ms();

    if (!issuer->exchange && !is_due(issuer, kid, now_ms)) {
        decide(issuer, waiting);
    } else if (issuer->exchange && issuer->keys && jwks_has(issuer->keys, kid) &&
               now_ms < issuer->read_ms + STALE_MS) {
        decide(issuer, waiting); /* they are being read for another */
    } else if (issuer->waiting >= WHO_WAITING_MAX) {
        refuse_unsure(waiting, "too many wait for them");
    } else if (issuer->exchange || breaker_allows(&issuer->breaker, now_ms)) {
        list_push(&issuer->waiters, &waiting->link);
        issuer->waiting++;
        if (!issuer->exchange)
            read_keys(issuer);
    } else if (issuer->keys && now_ms < issuer->read_ms + STALE_MS) {
        decide(issuer, waiting);
    } else {
        refuse_unsure(waiting, "it has not answered for a while");
    }
}

void tokens_ask(struct tokens *tokens, struct waiting *waiting)
{
    struct arena *arena = arena_new(ARENA_BYTES);
    struct issuer *issuer = NULL;
    struct error err;
    struct jwt jwt;

    if (!jwt_read(waiting->credential, arena, &jwt, &err)) {
        refuse(waiting, err.text);
        arena_free(arena);
        return;
    }
    for (size_t i = 0; i < tokens->count; i++)
        if (str_is(jwt.issuer, tokens->issuers[i].url))
            issuer = &tokens->issuers[i];
    if (issuer)
        decide_or_wait(issuer, jwt.kid, waiting);
    else
        refuse(waiting, "its issuer is not trusted here: STEWARD_JWT_ISSUERS");
    arena_free(arena);
}

/* ---- beginning and end ---- */

static bool add_issuer(struct tokens *tokens, struct str url, struct error *err)
{
    struct issuer *issuer = &tokens->issuers[tokens->count];

    if (tokens->count == ISSUERS_MAX)
        return error_set(err, ERROR_FATAL, "settings", "STEWARD_JWT_ISSUERS: at most %d issuers",
                         ISSUERS_MAX);
    if (!is_safe(url) || url.len >= URL_MAX)
        return error_set(
            err, ERROR_FATAL, "settings",
            "STEWARD_JWT_ISSUERS: \"%.*s\" must begin with https:// (http:// on this machine only)",
            STR_ARGS(url));
    memcpy(issuer->url, url.data, url.len);
    issuer->tokens = tokens;
    issuer->tried_ms = -AGAIN_MS;
    list_init(&issuer->waiters);
    tokens->count++;
    return true;
}

bool tokens_new(struct process *process, struct tokens **ret_tokens, struct error *err)
{
    const struct config *config = process->config;
    struct str rest = str_of(config_text(config, "STEWARD_JWT_ISSUERS")), url;
    struct tokens *tokens = mem_new(struct tokens);
    bool is_good = true;

    tokens->process = process;
    tokens->audience = str_of(config_text(config, "STEWARD_JWT_AUDIENCE"));
    tokens->names.tenant = str_of(config_text(config, "STEWARD_JWT_TENANT_CLAIM"));
    tokens->names.role = str_of(config_text(config, "STEWARD_JWT_ROLE_CLAIM"));
    tokens->names.scope = str_of(config_text(config, "STEWARD_JWT_SCOPE_CLAIM"));
    if (!role_from(str_of(config_text(config, "STEWARD_JWT_ROLE")), &tokens->names.usual))
        tokens->names.usual = ROLE_NONE;
    while (is_good && str_split(&rest, ' ', &url))
        is_good = !url.len || add_issuer(tokens, url, err);
    if (!is_good) {
        mem_free(tokens);
        return false;
    }
    *ret_tokens = tokens;
    return true;
}

void tokens_free(struct tokens *tokens)
{
    if (!tokens)
        return;
    for (size_t i = 0; i < tokens->count; i++) {
        struct issuer *issuer = &tokens->issuers[i];

        if (issuer->exchange) {
            http_client_cancel(issuer->exchange);
            end_reading(issuer, "the process is stopping");
        }
        jwks_free(issuer->keys);
    }
    mem_free(tokens);
}
