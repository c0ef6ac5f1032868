/* tuning.h: keeps this copy's rules and synonyms as the table says: at start all of them, then every change.
 *
 * They are few, so a change from Kafka only says that there is something to read: Postgres is asked at once,
 * and every few seconds anyhow. A tenant's whole set is made anew and given to its index. */
#pragma once

#include "bus/event.h"
#include "catalog.h"

struct tuning;

/* Loads everything, then calls catalog_part_loaded. `defaults` are the synonyms of every tenant. */
struct tuning *tuning_new(struct catalog *catalog, struct str defaults);
void tuning_free(struct tuning *tuning); /* NULL does nothing */
void tuning_poll(struct tuning *tuning); /* asks Postgres now rather than in a while */
void tuning_on_change(struct catalog *catalog, const Steward__V1__TuningChange *change);
/* An index that is new gets what is known for its tenant. */
void tuning_apply(struct tuning *tuning, struct str tenant_id, struct index *index);
bool tuning_is_loaded(const struct tuning *tuning);
