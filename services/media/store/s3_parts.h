/* store/s3_parts.h: what the files of the bucket share. Nobody else includes it. */
#pragma once

#include "auth/sigv4.h"
#include "http/client.h"
#include "store/s3.h"

#define S3_BLOBS     "blobs/"
#define S3_OF        "of-" /* before a tenant's name, which may be a dot or two */
#define S3_AFTER_MAX 256   /* bytes of a key of ours, at most */

struct s3 {
    struct place place;
    char *origin;          /* "https://s3.example:9000" */
    char *host;            /* as it is sent */
    char *path;            /* "/bucket" */
    char *region, *access; /* access: "id:secret" */
    struct sigv4_key key;
    /* The worker's own, so that it can wait. */
    struct loop *loop;
    struct http_client *client;
    int64_t left_alone_until_ms;
    /* The answer that it waits for, then has. */
    bool has_answered;
    int status; /* 0: there is no answer */
    int64_t total_bytes;
    struct buf body;
    struct error failed;
    /* A sweep that goes on. */
    char after[S3_AFTER_MAX + 1]; /* empty: from the first one */
    struct usages counting;
    struct place_counts counted;
};

struct s3_ask {
    const char *method;
    struct str key;   /* of the object; empty: the bucket itself */
    struct str query; /* as that of sigv4_request */
    bool head_only;   /* no more than the head of a blob */
    struct str body;
};

/* s3_ask.c. Waits for the answer, which is in s3 until the next one. False: there is none. */
MUST_CHECK bool s3_ask(struct s3 *s3, const struct s3_ask *ask, struct error *err);
/* What an answer means, and in words. */
enum media_outcome s3_outcome(const struct s3 *s3, struct error *err);

/* s3_sweep.c */
bool s3_sweep(struct place *place, int64_t now_ms, struct place_counts *ret_counts, struct error *err);
