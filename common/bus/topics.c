/* The topics of the system. */
#include <steward/v1/catalog.pb-c.h>
#include <steward/v1/composer.pb-c.h>
#include <steward/v1/learning.pb-c.h>
#include <steward/v1/live.pb-c.h>
#include <steward/v1/reading.pb-c.h>
#include <steward/v1/request.pb-c.h>
#include <steward/v1/telemetry.pb-c.h>
#include <steward/v1/tuning.pb-c.h>

#include "bus/topics.h"

#define TYPES(...)    ((const ProtobufCMessageDescriptor *const[]){__VA_ARGS__, NULL})
#define TEXT_OF(x)    #x
#define TEXT(x)       TEXT_OF(x)
#define NOTHING_YET   TYPES(NULL)
#define SETTINGS(...) ((const char *const[]){__VA_ARGS__, NULL})

const struct topic topic_requests = {
    "steward.requests",
    TYPES(&steward__v1__request__descriptor),
    .summary = "What anybody asks: a search, a message of a conversation, or to forget a session.",
    .key = "the session",
    .is_open = true,
    .example = "{\"search\":{\"query\":\"usb c cable\",\"limit\":3}}",
};
const struct topic topic_responses = {
    "steward.responses",
    TYPES(&steward__v1__response__descriptor),
    .once = true,
    .passing = TYPES(&steward__v1__response_passing__descriptor),
    .settings = SETTINGS("message.timestamp.before.max.ms=" TEXT(TOPIC_ONCE_MS)),
    .summary = "The answers, under the key and in the encoding of the question.",
    .key = "that of the request",
};
const struct topic topic_progress = {
    "steward.progress",
    TYPES(&steward__v1__progress__descriptor),
    .settings = SETTINGS("retention.ms=600000"),
    .summary =
        "How far requests have come that somebody watches. Not durable: the answer tells it all again.",
    .key = "the session",
};

const struct topic topic_catalog_commands = {
    "steward.catalog.commands",
    TYPES(&steward__v1__search_command__descriptor, &steward__v1__understand_command__descriptor,
          &steward__v1__join_command__descriptor),
    .summary = "What the catalogue is to search, to understand or to join.",
    .key = "the session",
};
const struct topic topic_catalog_events = {
    "steward.catalog.events",
    TYPES(&steward__v1__search_result__descriptor, &steward__v1__understand_result__descriptor,
          &steward__v1__join_result__descriptor),
    .passing = TYPES(&steward__v1__search_passing__descriptor, &steward__v1__understand_result__descriptor,
                     &steward__v1__join_result__descriptor),
    .summary = "What it found, understood or joined.",
    .key = "the session",
};
const struct topic topic_catalog_changes = {
    "steward.catalog.changes",
    TYPES(&steward__v1__product_change__descriptor, &steward__v1__tuning_change__descriptor),
    .summary = "Products that came, changed or went; rules and synonyms that were changed.",
    .key = "the product, or what was changed",
};

const struct topic topic_composer_commands = {
    "steward.composer.commands",
    TYPES(&steward__v1__rank_command__descriptor, &steward__v1__answer_command__descriptor),
    .passing =
        TYPES(&steward__v1__rank_command_passing__descriptor, &steward__v1__answer_command__descriptor),
    .summary = "What is to be ranked or put into words.",
    .key = "the session",
};
const struct topic topic_composer_events = {
    "steward.composer.events",
    TYPES(&steward__v1__rank_result__descriptor),
    .passing = TYPES(&steward__v1__response_passing__descriptor),
    .summary = "The same, ranked and in words.",
    .key = "the session",
};

const struct topic topic_interactions = {
    "steward.interactions",
    TYPES(&steward__v1__interaction__descriptor, &steward__v1__impression__descriptor),
    .summary = "What answers showed and what was clicked or saved, where that is recorded.",
    .key = "the request",
};

const struct topic topic_media_commands = {
    "steward.media.commands",
    TYPES(&steward__v1__read_media_command__descriptor),
    .summary = "Photos and voice notes, by their ids, that are to be looked at and listened to.",
    .key = "the session",
};
const struct topic topic_media_events = {
    "steward.media.events",
    TYPES(&steward__v1__read_media_result__descriptor),
    .summary = "What was seen and heard.",
    .key = "the session",
};
const struct topic topic_device_commands = {"steward.device.commands", NOTHING_YET};
const struct topic topic_device_events = {"steward.device.events", NOTHING_YET};

const struct topic topic_telemetry = {
    "steward.telemetry",
    TYPES(&steward__v1__heartbeat__descriptor),
    .settings = SETTINGS("retention.ms=3600000"),
    .summary = "Heartbeats of every copy of every process.",
    .key = "the copy",
};
const struct topic topic_alerts = {"steward.alerts", NOTHING_YET};

const struct topic *const all_topics[] = {
    &topic_requests,
    &topic_responses,
    &topic_progress,
    &topic_catalog_commands,
    &topic_catalog_events,
    &topic_catalog_changes,
    &topic_composer_commands,
    &topic_composer_events,
    &topic_media_commands,
    &topic_interactions,
    &topic_media_events,
    &topic_device_commands,
    &topic_device_events,
    &topic_telemetry,
    &topic_alerts,
    NULL,
};
