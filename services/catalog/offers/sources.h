/* sources.h: the marketplaces beside the own catalogue, asked all at once and never waited for longer than
 * each is worth.
 *
 * What a marketplace said is kept in Redis: for five minutes it is the answer, for ten more it is the answer
 * and the marketplace is asked anew behind it. Who asks the same at the same time shares one question. A
 * question that its deadline has cut off goes on for a while, for those who ask again. Each has its own
 * breaker and token; one that wants to be left alone is, for as long as it says. Thread: the loop's. */
#pragma once

#include "flow/flow.h"
#include "offers/rules_exchange.h"
#include "steward/v1/sources.pb-c.h"
#include "words/tokenise.h"

struct sources;

/* *ret NULL: none is configured. False: *err says what is wrong in a file of theirs. */
MUST_CHECK bool sources_open(struct process *process, struct sources **ret, struct error *err);
void sources_close(struct sources *sources); /* NULL does nothing; what is under way ends later */

size_t sources_count(const struct sources *sources);                    /* NULL: 0 */
const struct exchange *sources_exchange(const struct sources *sources); /* of today; NULL: no rate is known */
const char *sources_currency(const struct sources *sources);            /* of the first; "": there is none */
struct tokeniser *sources_tokeniser(const struct sources *sources);
void sources_health(const struct sources *sources, struct buf *out);

/* What became of one of them. */
struct source_answer {
    Steward__V1__SourceReport *report;
    Steward__V1__OffersFound *found; /* NULL: nothing */
};

/* Asks all of them; the step then returns WAIT, and `answers` (sources_count of them, in the flow's arena)
 * are filled when it goes on. The query's source is left out, its price is in any currency. Patient: each is
 * waited for as long as its question goes on. */
void sources_ask(struct sources *sources, struct flow *flow, const Steward__V1__OfferQuery *query,
                 bool is_patient, struct source_answer *answers);
#define SOURCES_STEP_MS 6000 /* the deadline of that step: above all of theirs */
