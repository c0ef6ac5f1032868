/* load.h: what the two kinds of client (load_http.c, load_kafka.c) share with the run itself (load.c).
 *
 * A run has a fixed number of clients, each with one request at a time. Closed loop: a client that is
 * answered asks again at once. Open loop (a rate is given): requests fall due by the clock, wait for a free
 * client, and their time counts from when they were due. Only what ends between warm-up and end is counted.
 */
#pragma once

#include "base/config.h"
#include "base/error.h"
#include "base/str.h"
#include "loop/loop.h"

struct load;

struct load_options {
    const char *host;
    int port;
    const char *path;
    const char *body;                 /* as load_kind's; NULL: that */
    const char *requests, *responses; /* topics */
    int clients;
};

/* A kind of client. */
struct load_kind {
    bool (*start)(struct load *load, const struct load_options *options, struct error *err);
    void (*ask)(int client); /* calls load_answered once for it, at once or later */
    bool (*is_ready)(void);
    const char *body; /* "%s" stands for the query */
};

extern const struct load_kind load_http, load_kafka;

struct loop *load_loop(const struct load *load);
const struct config *load_config(const struct load *load);
struct str load_next_body(struct load *load); /* lives until the end */
/* status 0: no answer came, or none that could be understood. */
void load_answered(struct load *load, int client, int status);
void load_told_when(struct load *load); /* the answer that follows is a 503 with Retry-After */
