/* query_log.h: counts what is searched for, in memory, and adds it to the table of queries every few seconds;
 * and fetches from there what is popular, for the suggestions.
 *
 * Counts only: no user, no session, no time of day (rules_query_log.h, migrations/004_queries.sql). A process
 * that is killed loses the counts of its last seconds. */
#pragma once

#include "catalog.h"
#include "steward/v1/catalog.pb-c.h"

struct query_log;

struct query_log *query_log_new(struct catalog *catalog);
void query_log_free(struct query_log *log); /* NULL does nothing; what is not written yet is lost */
void query_log_searched(struct query_log *log, const Steward__V1__SearchCommand *command,
                        const Steward__V1__SearchResult *result, struct index *index, struct arena *arena);
void query_log_clicked(struct query_log *log, struct str tenant_id, struct str query, struct index *index,
                       struct arena *arena);
