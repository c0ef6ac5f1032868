/* service/who.c: what a request shows is a credential (Authorization: Bearer), or nothing: then the rules of
 * auth/anonymous.h say what it may. */
#include "service/who.h"

#include <stdarg.h>
#include <stdio.h>

#include "auth/anonymous.h"
#include "auth/key.h"
#include "auth/pass.h"
#include "base/log.h"
#include "service/process_parts.h"
#include "service/who_parts.h"

struct who {
    struct process *process;
    enum anonymous_policy anonymous;
    struct str listening, listed;
    struct keys *keys;
    struct tokens *tokens;
};

struct waiting *waiting_new(struct http_request *request, struct str credential, who_fn *told, void *owner)
{
    struct waiting *waiting = arena_new_of(http_arena(request), struct waiting);

    *waiting = (struct waiting){.request = request, .credential = credential, .told = told, .owner = owner};
    return waiting;
}

void who_tell(const struct waiting *waiting, const struct principal *principal)
{
    waiting->told(waiting->owner, principal_in(http_arena(waiting->request), principal), NULL);
}

void who_refuse(who_fn *told, void *owner, int status, const char *type, const char *format, ...)
{
    struct who_trouble trouble = {status, type, ""};
    va_list args;

    va_start(args, format);
    vsnprintf(trouble.detail, sizeof(trouble.detail), format, args);
    va_end(args);
    told(owner, NULL, &trouble);
}

bool who_new(struct process *process, struct who **ret_who, struct error *err)
{
    const struct config *config = process->config;
    struct who *who = mem_new(struct who);

    who->process = process;
    who->listening = str_of(config_text(config, "STEWARD_ADDRESS"));
    who->listed = str_of(config_text(config, "STEWARD_CORS_ORIGINS"));
    if (!anonymous_policy_from(str_of(config_text(config, "STEWARD_ANONYMOUS")), &who->anonymous)) {
        mem_free(who);
        return error_set(err, ERROR_FATAL, "settings", "STEWARD_ANONYMOUS is none of its choices");
    }
    if (!passes_are_set_up(process, err) || !tokens_new(process, &who->tokens, err)) {
        mem_free(who);
        return false;
    }
    if (who->anonymous == ANONYMOUS_LOOPBACK && !who_takes_anonymous(who))
        log_info("nobody is answered without a key or token: it does not listen on loopback only",
                 {"address", LOG_STR(who->listening)});
    who->keys = keys_new(process);
    *ret_who = who;
    return true;
}

void who_free(struct who *who)
{
    if (!who)
        return;
    keys_free(who->keys);
    tokens_free(who->tokens);
    mem_free(who);
}

bool who_takes_anonymous(const struct who *who)
{
    return who->anonymous == ANONYMOUS_ALWAYS ||
           (who->anonymous == ANONYMOUS_LOOPBACK && is_loopback(who->listening));
}

/* ---- nothing is shown ---- */

static bool is_forwarded(const struct http_request *request)
{
    static const char *const of_proxies[] = {"Forwarded",         "Via",       "X-Forwarded-For",
                                             "X-Forwarded-Proto", "X-Real-IP", "X-Forwarded-Host"};

    for (size_t i = 0; i < COUNT_OF(of_proxies); i++)
        if (http_header(request, of_proxies[i]).data)
            return true;
    return false;
}

static void let_in_anonymous(const struct who *who, struct http_request *request, who_fn *told, void *owner)
{
    struct anonymous_ask ask = {who->listening,
                                http_peer(request),
                                http_header(request, "Host"),
                                http_header(request, "Origin"),
                                who->listed,
                                is_forwarded(request)};
    struct principal *principal;
    enum role role;
    const char *why;

    switch (anonymous_role(who->anonymous, &ask, &role, &why)) {
    case ANONYMOUS_WELCOME:
        principal = arena_copy(http_arena(request), &principal_nobody, sizeof(principal_nobody));
        principal->role = role;
        principal->scopes = scopes_of_role(role);
        told(owner, principal, NULL);
        return;
    case ANONYMOUS_WRONG_ORIGIN:
        who_refuse(told, owner, 403, "origin-not-allowed", "%s", why);
        return;
    case ANONYMOUS_REFUSED:
        who_refuse(told, owner, 401, "not-authenticated", "%s: send Authorization: Bearer", why);
    }
}

/* ---- a credential is shown ---- */

/* STR_NONE: it is none of the kind that is taken. */
static struct str bearer(struct str shown)
{
    if (shown.len < 7 || !str_eq_nocase(str_sub(shown, 0, 7), STR("Bearer ")))
        return STR_NONE;
    return str_trim(str_sub(shown, 7, shown.len));
}

static void as_nobody(struct waiting *waiting)
{
    let_in_anonymous(waiting->who, waiting->request, waiting->told, waiting->owner);
}

static void ask_without_credential(struct who *who, struct http_request *request, who_fn *told, void *owner)
{
    struct waiting *waiting = waiting_new(request, STR_NONE, told, owner);

    waiting->who = who;
    waiting->as_nobody = as_nobody;
    if (!cookies_ask(who->process, request, waiting))
        as_nobody(waiting);
}

void who_ask(struct who *who, struct http_request *request, who_fn *told, void *owner)
{
    struct str shown = http_header(request, "Authorization"), credential = bearer(shown);

    if (!shown.data)
        ask_without_credential(who, request, told, owner);
    else if (pass_is_meant(credential))
        passes_ask(who->process, waiting_new(request, credential, told, owner));
    else if (key_is_meant(credential))
        keys_ask(who->keys, waiting_new(request, credential, told, owner));
    else if (str_find(credential, STR(".")) > 0)
        tokens_ask(who->tokens, waiting_new(request, credential, told, owner));
    else
        who_refuse(told, owner, 401, "invalid-credential",
                   "this is neither an API key nor a token: send Authorization: Bearer and one of them");
}

void process_forget_key(struct process *process, struct str key_id)
{
    keys_forget(process->who->keys, key_id);
}
