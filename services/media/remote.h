/* media/remote.h: an engine elsewhere that does what is done here, too, only better: asked where it is
 * configured, and never needed.
 *
 * Each question has a deadline, so many are asked at once, and an engine that fails, or wants to be, is left
 * alone for a while: whoever asks has something else in its place. The key is never logged. In the loop's
 * thread. */
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "http/client.h"

struct remote;

struct remote_kind {
    const char *url, *key, *deadline_ms; /* names of settings */
    const char *path;                    /* behind the URL: "/audio/transcriptions" */
    size_t reply_bytes;                  /* at most */
    const char *done;                    /* the outcome, in the metric, of what it has done */
    const char *counted, *counted_help;  /* the metric of what became of its questions */
    const char *timed, *timed_help;      /* that of how long they took */
};

/* False: the reply is none; *ret_why says what is wrong with it, in the question's arena. */
typedef bool remote_read_fn(void *owner, struct str body, const char **ret_why);
/* `why` NULL: the reply was read. Else it was not, or did not come. */
typedef void remote_done_fn(void *owner, const char *why);

struct remote_question {
    const char *content_type;
    struct str body;     /* copied */
    int within_ms;       /* at most; the deadline counts, too */
    struct arena *arena; /* lives until `done` was called */
    remote_read_fn *read;
    remote_done_fn *done; /* once, never inside */
    void *owner;
};

/* Borrows the client. NULL: none is configured. `kind` lives as long. */
struct remote *remote_new(const struct config *config, struct http_client *http,
                          const struct remote_kind *kind);
/* Before the client: calls every done that is due. NULL does nothing. */
void remote_free(struct remote *remote);

/* NULL: it is asked. Else why it is not, and `done` is not called. */
MUST_CHECK const char *remote_ask(struct remote *remote, const struct remote_question *question);
/* Why the last that it was to do was not done there; empty: it was, or there was none. */
const char *remote_trouble(const struct remote *remote);
