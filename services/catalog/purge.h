/* purge.h: deleted products are kept as rows without content until every copy has surely seen them: a month.
 */
#pragma once

#include "service/service.h"

struct purge;

struct purge *purge_new(struct process *process);
void purge_free(struct purge *purge); /* NULL does nothing */
