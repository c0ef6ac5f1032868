/* cli.h: what every verb of the command line tool gets, and how it answers.
 *
 * A verb writes its result to standard output, for people or (--json) as one JSON document, and what went
 * wrong to standard error; it returns one of the exit codes. */
#pragma once

#include "args.h"
#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "http/client.h"
#include "loop/loop.h"

enum exit_code {
    CLI_OK = 0,
    CLI_FAILED = 1,      /* it was tried and did not work */
    CLI_USAGE = 2,       /* the command line or a setting is wrong */
    CLI_NOT_FOUND = 3,   /* what was named does not exist */
    CLI_UNAVAILABLE = 4, /* a service, Kafka or the answer is not there (yet): try again */
};

struct cli {
    const struct config *config;
    struct loop *loop;
    struct http_client *client;
    struct arena *arena; /* of the whole run */
    const struct args *args;
    bool json;
};

struct verb {
    const char *name;   /* "dlt" */
    const char *action; /* "replay"; NULL: the verb has none */
    const char *words;  /* for the help: "TOPIC" */
    int min_words, max_words;
    const char *summary; /* one line */
    const char *help;    /* more lines, each ended; NULL: none */
    const struct option *options;
    int (*run)(struct cli *cli);
};

extern const struct verb verb_search;
extern const struct verb verb_requests_list, verb_requests_show;
extern const struct verb verb_sessions_show;
extern const struct verb verb_catalog_import, verb_catalog_stats;
extern const struct verb verb_dlt_list, verb_dlt_show, verb_dlt_replay, verb_dlt_purge;
extern const struct verb verb_topics, verb_lag;
extern const struct verb verb_health;
extern const struct verb verb_config;

extern const struct setting cli_settings[];
extern const struct setting *const cli_tables[]; /* the tool's settings and Kafka's */

/* "steward: ..." (or {"error":...,"code":N} with --json) to standard error; returns `code`. */
int cli_fail(const struct cli *cli, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Asks and waits. false: there was no answer, *err says why. The reply's body lives in cli->arena. */
struct cli_ask {
    const char *method;
    const char *url;
    struct str body;
    const char *header; /* "Name: value"; NULL: none */
    int deadline_ms;
};
struct cli_reply {
    int status;
    struct str body;
};
bool cli_try(struct cli *cli, const struct cli_ask *ask, struct cli_reply *ret_reply, struct error *err);
/* The same; whatever is not 2xx is told to the user. Returns CLI_OK or what the verb should return. */
int cli_fetch(struct cli *cli, const struct cli_ask *ask, struct cli_reply *ret_reply);
const char *cli_url(struct cli *cli, const char *setting, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
char *cli_escaped(struct cli *cli, const char *text); /* for a part of a URL */
/* The `detail` of a problem document, else what the status means. */
const char *cli_problem(struct cli *cli, const struct cli_reply *reply);
