/* rules_fleet: every copy of every process that was heard of, and how it is.
 *
 * Pure: it is told what a heartbeat said and what time it is. Bounded: at most FLEET_MAX copies, each with at
 * most FLEET_TOPICS topics, texts clipped. Somebody who makes up copies fills the table but pushes out none
 * that still reports: a new one only takes the place of one that is late. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "steward/v1/telemetry.pb-c.h"

#define FLEET_MAX       256
#define FLEET_TOPICS    32
#define FLEET_NEEDS     8
#define FLEET_LATE_MS   15000
#define FLEET_FORGET_MS 600000

struct fleet_lag {
    char topic[80];
    int64_t lag;     /* of all partitions of which it is known */
    int32_t unknown; /* partitions of which it is not */
};

struct fleet_need {
    char name[24];
    bool available;
    char detail[120];
};

struct fleet_copy {
    char service[40];
    char copy_id[96];
    char version[40];
    char address[64];
    bool is_ready;
    int64_t started_ms, sent_ms, seen_ms; /* since 1970; sent is by its clock, seen by ours */
    int64_t resident_bytes;
    int64_t lag; /* of all topics */
    struct fleet_lag topics[FLEET_TOPICS];
    size_t topic_count;
    struct fleet_need needs[FLEET_NEEDS];
    size_t need_count;
};

struct fleet; /* the table */

struct fleet *fleet_new(void);
void fleet_free(struct fleet *fleet); /* NULL does nothing */

/* False: it names no service or no copy, or there is no room. */
bool fleet_heard(struct fleet *fleet, const Steward__V1__Heartbeat *heartbeat, int64_t now_ms);
void fleet_forget_the_silent(struct fleet *fleet, int64_t now_ms);
bool fleet_is_late(const struct fleet_copy *copy, int64_t now_ms);

/* By service, then by copy. */
size_t fleet_count(const struct fleet *fleet);
const struct fleet_copy *fleet_at(const struct fleet *fleet, size_t place);
/* The services of the system of which no copy is heard: NULL-terminated, static texts. */
#define FLEET_SERVICES 6
void fleet_missing(const struct fleet *fleet, int64_t now_ms, const char *ret_names[FLEET_SERVICES + 1]);
