/* service/settings.c: what can be set of every process. */
#include "service/process.h"

const struct setting service_settings[] = {
    {"STEWARD_ADDRESS", SETTING_TEXT, "127.0.0.1", .help = "address to listen on"},
    {"STEWARD_PORT", SETTING_INT, "0", 0, 65535, "port to listen on; 0: the service's own"},
    {"STEWARD_LOG_LEVEL", SETTING_CHOICE, "info", .choices = "debug|info|warn|error",
     .help = "what is logged; SIGHUP reads it anew from .env"},
    {"STEWARD_LOG_FORMAT", SETTING_CHOICE, "auto", .choices = "auto|json|text",
     .help = "auto: readable on a terminal, else JSON"},
    {"STEWARD_DRAIN_MS", SETTING_INT, "8000", 100, 600000, "longest time from SIGTERM to the end"},
    {"STEWARD_HTTP_MAX_CONNECTIONS", SETTING_INT, "15000", 1, 1000000, "open HTTP connections"},
    {"STEWARD_HTTP_CONNECTIONS_PER_ADDRESS", SETTING_INT, "0", 0, 1000000,
     "open HTTP connections of one client address; 0: no cap"},
    {"STEWARD_HTTP_BODY_MEMORY_MB", SETTING_INT, "64", 1, 65536,
     "memory for the bodies of all requests together"},
    {"STEWARD_CORS_ORIGINS", SETTING_TEXT, "",
     .help = "origins that browsers may call from, separated by blanks"},
    {"STEWARD_RATE_PER_SECOND", SETTING_INT, "0", 0, 1000000, "requests a second of one client; 0: no limit"},
    {"STEWARD_RATE_BURST", SETTING_INT, "50", 1, 1000000, "requests at once that the limit lets through"},
    {"STEWARD_TELEMETRY_MS", SETTING_INT, "5000", 100, 600000, "between two heartbeats on steward.telemetry"},
    {"STEWARD_KAFKA_IN_FLIGHT", SETTING_INT, "512", 1, 100000,
     "records of one partition in hand before it is paused"},
    {"STEWARD_OTLP_URL", SETTING_URL, "", .help = "where to send traces, http://host:4318; empty: nowhere"},
    {"STEWARD_TRACE_SAMPLE_PERCENT", SETTING_INT, "100", 0, 100, "share of new traces that are sampled"},
    {0},
};
