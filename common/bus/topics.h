/* bus/topics.h: the topics of the system, each with what it carries. docs/kafka.md describes them to clients.
 */
#pragma once

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

#include "base/config.h"
#include "base/error.h"
#include "base/mem.h"

#define TOPIC_ONCE_MS 2000 /* on a topic that is `once`, the broker refuses records older than this */

struct topic {
    const char *name;
    const ProtobufCMessageDescriptor *const
        *types; /* ends with NULL; the first is what a plain producer means */
    /* Nothing may be told twice here: after a crash the topic's end is read before anything is told again,
     * and the broker refuses records that an owner left behind (message.timestamp.before.max.ms). */
    bool once;
    /* In the order of `types`: messages with only those fields that a fold looks at. It decodes these
     * instead, and what it passes on keeps the other fields as they are. NULL: it decodes the types. */
    const ProtobufCMessageDescriptor *const *passing;
    const char *const *settings; /* "name=value", ends with NULL; NULL: the broker's */
    /* Of a topic that is one tenant's own (bus/tenant_topics.h): whose, which topic it stands for, and where
     * what comes on it is answered. */
    const char *tenant;
    const struct topic *like, *answers_to;
    /* For the API documents. */
    const char *summary; /* one line; NULL: it carries nothing yet */
    const char *key;     /* what a record's key names */
    bool is_open;        /* any client may write it, in every encoding of docs/kafka.md */
    const char *example; /* of the first type, in JSON; it works on the demo catalogue */
};

extern const struct topic topic_requests, topic_responses, topic_progress;
extern const struct topic topic_catalog_commands, topic_catalog_events, topic_catalog_changes;
extern const struct topic topic_composer_commands, topic_composer_events;
extern const struct topic topic_interactions;
extern const struct topic topic_media_commands, topic_media_events;
extern const struct topic topic_device_commands, topic_device_events;
extern const struct topic topic_telemetry, topic_alerts;

extern const struct topic *const all_topics[]; /* ends with NULL */

/* Makes the topics that are not there, and the dead letters of each; for use before the loop runs: blocking,
 * with a deadline. Existing topics are left as they are; a topic with fewer partitions than the others is an
 * error. */
MUST_CHECK bool topics_create(const struct config *config, const struct topic *const *topics, int deadline_ms,
                              struct error *err);
/* Waits until these are there, and this user may use them; blocking, with a deadline. `names` ends with NULL.
 */
MUST_CHECK bool topics_wait(const struct config *config, const char *const *names, int deadline_ms,
                            struct error *err);
