#include "bus/kafka.h"

#include "base/clock.h"
#include "base/log.h"
#include "bus/bus.h"

#define FIRST_WITH_GOOD_SCRAM 0x020601ff
#define METADATA_MS           1000

/* clang-format off */
const struct setting bus_settings[] = {
    {"STEWARD_KAFKA_BROKERS", SETTING_TEXT, "127.0.0.1:9092", .help = "Kafka: host:port, more after commas"},
    {"STEWARD_KAFKA_PARTITIONS", SETTING_INT, "12", 1, 1000, "partitions of a topic that is made"},
    {"STEWARD_KAFKA_REPLICATION", SETTING_INT, "1", 1, 15, "replicas of a topic that is made"},
    {"STEWARD_KAFKA_MAKE_TOPICS", SETTING_BOOL, "true",
     .help = "make topics that are missing at start; false: wait for those that this service uses"},
    {"STEWARD_KAFKA_UNSENT", SETTING_INT, "100000", 100, 10000000, "records that may wait for the broker"},
    {"STEWARD_KAFKA_MESSAGE_TIMEOUT_MS", SETTING_INT, "300000", 1000, 86400000,
     "a record that the broker has not taken by then has failed"},
    {"STEWARD_KAFKA_SESSION_TIMEOUT_MS", SETTING_INT, "6000", 1000, 300000,
     "a copy that is silent for so long loses its partitions"},
    {"STEWARD_KAFKA_MAX_POLL_INTERVAL_MS", SETTING_INT, "60000", 1000, 3600000,
     "a copy that is stuck for so long loses its partitions"},
    {"STEWARD_KAFKA_SECURITY_PROTOCOL", SETTING_CHOICE, "plaintext", .help = "how to talk to the brokers",
     .choices = "plaintext|ssl|sasl_plaintext|sasl_ssl"},
    {"STEWARD_KAFKA_SASL_MECHANISM", SETTING_CHOICE, "SCRAM-SHA-512", .help = "how to log in",
     .choices = "PLAIN|SCRAM-SHA-256|SCRAM-SHA-512"},
    {"STEWARD_KAFKA_SASL_USERNAME", SETTING_TEXT, "", .help = "who to log in as"},
    {"STEWARD_KAFKA_SASL_PASSWORD", SETTING_TEXT, "", .help = "the password to it", .secret = true},
    {"STEWARD_KAFKA_SSL_CA", SETTING_PATH, "", .help = "certificates that are trusted, PEM; empty: the system's"},
    {"STEWARD_KAFKA_SSL_CERTIFICATE", SETTING_PATH, "", .help = "the client's own certificate, PEM"},
    {"STEWARD_KAFKA_SSL_KEY", SETTING_PATH, "", .help = "the key to it, PEM"},
    {"STEWARD_KAFKA_SSL_KEY_PASSWORD", SETTING_TEXT, "", .help = "the password of that key", .secret = true},
    {0},
};
/* clang-format on */

/* Settings that are passed through as they are; empty ones are not set. */
static const struct {
    const char *setting, *property;
} passed[] = {
    {"STEWARD_KAFKA_BROKERS", "bootstrap.servers"},
    {"STEWARD_KAFKA_SECURITY_PROTOCOL", "security.protocol"},
    {"STEWARD_KAFKA_SASL_USERNAME", "sasl.username"},
    {"STEWARD_KAFKA_SASL_PASSWORD", "sasl.password"},
    {"STEWARD_KAFKA_SSL_CA", "ssl.ca.location"},
    {"STEWARD_KAFKA_SSL_CERTIFICATE", "ssl.certificate.location"},
    {"STEWARD_KAFKA_SSL_KEY", "ssl.key.location"},
    {"STEWARD_KAFKA_SSL_KEY_PASSWORD", "ssl.key.password"},
};

static const struct kafka_property common[] = {
    {"socket.nagle.disable", "true"},
    {"socket.keepalive.enable", "true"},
    {"reconnect.backoff.ms", "50"},
    {"reconnect.backoff.max.ms", "1000"},
    {"log.connection.close", "false"},
    {"message.max.bytes", "2097152"},
    {"ssl.endpoint.identification.algorithm", "https"}, /* the certificate must be the host's */
    {NULL, NULL},
};

/* Called from librdkafka's threads. Its levels are syslog's; a broker that is away is an error to it, not to
 * us. */
static void on_log(const rd_kafka_t *handle, int level, const char *facility, const char *text)
{
    enum log_level as = level <= 2 ? LOG_ERROR : level <= 4 ? LOG_WARN : LOG_DEBUG;

    (void)handle;
    log_at(as, "kafka", {"facility", LOG_TEXT(facility)}, {"text", LOG_TEXT(text)});
}

static bool uses_sasl(const struct config *config)
{
    return str_starts(str_of(config_text(config, "STEWARD_KAFKA_SECURITY_PROTOCOL")), STR("sasl"));
}

/* Before 2.6.1 it says the nonce of SCRAM in a way that brokers from 4.0 on refuse as a wrong password. */
void bus_warn(const struct config *config)
{
    bool is_scram = strncmp(config_text(config, "STEWARD_KAFKA_SASL_MECHANISM"), "SCRAM", 5) == 0;

    if (uses_sasl(config) && is_scram && rd_kafka_version() < FIRST_WITH_GOOD_SCRAM)
        log_warn("this librdkafka cannot log in to Kafka 4 and later with SCRAM: use a certificate "
                 "(STEWARD_KAFKA_SSL_CERTIFICATE) or librdkafka 2.6.1 or later; docs/tls.md",
                 {"librdkafka", LOG_TEXT(rd_kafka_version_str())});
}

static bool set(rd_kafka_conf_t *conf, const char *name, const char *value, struct error *err)
{
    char text[200];

    if (rd_kafka_conf_set(conf, name, value, text, sizeof(text)) == RD_KAFKA_CONF_OK)
        return true;
    return error_set(err, ERROR_FATAL, "kafka", "%s: %s", name, text);
}

bool kafka_set(rd_kafka_conf_t *conf, const struct kafka_property *properties, struct error *err)
{
    for (; properties->name; properties++)
        if (!set(conf, properties->name, properties->value, err))
            return false;
    return true;
}

static bool set_passed(rd_kafka_conf_t *conf, const struct config *config, struct error *err)
{
    for (size_t i = 0; i < COUNT_OF(passed); i++) {
        const char *value = config_text(config, passed[i].setting);

        if (*value && !set(conf, passed[i].property, value, err))
            return false;
    }
    return !uses_sasl(config) ||
           set(conf, "sasl.mechanism", config_text(config, "STEWARD_KAFKA_SASL_MECHANISM"), err);
}

rd_kafka_conf_t *kafka_conf(const struct config *config, const char *client_id,
                            const struct kafka_property *more, struct error *err)
{
    rd_kafka_conf_t *conf = rd_kafka_conf_new();

    rd_kafka_conf_set_log_cb(conf, on_log);
    if (set_passed(conf, config, err) && set(conf, "client.id", client_id, err) &&
        kafka_set(conf, common, err) && kafka_set(conf, more, err))
        return conf;
    rd_kafka_conf_destroy(conf);
    return NULL;
}

rd_kafka_t *kafka_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, struct error *err)
{
    char text[200];
    rd_kafka_t *handle = rd_kafka_new(type, conf, text, sizeof(text));

    if (!handle) {
        rd_kafka_conf_destroy(conf);
        error_set(err, ERROR_FATAL, "kafka", "%s", text);
    }
    return handle;
}

size_t kafka_header_count(const rd_kafka_message_t *message)
{
    rd_kafka_headers_t *headers;

    return rd_kafka_message_headers(message, &headers) ? 0 : rd_kafka_header_cnt(headers);
}

void kafka_record(const rd_kafka_message_t *message, const char *topic, struct event_header *headers,
                  struct record *ret_record)
{
    rd_kafka_headers_t *list;
    size_t count = 0;

    if (rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR) {
        const char *name;
        const void *value;
        size_t size;

        for (; !rd_kafka_header_get_all(list, count, &name, &value, &size); count++)
            headers[count] = (struct event_header){str_of(name), str_n(value, value ? size : 0)};
    }
    *ret_record = (struct record){
        .topic = topic,
        .partition = message->partition,
        .offset = message->offset,
        .timestamp_ms = rd_kafka_message_timestamp(message, NULL),
        .key = str_n(message->key, message->key ? message->key_len : 0),
        .value = str_n(message->payload, message->payload ? message->len : 0),
        .headers = headers,
        .header_count = count,
    };
}

static rd_kafka_headers_t *headers_of(const struct record *record)
{
    rd_kafka_headers_t *headers = rd_kafka_headers_new(record->header_count);

    for (size_t i = 0; i < record->header_count; i++) {
        struct str name = record->headers[i].name, value = record->headers[i].value;

        rd_kafka_header_add(headers, name.data, (ssize_t)name.len, value.data, (ssize_t)value.len);
    }
    return headers;
}

/* The headers as one object that is ours until it is taken: librdkafka 2.0 frees them twice if it refuses a
 * partition and they were given one by one. */
rd_kafka_error_t *kafka_produce(rd_kafka_t *handle, rd_kafka_topic_t *topic, const struct record *record,
                                void *opaque)
{
    rd_kafka_headers_t *headers = record->header_count > 0 ? headers_of(record) : NULL;
    rd_kafka_vu_t parts[] = {
        {.vtype = RD_KAFKA_VTYPE_RKT, .u.rkt = topic},
        {.vtype = RD_KAFKA_VTYPE_PARTITION,
         .u.i32 = record->partition < 0 ? RD_KAFKA_PARTITION_UA : record->partition},
        {.vtype = RD_KAFKA_VTYPE_MSGFLAGS, .u.i = RD_KAFKA_MSG_F_COPY},
        {.vtype = RD_KAFKA_VTYPE_KEY, .u.mem = {(void *)(uintptr_t)record->key.data, record->key.len}},
        {.vtype = RD_KAFKA_VTYPE_VALUE, .u.mem = {(void *)(uintptr_t)record->value.data, record->value.len}},
        {.vtype = RD_KAFKA_VTYPE_TIMESTAMP, .u.i64 = record->timestamp_ms > 0 ? record->timestamp_ms : 0},
        {.vtype = RD_KAFKA_VTYPE_OPAQUE, .u.ptr = opaque},
        {.vtype = RD_KAFKA_VTYPE_HEADERS, .u.headers = headers},
    };
    rd_kafka_error_t *error = rd_kafka_produceva(handle, parts, COUNT_OF(parts) - (headers ? 0 : 1));

    if (error && headers)
        rd_kafka_headers_destroy(headers);
    return error;
}

/* A broker may also be slow: each question waits twice as long as the one before. */
rd_kafka_resp_err_t kafka_metadata(rd_kafka_t *handle, rd_kafka_topic_t *only, int timeout_ms,
                                   const struct rd_kafka_metadata **ret_metadata)
{
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR__TIMED_OUT;
    int64_t until_ms = clock_mono_ms() + timeout_ms, left_ms = timeout_ms;

    for (int64_t wait_ms = METADATA_MS; code == RD_KAFKA_RESP_ERR__TIMED_OUT && left_ms > 0; wait_ms *= 2) {
        code = rd_kafka_metadata(handle, !only, only, ret_metadata,
                                 (int)(wait_ms < left_ms ? wait_ms : left_ms));
        left_ms = until_ms - clock_mono_ms();
    }
    return code;
}

bool kafka_error(struct error *err, rd_kafka_resp_err_t code, const char *what)
{
    bool is_hopeless = code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE;

    return error_set(err, is_hopeless ? ERROR_SKIP : ERROR_RETRY, "kafka", "%s: %s (%s)", what,
                     rd_kafka_err2str(code), rd_kafka_err2name(code));
}
