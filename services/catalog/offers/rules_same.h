/* rules_same.h: whether two listings are of the same product. Pure.
 *
 * In this order: what is used is not what is new. A number of the trade (EAN, UPC, GTIN) that both have
 * decides, and so do two that differ.
 * Parts and boxes for a product, packs of several, other sizes, colours and generations are other products.
 * Then the same model number decides, and without one the brand, the words that name the product, what it is,
 * and how much else the titles have in common; a letter missing or two changed about is no difference. */
#pragma once

#include "words/tokenise.h"

#define LISTING_WORDS_MAX 40
#define LISTING_CODES_MAX 16

/* A listing taken apart. */
struct listing_word {
    char text[24]; /* folded, clipped */
    uint8_t len;
    uint32_t letters; /* a bit for each that it has, of some together */
    bool is_plain;    /* letters only */
    bool names;       /* it tells this product from others; else it says what it is like */
    bool is_kind;     /* what it is: "mouse" */
    bool is_noise;
    bool is_behind_for;
    uint64_t stem, whole;
    uint64_t joined; /* of it and what follows it, written as one; 0: nothing does */
};

struct listing {
    struct listing_word
        words[LISTING_WORDS_MAX]; /* of the title, without what says nothing; in their order */
    size_t word_count;
    size_t kind;       /* the last word that says what it is; LISTING_WORDS_MAX: none does */
    uint64_t brand[8]; /* stems of its words */
    size_t brand_count;
    uint64_t trade[LISTING_CODES_MAX]; /* numbers of the trade */
    size_t trade_count;
    uint64_t models[LISTING_CODES_MAX];
    size_t model_count;
    uint64_t roots[LISTING_CODES_MAX]; /* what model numbers begin with, up to a hyphen, a stroke or a dot */
    size_t root_count;
    struct {
        uint64_t unit;
        double value;
    } measures[LISTING_CODES_MAX];
    size_t measure_count;
    double numbers[LISTING_CODES_MAX]; /* that measure nothing */
    size_t number_count;
    double tails[LISTING_CODES_MAX]; /* figures at the end of words: the 6 of "Flip6" */
    size_t tail_count;
    uint64_t colours[8];
    size_t colour_count;
    uint64_t grades[8]; /* "pro", "mini": another one is another product */
    size_t grade_count;
    unsigned audience; /* whom it is made for, as bits; 0: not said */
    bool is_used;      /* or mended: not new */
    int pack;          /* of so many; 0: not said */
    uint64_t parts[8]; /* words that name what goes with a product: "case", "charger" */
    size_t part_count;
    uint64_t serves[4]; /* stems of what follows "for": whose brand that is, for that it is */
    size_t serve_count;
};

void listing_read(struct listing *listing, struct tokeniser *tokeniser, struct str title, struct str brand);
void listing_add_code(struct listing *listing,
                      struct str code); /* EAN or model number; anything else does nothing */
/* In a marketplace's words: "Used", "Certified - Refurbished", "For parts or not working". */
void listing_add_condition(struct listing *listing, struct tokeniser *tokeniser, struct str condition);

/* What is the same has the same numbers of the trade. */
void listing_take_trade_numbers(struct listing *listing, const struct listing *from);

/* `ours` is the one whose brand and title are known to be well kept. */
bool listing_is_same(const struct listing *ours, const struct listing *theirs);
