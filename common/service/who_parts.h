/* service/who_parts.h: what the files that find out who asks share. Nobody else includes it. */
#pragma once

#include "base/list.h"
#include "service/who.h"

#define WHO_WAITING_MAX 1000 /* looks of one kind that may be on their way */

/* A request that waits for a look; in its arena. */
struct waiting {
    struct link link;
    struct http_request *request;
    struct str credential;
    who_fn *told;
    void *owner;
    struct who *who;
    void (*as_nobody)(struct waiting *waiting); /* goes on as if nothing had been shown */
};

struct waiting *waiting_new(struct http_request *request, struct str credential, who_fn *told, void *owner);
void who_refuse(who_fn *told, void *owner, int status, const char *type, const char *format, ...)
    __attribute__((format(printf, 5, 6)));
void who_tell(const struct waiting *waiting, const struct principal *principal); /* copied for the request */

/* who_cookies.c: false: no cookie of ours is shown, or this service keeps no sign-ins. */
bool cookies_ask(struct process *process, struct http_request *request, struct waiting *waiting);

/* who_keys.c: API keys. */
struct keys;
struct keys *keys_new(struct process *process);
void keys_ask(struct keys *keys, struct waiting *waiting);
void keys_forget(struct keys *keys, struct str key_id);
void keys_free(struct keys *keys);

/* who_passes.c: passes of other services. */
MUST_CHECK bool passes_are_set_up(const struct process *process, struct error *err); /* or not at all */
void passes_ask(struct process *process, const struct waiting *waiting);

/* who_tokens.c: signed tokens of the issuers that are trusted. */
struct tokens;
MUST_CHECK bool tokens_new(struct process *process, struct tokens **ret_tokens, struct error *err);
void tokens_ask(struct tokens *tokens, struct waiting *waiting);
void tokens_free(struct tokens *tokens);
