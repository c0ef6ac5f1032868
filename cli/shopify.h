/* shopify.h: a Shopify shop's Admin API: any question, and what all of its variants are, by a bulk operation.
 *
 * Each call returns an exit code; what went wrong has been told. An answer that wants to be left alone, or
 * none, is asked for again for a minute or two, with growing pauses. Secrets go to the shop only, over https
 * (or to this machine), and are told nobody. */
#pragma once

#include <stdio.h>

#include "cli.h"
#include "json/json.h"

#define SHOPIFY_FIELDS_MAX 60

struct shopify {
    struct cli *cli;
    const char *url;   /* of the shop, without a stroke at its end */
    const char *token; /* of 24 hours */
};

/* With STEWARD_SHOPIFY_ID and STEWARD_SHOPIFY_SECRET. */
int shopify_sign_in(struct cli *cli, const char *url, struct shopify *ret_shop);

struct shopify_question {
    const char *query;        /* GraphQL */
    const char *name, *value; /* its variable, a text */
    bool may_repeat; /* else what may have been done although no answer came is not asked for twice */
};
struct shopify_said { /* what is not said is no error */
    struct json_member fields[SHOPIFY_FIELDS_MAX];
    size_t count;
};
int shopify_ask(const struct shopify *shop, const struct shopify_question *question,
                struct shopify_said *ret_said);
struct str shopify_said(const struct shopify_said *said, const char *path); /* "data.node.status" */
/* The same of `field`, which has not been done unless `proof` is said in it. *ret_said in the run's arena. */
int shopify_have_done(const struct shopify *shop, const struct shopify_question *question, const char *field,
                      const char *proof, const struct shopify_said **ret_said);

/* Waits until the operation is over, two hours at most. *ret_url: where the lines are; NULL: there are none.
 */
int shopify_prepare(const struct shopify *shop, const char *variant_fields, const char **ret_url);
int shopify_download(struct cli *cli, const char *url, FILE *out); /* in parts, none of them in memory */
