/* search.h: a query to a page of products. Pure: the same index and command give the same answer.
 *
 * Used by the Kafka flow, the HTTP route and the benchmark alike. For sort RELEVANCE the answer holds a
 * window of up to SEARCH_WINDOW candidates, which the composer re-ranks and pages through (skip, limit); for
 * other orders just the page. At most QUERY_BYTES_MAX bytes and QUERY_WORDS_MAX words of a query are read; a
 * longer one is answered for its beginning, and `loosened` says so. Any bytes are safe. */
#pragma once

#include "base/arena.h"
#include "index/index.h"
#include "search/cursor.h"
#include "steward/v1/catalog.pb-c.h"

#define SEARCH_WINDOW        20
#define SEARCH_LIMIT_MAX     100
#define SEARCH_LIMIT_DEFAULT 10
#define SEARCH_BESIDE_MAX    3 /* or_queries that are read */

/* Where the pages of a result go on, for who adds candidates to it. */
struct search_pages {
    bool is_first;      /* of the windows: what is beside the catalogue belongs to it */
    bool has_more;      /* products behind this window */
    struct cursor here; /* the beginning of this window, and how much of it was shown before */
    struct cursor behind;
};

/* `index` NULL: a tenant without products. In the arena; never NULL: what cannot be searched is its
 * `problem`. */
Steward__V1__SearchResult *search_run(struct index *index, const Steward__V1__SearchCommand *command,
                                      struct arena *arena);
/* The same at that time, for rules that have dates. */
Steward__V1__SearchResult *search_run_at(struct index *index, const Steward__V1__SearchCommand *command,
                                         int64_t now_ms, struct arena *arena);
/* The same, and where its pages go on. */
Steward__V1__SearchResult *search_run_open(struct index *index, const Steward__V1__SearchCommand *command,
                                           int64_t now_ms, struct arena *arena,
                                           struct search_pages *ret_pages);
/* Where the next page begins, now that the window has as many candidates as it has. */
void search_turn_page(const struct search_pages *pages, Steward__V1__SearchResult *result,
                      struct arena *arena);
