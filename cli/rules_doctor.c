/* rules_doctor: what a process says of itself is looked through member by member; what is not there is no
 * finding, so that other versions can be asked, too. */
#include "rules_doctor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "json/json.h"

void finding_add(struct findings *findings, const char *where, const char *remedy, const char *format, ...)
{
    char what[512];
    va_list args;

    if (findings->count == DOCTOR_MAX) {
        findings->more++;
        return;
    }
    va_start(args, format);
    vsnprintf(what, sizeof(what), format, args);
    va_end(args);
    findings->all[findings->count++] =
        (struct finding){str_c(findings->arena, str_of(where)), str_c(findings->arena, str_of(what)), remedy};
}

static struct str member(const struct json_object *object, const char *name)
{
    return json_value_of(object->members, object->count, str_of(name));
}

/* ---- one service ---- */

static const char *remedy_for(struct findings *findings, struct str dependency)
{
    if (str_is(dependency, "kafka"))
        return "is STEWARD_KAFKA_BROKERS right there, and does a broker run? its log says why";
    if (str_is(dependency, "postgres"))
        return "is STEWARD_POSTGRES_URL right there, and does the database take connections? its log says "
               "why";
    if (str_is(dependency, "redis"))
        return "is STEWARD_REDIS_URL right there? limits are counted by each copy for itself meanwhile";
    return str_printf(findings->arena, "look into its log: %.*s", STR_ARGS(dependency));
}

static void look_at_dependencies(struct findings *findings, const char *service,
                                 const struct json_object *health)
{
    struct json_member *items;
    size_t count;

    if (!json_items(member(health, "dependencies"), findings->arena, &items, &count, NULL))
        return;
    for (size_t i = 0; i < count; i++) {
        struct json_object dependency;
        struct str name;

        if (!json_object_read(items[i].value, findings->arena, &dependency) ||
            !str_is(member(&dependency, "available"), "false"))
            continue;
        name = member(&dependency, "name");
        finding_add(findings, service, remedy_for(findings, name), "%.*s is away: %.*s", STR_ARGS(name),
                    STR_ARGS(member(&dependency, "detail")));
    }
}

static void look_at_version(struct findings *findings, const char *where, struct str version)
{
    if (!version.len)
        return;
    if (!findings->version) {
        findings->version = str_c(findings->arena, version);
        findings->version_of = str_c(findings->arena, str_of(where));
    } else if (!str_is(version, findings->version)) {
        finding_add(findings, where, "bring the upgrade to its end, or go back: docs/operations.md",
                    "is %.*s, while %s is %s", STR_ARGS(version), findings->version_of, findings->version);
    }
}

void doctor_service(struct findings *findings, const char *service, const char *setting, struct str said)
{
    struct json_object health;
    size_t before = findings->count;

    if (!json_object_read(said, findings->arena, &health) || !str_is(member(&health, "service"), service)) {
        finding_add(findings, service, str_printf(findings->arena, "set %s to its address", setting),
                    "what answers there is not it");
        return;
    }
    look_at_dependencies(findings, service, &health);
    if (!str_is(member(&health, "status"), "ok") && findings->count == before)
        finding_add(findings, service, "wait while it starts; else its log says more", "%.*s: %.*s",
                    STR_ARGS(member(&health, "status")), STR_ARGS(member(&health, "detail")));
    if (str_is(member(&health, "intake"), "paused"))
        finding_add(findings, service, str_printf(findings->arena, "steward resume %s", service),
                    "an operator has paused its intake");
    if (str_is(member(&health, "log_level"), "debug"))
        finding_add(findings, service, str_printf(findings->arena, "steward loglevel %s info", service),
                    "it logs everything, which costs time and disk");
    look_at_version(findings, service, member(&health, "version"));
}

/* ---- all copies ---- */

static void look_at_copy(struct findings *findings, const struct json_object *copy)
{
    const char *where = str_printf(findings->arena, "%.*s %.*s", STR_ARGS(member(copy, "service")),
                                   STR_ARGS(member(copy, "copy")));
    int64_t silent_ms = 0, lag = 0;

    if (str_is(member(copy, "late"), "true")) {
        if (!str_to_int64(member(copy, "seen_ms_ago"), &silent_ms))
            silent_ms = 0;
        finding_add(findings, where, "has it ended? the others have its work; its log says why",
                    "has been silent for %lld s", (long long)silent_ms / 1000);
        return;
    }
    if (str_to_int64(member(copy, "lag"), &lag) && lag > DOCTOR_LAG)
        finding_add(findings, where, "steward lag; more copies, if it stays so: docs/scaling.md",
                    "is %lld records behind", (long long)lag);
    look_at_version(findings, where, member(copy, "version"));
}

/* Monitoring has said when it heard of a copy, and how long ago that is: so it has said what time it is. */
static void look_at_clock(struct findings *findings, const struct json_object *copy, int64_t now_ms)
{
    int64_t seen = clock_from_rfc3339(str_c(findings->arena, member(copy, "seen_at"))), ago, apart;

    if (seen < 0 || !str_to_int64(member(copy, "seen_ms_ago"), &ago))
        return;
    apart = seen + ago - now_ms;
    if (llabs(apart) > DOCTOR_CLOCK_MS)
        finding_add(findings, "clock", "let both machines follow NTP: tokens and times depend on it",
                    "monitoring's is %lld s %s this machine's", (long long)llabs(apart) / 1000,
                    apart > 0 ? "ahead of" : "behind");
}

static void look_at_missing(struct findings *findings, const struct json_object *health,
                            bool (*has_answered)(const void *, struct str), const void *owner)
{
    struct json_member *items;
    size_t count;

    if (!json_items(member(health, "missing"), findings->arena, &items, &count, NULL))
        return;
    for (size_t i = 0; i < count; i++) {
        if (has_answered(owner, items[i].value))
            finding_add(findings, str_c(findings->arena, items[i].value),
                        "wait for its next heartbeat; else it has another Kafka: STEWARD_KAFKA_BROKERS",
                        "it answers, and monitoring has never heard of it");
    }
}

void doctor_copies(struct findings *findings, struct str said, int64_t now_ms,
                   bool (*has_answered)(const void *, struct str), const void *owner)
{
    struct json_object health;
    struct json_member *items;
    size_t count;

    if (!json_object_read(said, findings->arena, &health) ||
        !json_items(member(&health, "processes"), findings->arena, &items, &count, NULL))
        return;
    for (size_t i = 0; i < count; i++) {
        struct json_object copy;

        if (!json_object_read(items[i].value, findings->arena, &copy))
            continue;
        if (!i)
            look_at_clock(findings, &copy, now_ms);
        look_at_copy(findings, &copy);
    }
    look_at_missing(findings, &health, has_answered, owner);
}
