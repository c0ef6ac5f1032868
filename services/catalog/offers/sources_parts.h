/* sources_parts.h: what sources.c (which there are), sources_ask.c (asking all), flow_offers.c (asking one)
 * and source_token.c share. Nobody else includes it. */
#pragma once

#include "base/list.h"
#include "base/map.h"
#include "base/metrics.h"
#include "flow/breaker.h"
#include "offers/shop.h"
#include "offers/sources.h"
#include "offers/sources_file.h"

#define SOURCE_STATUSES      8
#define SOURCE_QUESTIONS_MAX 256  /* to one marketplace at one time */
#define SOURCE_ANSWER_MS     5000 /* longest that a question goes on, whoever waits for it */
#define SOURCES_PATIENT_MAX  128  /* asks that wait so long: fewer than the searches that may be in flight */

struct source {
    struct shop shop;
    struct sources *sources;
    uint64_t identity; /* of what is configured: other settings have other answers */
    struct breaker breaker;
    int64_t quiet_until_ms; /* it wants to be left alone */
    size_t under_way;       /* questions to it */
    struct metric *counts[SOURCE_STATUSES];
    char trouble[160];  /* empty: its last answer was good */
    int64_t unreadable; /* entries of its last good answer that are not UTF-8 */
    char *token;        /* NULL: none */
    char no_token[240]; /* why there is none; empty: nothing went wrong */
    int64_t token_until_ms;
    bool is_asking_token;
    struct link token_waiters;
    Steward__V1__OfferQuery own; /* the command of the flow that fetches its token */
};

struct sources {
    struct process *process;
    struct arena *arena; /* of the configuration */
    struct tokeniser *tokeniser;
    struct source *all;
    size_t count;
    struct map questions; /* under way, by the name of their answer in Redis */
    size_t users;         /* who still points here: the owner, and what is under way */
    size_t patient;       /* asks that wait for longer than their deadline */
    struct timer *tick;   /* for the table of rates */
    struct arena *rates_arena;
    struct exchange *rates;
    int64_t rates_changed_ns;
};

/* sources.c */
struct source *source_named(const struct sources *sources, const char *name);
void sources_release(struct sources *sources); /* one user less */

/* source_token.c. True: the flow waits for a token; false: it has one, or needs none. */
bool source_token_wait(struct source *source, struct flow *flow);
void source_token_drop(struct source *source); /* it was refused */

/* flow_offers.c */
extern const struct flow_kind flow_offers, flow_token;
struct source *source_of(struct flow *flow); /* NULL: the process is ending */
/* Starts the request; the step then returns WAIT. */
void source_request(struct source *source, struct flow *flow, struct flow_http_result *result,
                    const struct shop_request *request);
bool source_is_throttled(const struct flow_http_result *http);
/* It is not asked for so long; 0: as long as is usual. */
enum verdict source_leave_alone(struct source *source, struct flow *flow, int64_t pause_ms);
