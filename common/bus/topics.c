/* The topics of the system. */
#include <steward/v1/catalog.pb-c.h>
#include <steward/v1/composer.pb-c.h>
#include <steward/v1/request.pb-c.h>
#include <steward/v1/telemetry.pb-c.h>

#include "bus/topics.h"

#define TYPES(...)    ((const ProtobufCMessageDescriptor *const[]){__VA_ARGS__, NULL})
#define TEXT_OF(x)    #x
#define TEXT(x)       TEXT_OF(x)
#define NOTHING_YET   TYPES(NULL)
#define SETTINGS(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct topic topic_requests = {"steward.requests", TYPES(&steward__v1__request__descriptor)};
const struct topic topic_responses = {
    "steward.responses",
    TYPES(&steward__v1__response__descriptor),
    .once = true,
    .passing = TYPES(&steward__v1__response_passing__descriptor),
    .settings = SETTINGS("message.timestamp.before.max.ms=" TEXT(TOPIC_ONCE_MS)),
};

const struct topic topic_catalog_commands = {"steward.catalog.commands",
                                             TYPES(&steward__v1__search_command__descriptor)};
const struct topic topic_catalog_events = {
    "steward.catalog.events",
    TYPES(&steward__v1__search_result__descriptor),
    .passing = TYPES(&steward__v1__search_passing__descriptor),
};
const struct topic topic_catalog_changes = {"steward.catalog.changes",
                                            TYPES(&steward__v1__product_change__descriptor)};

const struct topic topic_composer_commands = {
    "steward.composer.commands",
    TYPES(&steward__v1__rank_command__descriptor),
    .passing = TYPES(&steward__v1__rank_command_passing__descriptor),
};
const struct topic topic_composer_events = {
    "steward.composer.events",
    TYPES(&steward__v1__rank_result__descriptor),
    .passing = TYPES(&steward__v1__response_passing__descriptor),
};

const struct topic topic_media_commands = {"steward.media.commands", NOTHING_YET};
const struct topic topic_media_events = {"steward.media.events", NOTHING_YET};
const struct topic topic_device_commands = {"steward.device.commands", NOTHING_YET};
const struct topic topic_device_events = {"steward.device.events", NOTHING_YET};

const struct topic topic_telemetry = {
    "steward.telemetry",
    TYPES(&steward__v1__heartbeat__descriptor),
    .settings = SETTINGS("retention.ms=3600000"),
};
const struct topic topic_alerts = {"steward.alerts", NOTHING_YET};

const struct topic *const all_topics[] = {
    &topic_requests,         &topic_responses,
    &topic_catalog_commands, &topic_catalog_events,
    &topic_catalog_changes,  &topic_composer_commands,
    &topic_composer_events,  &topic_media_commands,
    &topic_media_events,     &topic_device_commands,
    &topic_device_events,    &topic_telemetry,
    &topic_alerts,           NULL,
};
