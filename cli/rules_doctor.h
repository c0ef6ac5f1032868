/* rules_doctor.h: what is wrong with a running system, from what its processes say, and what to do. Pure.
 *
 * Everything lives in the arena of the list. More than DOCTOR_MAX findings are only counted. */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"

#define DOCTOR_MAX      200
#define DOCTOR_LAG      1000 /* records that a copy may be behind */
#define DOCTOR_CLOCK_MS 5000 /* that two clocks may be apart */

struct finding {
    const char *where, *what, *remedy;
};

struct findings {
    struct arena *arena;
    struct finding all[DOCTOR_MAX];
    size_t count, more;
    const char *version, *version_of; /* the first that was seen, and whose it is */
};

void finding_add(struct findings *findings, const char *where, const char *remedy, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* What GET /health of a service said; `setting` has its URL. */
void doctor_service(struct findings *findings, const char *service, const char *setting, struct str health);
/* What it said of monitoring: copies that are silent, behind or of another version, services without a copy,
 * clocks that differ. `has_answered` tells of each service whether it did itself. */
void doctor_copies(struct findings *findings, struct str health, int64_t now_ms,
                   bool (*has_answered)(const void *owner, struct str service), const void *owner);
