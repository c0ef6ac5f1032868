/* shopify.h: what all of a Shopify shop's variants are, by a bulk operation of its Admin API.
 *
 * Each call returns an exit code; what went wrong has been told. An answer that wants to be left alone, or
 * none, is asked for again for a minute or two, with growing pauses. Secrets go to the shop only, over https
 * (or to this machine), and are told nobody. */
#pragma once

#include <stdio.h>

#include "cli.h"

struct shopify {
    struct cli *cli;
    const char *url;   /* of the shop, without a stroke at its end */
    const char *token; /* of 24 hours */
};

/* With STEWARD_SHOPIFY_ID and STEWARD_SHOPIFY_SECRET. */
int shopify_sign_in(struct cli *cli, const char *url, struct shopify *ret_shop);
/* Waits until the operation is over, two hours at most. *ret_url: where the lines are; NULL: there are none.
 */
int shopify_prepare(const struct shopify *shop, const char *variant_fields, const char **ret_url);
int shopify_download(struct cli *cli, const char *url, FILE *out); /* in parts, none of them in memory */
