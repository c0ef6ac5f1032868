/* listing_parts.h: what the files that take a listing apart share. Nobody else includes it. */
#pragma once

#include "offers/rules_same.h"

/* listing_codes.c */
void listing_add_once(uint64_t *all, size_t *count, size_t most, uint64_t one);
bool listing_is_count(struct str text); /* "10piece", "24hour" */
/* Digits of a GTIN of 8, 12, 13 or 14, whose last proves the others; 0: it is none. */
uint64_t listing_trade_number(struct str code);
/* Letters and digits, at least two of each and five in all: what is shorter also names sizes and norms. 0: it
 * is none. */
uint64_t listing_model_number(struct str code);

/* listing_figures.c */
void listing_take_number(struct listing *listing, struct str text);
void listing_take_measure(struct listing *listing, struct str text);
/* "265s" is another product than 265; "4k" and "720p" are figures, "2x" is a pack. */
bool listing_is_variant(struct str text);
void listing_take_variant(struct listing *listing, struct str text);
void listing_take_tail(struct listing *listing, struct str text); /* "Flip6" has the figure of "Flip 6" */
/* "2 x", "x2", "pack of 3", "3 pack", "lot of 4"; 0: none begins here. */
int listing_pack_at(const struct token *tokens, size_t count, size_t i);
