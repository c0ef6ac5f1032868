/* cli.h: what every verb of the command line tool gets, and how it answers.
 *
 * A verb writes its result to standard output, for people or (--json) as one JSON document, and what went
 * wrong to standard error; it returns one of the exit codes. */
#pragma once

#include <protobuf-c/protobuf-c.h>

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

extern const struct verb verb_search, verb_chat;
extern const struct verb verb_requests_list, verb_requests_show;
extern const struct verb verb_trace;
extern const struct verb verb_sessions_list, verb_sessions_show, verb_sessions_erase;
extern const struct verb verb_catalog_import, verb_catalog_stats, verb_catalog_shopify,
    verb_catalog_subscribe;
extern const struct verb verb_catalog_rules, verb_catalog_synonyms, verb_catalog_queries;
extern const struct verb verb_rank_fit, verb_rank_compare;
extern const struct verb verb_dlt_list, verb_dlt_show, verb_dlt_replay, verb_dlt_purge;
extern const struct verb verb_topics, verb_topics_check, verb_topics_create, verb_topics_repair, verb_lag,
    verb_acls_apply;
extern const struct verb verb_audit_list, verb_audit_verify, verb_audit_checkpoint;
extern const struct verb verb_pause, verb_resume, verb_drain, verb_loglevel;
extern const struct verb verb_backup, verb_restore;
extern const struct verb verb_health, verb_doctor;
extern const struct verb verb_keys_create, verb_keys_list, verb_keys_revoke, verb_keys_rotate;
extern const struct verb verb_config;
extern const struct verb verb_bundle;
extern const struct verb verb_completion, verb_man;

extern const struct setting cli_settings[];
extern const struct setting *const cli_tables[]; /* the tool's settings, Kafka's and Postgres' */

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
const char *cli_key(const struct cli *cli); /* to be shown; NULL: none is set */
struct tls_files cli_tls(const struct cli *cli);
bool cli_try(struct cli *cli, const struct cli_ask *ask, struct cli_reply *ret_reply, struct error *err);
/* The same; whatever is not 2xx is told to the user. Returns CLI_OK or what the verb should return. */
int cli_fetch(struct cli *cli, const struct cli_ask *ask, struct cli_reply *ret_reply);
/* The same, and reads the JSON as a message, which lives in cli->arena. NULL: it was told, and the verb
 * should return *ret_code; else that is CLI_OK. ret_body: the JSON itself; NULL: it is not wanted. */
const void *cli_fetch_message(struct cli *cli, const struct cli_ask *ask,
                              const ProtobufCMessageDescriptor *type, struct str *ret_body, int *ret_code);
const void *cli_read_message(struct cli *cli, struct str body, const ProtobufCMessageDescriptor *type,
                             int *ret_code);    /* of what was fetched */
const char *cli_tenant_header(struct cli *cli); /* of --tenant; NULL: it is not given */
const char *cli_url(struct cli *cli, const char *setting, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
char *cli_escaped(struct cli *cli, const char *text); /* for a part of a URL */
/* The `detail` of a problem document, else what the status means. */
const char *cli_problem(struct cli *cli, const struct cli_reply *reply);
