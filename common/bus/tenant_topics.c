/* bus/tenant_topics: a tenant's own requests and responses: like everybody's, under another name. */
#include "bus/tenant_topics.h"

#include <stdio.h>

#include "base/tenant.h"

#define NAME_MAX_BYTES 200 /* Kafka allows 249, the dead letters' own included */

struct own { /* of one tenant */
    char tenant[TENANT_ID_MAX + 1];
    char requests_name[NAME_MAX_BYTES + 16], responses_name[NAME_MAX_BYTES + 16];
    struct topic requests, responses;
};

struct tenant_topics {
    struct own own[TENANT_TOPICS_MAX];
    size_t count;
    const struct topic **all;
};

static bool is_topic_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.data[i];

        if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '.' ||
              c == '_' || c == '-'))
            return false;
    }
    return name.len > 0 && name.len <= NAME_MAX_BYTES;
}

static struct topic topic_like(const struct topic *like, const char *name, const char *tenant)
{
    struct topic topic = *like;

    topic.name = name;
    topic.tenant = tenant;
    topic.like = like;
    return topic;
}

static bool is_taken(const struct tenant_topics *topics, struct str tenant, const char *requests_name)
{
    if (topic_named(all_topics, requests_name))
        return true;
    for (size_t i = 0; i < topics->count; i++)
        if (str_is(tenant, topics->own[i].tenant) || !strcmp(topics->own[i].requests_name, requests_name))
            return true;
    return false;
}

static bool add(struct tenant_topics *topics, struct str entry, struct error *err)
{
    struct own *own = &topics->own[topics->count];
    struct str name = entry, tenant;

    if (topics->count == TENANT_TOPICS_MAX)
        return error_set(err, ERROR_FATAL, "kafka", "STEWARD_TENANT_TOPICS: more than %d tenants",
                         TENANT_TOPICS_MAX);
    str_split(&name, '=', &tenant);
    if (!tenant_id_is_good(tenant) || !is_topic_name(name))
        return error_set(err, ERROR_FATAL, "kafka",
                         "STEWARD_TENANT_TOPICS: '%.*s' is not TENANT=NAME, both of letters, digits, dots, "
                         "dashes and underscores",
                         STR_ARGS(str_sub(entry, 0, 100)));
    snprintf(own->tenant, sizeof(own->tenant), "%.*s", STR_ARGS(tenant));
    snprintf(own->requests_name, sizeof(own->requests_name), "%.*s.requests", STR_ARGS(name));
    snprintf(own->responses_name, sizeof(own->responses_name), "%.*s.responses", STR_ARGS(name));
    if (is_taken(topics, tenant, own->requests_name))
        return error_set(
            err, ERROR_FATAL, "kafka",
            "STEWARD_TENANT_TOPICS: '%.*s': the tenant has topics already, or they are another's",
            STR_ARGS(str_sub(entry, 0, 100)));
    own->responses = topic_like(&topic_responses, own->responses_name, own->tenant);
    own->requests = topic_like(&topic_requests, own->requests_name, own->tenant);
    own->requests.answers_to = &own->responses;
    topics->count++;
    return true;
}

static void list_all(struct tenant_topics *topics)
{
    size_t count = 0;

    while (all_topics[count])
        count++;
    topics->all = mem_array(count + 2 * topics->count + 1, sizeof(const struct topic *));
    for (size_t i = 0; i < count; i++)
        topics->all[i] = all_topics[i];
    for (size_t i = 0; i < topics->count; i++) {
        topics->all[count++] = &topics->own[i].requests;
        topics->all[count++] = &topics->own[i].responses;
    }
}

bool tenant_topics_read(const char *text, struct tenant_topics **ret_topics, struct error *err)
{
    struct tenant_topics *topics = mem_new(struct tenant_topics);
    struct str rest = str_of(text), part, entry;

    while (str_split(&rest, ',', &part))
        while (str_split(&part, ' ', &entry))
            if (entry.len && !add(topics, entry, err)) {
                mem_free(topics);
                return false;
            }
    list_all(topics);
    *ret_topics = topics;
    return true;
}

void tenant_topics_free(struct tenant_topics *topics)
{
    if (!topics)
        return;
    mem_free(topics->all);
    mem_free(topics);
}

const struct topic *const *tenant_topics_all(const struct tenant_topics *topics)
{
    return topics->all;
}

const struct topic *topic_named(const struct topic *const *topics, const char *name)
{
    for (; *topics; topics++)
        if (!strcmp((*topics)->name, name))
            return *topics;
    return NULL;
}

bool event_of_topic(const struct topic *topic, struct event *event, struct error *err)
{
    if (!topic->tenant)
        return true;
    event->tenant = str_of(topic->tenant);
    if (topic->answers_to)
        event->answer_topic = str_of(topic->answers_to->name);
    if (topic->answers_to && event_header(event->record, "steward-tenant").data)
        return error_set(err, ERROR_SKIP, "event",
                         "%s is of the tenant %s alone: leave the header steward-tenant out", topic->name,
                         topic->tenant);
    return true;
}
