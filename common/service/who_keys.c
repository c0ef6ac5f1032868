/* service/who_keys.c: whose an API key is: known for a moment, else looked up: by the service that keeps the
 * accounts in its database, by the others at that service, which is asked who the key's owner is.
 *
 * Requests with the same key that come while it is looked up wait for the one look. */
#include "auth/key.h"
#include "auth/known.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/map.h"
#include "flow/breaker.h"
#include "service/process_parts.h"
#include "service/who_parts.h"
#include "steward/v1/accounts.pb-c.h"

#define KNOWN_MAX   4096
#define OWN_MS      5000  /* for so long a key is good after a look at the database */
#define ASKED_MS    10000 /* and after an answer of the accounts */
#define BAD_MS      2000  /* and known to be bad */
#define DEADLINE_MS 2000
#define ARENA_BYTES (64 << 10)

struct keys {
    struct process *process;
    struct known *known;
    struct map looks; /* by digest */
    struct link all;
    struct breaker breaker;
};

struct look {
    struct link link;
    struct keys *keys; /* NULL: it is over, only to be freed */
    struct link waiters;
    struct http_exchange *exchange;
    unsigned char digest[KEY_DIGEST_BYTES];
};

struct keys *keys_new(struct process *process)
{
    struct keys *keys = mem_new(struct keys);

    keys->process = process;
    keys->known = known_new(KNOWN_MAX);
    list_init(&keys->all);
    return keys;
}

static struct str digest_of(const struct look *look)
{
    return str_n((const char *)look->digest, sizeof(look->digest));
}

static void refuse_bad(const struct waiting *waiting)
{
    who_refuse(waiting->told, waiting->owner, 401, "invalid-credential",
               "this API key is not known, has expired or was revoked");
}

static void refuse_unsure(const struct waiting *waiting, const char *why)
{
    who_refuse(waiting->told, waiting->owner, 503, "accounts-silent",
               "whose this API key is cannot be found out now: %s", why);
}

/* ---- the end of a look ---- */

/* Off every list first: who is told may ask again, or end the process. */
static void end_look(struct look *look, const struct principal *principal, const char *trouble)
{
    map_remove(&look->keys->looks, digest_of(look));
    list_remove(&look->link);
    for (struct link *at; (at = list_shift(&look->waiters));) {
        const struct waiting *waiting = list_item(at, struct waiting, link);

        if (principal)
            who_tell(waiting, principal);
        else if (trouble)
            refuse_unsure(waiting, trouble);
        else
            refuse_bad(waiting);
    }
}

static void remember(struct look *look, const struct principal *principal, int64_t good_ms)
{
    int64_t now_ms = clock_mono_ms(), left_ms;

    if (principal && principal->expires_ms) {
        left_ms = principal->expires_ms - clock_wall_ms();
        good_ms = left_ms < good_ms ? left_ms : good_ms;
    }
    known_put(look->keys->known, digest_of(look), principal, now_ms + (principal ? good_ms : BAD_MS));
}

static void on_found(void *owner, const struct key_record *record, const struct error *err)
{
    struct look *look = owner;
    bool is_good = record && key_digests_match(record->digest, digest_of(look));

    if (look->keys) {
        if (!err)
            remember(look, is_good ? &record->principal : NULL, OWN_MS);
        end_look(look, is_good ? &record->principal : NULL, err ? err->text : NULL);
    }
    mem_free(look);
}

/* ---- asking the accounts ---- */

static bool read_identity(struct str json, struct arena *arena, struct principal *ret_principal)
{
    ProtobufCMessage *message;
    const Steward__V1__Identity *said;
    struct json_fault fault;

    if (!json_to_message(&steward__v1__identity__descriptor, json, arena, &message, &fault))
        return false;
    said = (const Steward__V1__Identity *)message;
    *ret_principal = (struct principal){.tenant_id = str_of(said->tenant_id),
                                        .subject = str_of(said->subject),
                                        .kind = PRINCIPAL_KEY};
    for (size_t i = 0; i < said->n_scopes; i++)
        ret_principal->scopes |= scope_bit(str_of(said->scopes[i]));
    if (said->expires_at)
        ret_principal->expires_ms = said->expires_at->seconds * 1000;
    return role_from(str_of(said->role), &ret_principal->role) && ret_principal->tenant_id.len;
}

static void on_answered(void *owner, const struct http_reply *reply, const struct error *err)
{
    struct look *look = owner;
    struct arena *arena = arena_new(ARENA_BYTES);
    struct principal principal;
    const char *trouble = NULL;
    bool is_good = false;

    look->exchange = NULL;
    if (!reply) {
        log_warn("the accounts do not answer", {"why", LOG_TEXT(err->text)});
        trouble = "the accounts do not answer"; /* where they are is not for clients */
    } else if (reply->status == 200) {
        is_good = read_identity(reply->body, arena, &principal);
    } else if (reply->status != 401 && reply->status != 403) {
        trouble = "the accounts answer with an error";
    }
    if (reply && reply->status == 200 && !is_good)
        trouble = "the accounts' answer cannot be read";
    breaker_report(&look->keys->breaker, !trouble, clock_mono_ms());
    if (!trouble)
        remember(look, is_good ? &principal : NULL, ASKED_MS);
    end_look(look, is_good ? &principal : NULL, trouble);
    mem_free(look);
    arena_free(arena);
}

static void ask_accounts(struct look *look, struct str key)
{
    struct process *process = look->keys->process;
    struct buf url = {0};
    char bearer[KEY_SIZE];
    const struct tls_files files = process_http_tls(process);
    struct http_ask ask = {.method = "GET", .bearer = bearer, .tls = &files, .deadline_ms = DEADLINE_MS};

    memcpy(bearer, key.data, sizeof(bearer) - 1);
    bearer[sizeof(bearer) - 1] = '\0';
    buf_printf(&url, "%s/api/v1/me", config_text(process->config, "STEWARD_ACCOUNTS_URL"));
    ask.url = url.data;
    look->exchange = http_client_ask(process->http, &ask, on_answered, look);
    buf_free(&url);
}

/* ---- a request with a key ---- */

static struct look *look_new(struct keys *keys, struct str digest)
{
    struct look *look = mem_new(struct look);

    look->keys = keys;
    list_init(&look->waiters);
    memcpy(look->digest, digest.data, sizeof(look->digest));
    list_push(&keys->all, &look->link);
    map_put(&keys->looks, digest_of(look), look);
    return look;
}

static void look_up(struct keys *keys, struct str key, struct str key_id, struct str digest,
                    struct waiting *waiting)
{
    const struct service *service = keys->process->service;
    struct look *look = map_get(&keys->looks, digest);

    if (look) {
        list_push(&look->waiters, &waiting->link);
        return;
    }
    if (keys->looks.count >= WHO_WAITING_MAX) {
        refuse_unsure(waiting, "too many are being looked up");
        return;
    }
    if (!service->find_key && !breaker_allows(&keys->breaker, clock_mono_ms())) {
        refuse_unsure(waiting, "the accounts have not answered for a while");
        return;
    }
    look = look_new(keys, digest);
    list_push(&look->waiters, &waiting->link);
    if (service->find_key)
        service->find_key(keys->process, key_id, on_found, look);
    else
        ask_accounts(look, key);
}

void keys_ask(struct keys *keys, struct waiting *waiting)
{
    struct str key = waiting->credential;
    unsigned char bytes[KEY_DIGEST_BYTES];
    struct str key_id, digest = {(const char *)bytes, sizeof(bytes)};
    const struct principal *principal;

    if (!key_read(key, &key_id)) {
        who_refuse(waiting->told, waiting->owner, 401, "invalid-credential",
                   "this is not an API key: a character is wrong or missing");
        return;
    }
    key_digest(key, bytes);
    switch (known_get(keys->known, digest, clock_mono_ms(), &principal)) {
    case KNOWN_GOOD:
        who_tell(waiting, principal);
        return;
    case KNOWN_BAD:
        refuse_bad(waiting);
        return;
    case KNOWN_NOT:
        look_up(keys, key, key_id, digest, waiting);
    }
}

void keys_forget(struct keys *keys, struct str key_id)
{
    known_forget(keys->known, key_id);
}

void keys_free(struct keys *keys)
{
    if (!keys)
        return;
    while (!list_is_empty(&keys->all)) {
        struct look *look = list_item(keys->all.next, struct look, link);

        end_look(look, NULL, "the process is stopping");
        look->keys = NULL;
        if (look->exchange) {
            http_client_cancel(look->exchange);
            mem_free(look);
        }
    }
    map_free(&keys->looks);
    known_free(keys->known);
    mem_free(keys);
}
