/* fold/sending.h: publishing what was told, and finding out what a crash left unsent. Inside of the driver
 * only. */
#pragma once

#include "base/list.h"
#include "bus/bus.h"
#include "fold/decide.h"

struct batch;
struct fold_driver;
struct partition;

/* A message told, until the broker has it. Borrows from its batch's arena. */
struct sending {
    struct link link; /* in driver->sendings */
    struct batch *batch;
    struct partition *partition;
    const struct topic *topic;
    struct record record;
    struct str id;
    struct str key; /* of the instance, as that of everything here */
    int64_t told_at_ms;
    /* MISSING: looked for and not there, told again as soon as that is noted. HELD: behind an earlier one of
     * the same key. */
    enum { SENDING, UNCERTAIN, LOOKING, MISSING, HELD } state;
};

void sending_add(struct batch *batch, struct partition *partition, const struct instance *instance,
                 const Steward__V1__Told *told, bool is_uncertain);
/* Uncertain, with the record made again. */
void sending_add_record(struct batch *batch, struct partition *partition, const struct instance *instance,
                        const Steward__V1__Told *told, const struct record *record);
void sending_doubt(struct sending *sending); /* nobody knows whether it is there: looked for again soon */
void sending_again(struct sending *sending, int64_t at_ms); /* published with that time */
void sending_free(struct sending *sending);                 /* it is there, or another copy's */
void sendings_resolve(struct fold_driver *driver); /* look for the uncertain ones, publish what is missing */
void sendings_forget(struct fold_driver *driver, struct partition *partition);
void sendings_free(struct fold_driver *driver);
bool sending_is_open(struct fold_driver *driver, const char *id);
