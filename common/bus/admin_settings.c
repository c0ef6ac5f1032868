/* admin_settings: the settings of topics, read and set.
 *
 * The complication: this version of the protocol's request sets all settings of a topic at once, and puts
 * those that are left out back to the broker's. So those that the topic has are sent along. */
#include "base/clock.h"
#include "bus/admin_parts.h"

#define GROWN_BYTES (1 << 20)

static const struct topic_setting *read_settings(const rd_kafka_ConfigResource_t *resource,
                                                 struct arena *arena, size_t *ret_count)
{
    const rd_kafka_ConfigEntry_t **entries = rd_kafka_ConfigResource_configs(resource, ret_count);
    struct topic_setting *settings = arena_array(arena, *ret_count + 1, sizeof(*settings));

    for (size_t i = 0; i < *ret_count; i++) {
        const char *value = rd_kafka_ConfigEntry_value(entries[i]);

        settings[i].name = str_c(arena, str_of(rd_kafka_ConfigEntry_name(entries[i])));
        settings[i].value = value ? str_c(arena, str_of(value)) : "";
        settings[i].is_own =
            rd_kafka_ConfigEntry_source(entries[i]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG;
    }
    return settings;
}

static bool read_resource(const rd_kafka_ConfigResource_t *resource, struct topic_state *states, size_t count,
                          struct arena *arena, struct error *err)
{
    const char *name = rd_kafka_ConfigResource_name(resource);

    if (rd_kafka_ConfigResource_error(resource))
        return kafka_error(err, rd_kafka_ConfigResource_error(resource), name);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(states[i].name, name) == 0)
            states[i].settings = read_settings(resource, arena, &states[i].setting_count);
    }
    return true;
}

static bool ask_settings(struct admin *admin, struct topic_state *states, size_t count, struct arena *arena,
                         struct error *err)
{
    rd_kafka_ConfigResource_t **asked = mem_array(count, sizeof(rd_kafka_ConfigResource_t *));
    rd_kafka_AdminOptions_t *options = admin_options(admin, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS);
    const rd_kafka_ConfigResource_t **told;
    rd_kafka_event_t *event;
    size_t told_count;
    bool is_good = true;

    for (size_t i = 0; i < count; i++)
        asked[i] = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, states[i].name);
    rd_kafka_DescribeConfigs(admin->handle, asked, count, options, admin->queue);
    rd_kafka_ConfigResource_destroy_array(asked, count);
    mem_free(asked);
    rd_kafka_AdminOptions_destroy(options);
    event = admin_answer(admin, "the settings of topics", err);
    if (!event)
        return false;
    told =
        rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event), &told_count);
    for (size_t i = 0; is_good && i < told_count; i++)
        is_good = read_resource(told[i], states, count, arena, err);
    rd_kafka_event_destroy(event);
    return is_good;
}

bool admin_states(struct admin *admin, const struct admin_topic *topics, size_t count, struct arena *arena,
                  struct topic_state **ret_states, struct error *err)
{
    *ret_states = arena_array(arena, count + 1, sizeof(**ret_states));
    for (size_t i = 0; i < count; i++)
        (*ret_states)[i] = (struct topic_state){.name = topics[i].name,
                                                .partitions = (int)topics[i].partition_count,
                                                .replicas = topics[i].replicas};
    return !count || ask_settings(admin, *ret_states, count, arena, err);
}

bool admin_set(struct admin *admin, const struct topic_state *state, const char *name, const char *value,
               struct error *err)
{
    rd_kafka_ConfigResource_t *resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, state->name);
    rd_kafka_AdminOptions_t *options = admin_options(admin, RD_KAFKA_ADMIN_OP_ALTERCONFIGS);
    const rd_kafka_ConfigResource_t **told;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_event_t *event;
    size_t count;

    for (size_t i = 0; i < state->setting_count; i++) {
        if (state->settings[i].is_own && strcmp(state->settings[i].name, name) != 0)
            rd_kafka_ConfigResource_set_config(resource, state->settings[i].name, state->settings[i].value);
    }
    rd_kafka_ConfigResource_set_config(resource, name, value);
    rd_kafka_AlterConfigs(admin->handle, &resource, 1, options, admin->queue);
    rd_kafka_ConfigResource_destroy(resource);
    rd_kafka_AdminOptions_destroy(options);
    event = admin_answer(admin, state->name, err);
    if (!event)
        return false;
    told = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count);
    if (count)
        code = rd_kafka_ConfigResource_error(told[0]);
    rd_kafka_event_destroy(event);
    return !code || kafka_error(err, code, state->name);
}

static bool has_grown(struct admin *admin, const char *topic, int partitions)
{
    struct arena *arena = arena_new(GROWN_BYTES);
    struct admin_topic *topics;
    struct error err;
    size_t count;
    bool is_so = admin_topics(admin, topic, arena, &topics, &count, &err) && count &&
                 topics[0].partition_count == (size_t)partitions;

    arena_free(arena);
    return is_so;
}

bool admin_grow(struct admin *admin, const char *topic, int partitions, struct error *err)
{
    char text[200];
    rd_kafka_NewPartitions_t *wanted =
        rd_kafka_NewPartitions_new(topic, (size_t)partitions, text, sizeof(text));
    rd_kafka_AdminOptions_t *options;
    const rd_kafka_topic_result_t **told;
    rd_kafka_resp_err_t code = RD_KAFKA_RESP_ERR_NO_ERROR;
    rd_kafka_event_t *event;
    size_t count;

    if (!wanted)
        return error_set(err, ERROR_FATAL, "kafka", "%s: %s", topic, text);
    options = admin_options(admin, RD_KAFKA_ADMIN_OP_CREATEPARTITIONS);
    rd_kafka_CreatePartitions(admin->handle, &wanted, 1, options, admin->queue);
    rd_kafka_NewPartitions_destroy(wanted);
    rd_kafka_AdminOptions_destroy(options);
    event = admin_answer(admin, topic, err);
    if (!event)
        return false;
    told = rd_kafka_CreatePartitions_result_topics(rd_kafka_event_CreatePartitions_result(event), &count);
    if (count)
        code = rd_kafka_topic_result_error(told[0]);
    rd_kafka_event_destroy(event);
    /* What the broker did, but could not say in time, is asked again and then refused. */
    if (code == RD_KAFKA_RESP_ERR_INVALID_PARTITIONS && has_grown(admin, topic, partitions))
        return true;
    return !code || kafka_error(err, code, topic);
}
