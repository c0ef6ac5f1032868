/* audit/chain.h: is an audit log whole? Computed anew from its records, trusting nothing else. Pure. */
#pragma once

#include "base/mem.h"
#include "base/str.h"

#define CHAIN_HASH_BYTES 32
#define CHAIN_HEX_SIZE   (2 * CHAIN_HASH_BYTES + 1)

struct chain { /* zeroed: nothing yet */
    int64_t sequence;
    unsigned char hash[CHAIN_HASH_BYTES];
};

/* The next entry, in order. NULL: it fits, and the chain is one longer; else what is wrong with it: static
 * text. `hash` in hexadecimal. */
const char *chain_add(struct chain *chain, int64_t sequence, struct str record, struct str hash);

void chain_hex(struct str bytes, char ret_text[CHAIN_HEX_SIZE]); /* of CHAIN_HASH_BYTES */
