/* rules_doctor: what processes say becomes what is wrong. */
#include "rules_doctor.h"

#include "base/clock.h"
#include "base/mem.h"
#include "unit.h"

#define NOON "2026-11-21T12:00:00.000Z"

static struct findings *start(void)
{
    struct arena *arena = arena_new(1 << 20);
    struct findings *findings = arena_new_of(arena, struct findings);

    findings->arena = arena;
    return findings;
}

/* "where: what" of each, with strokes between. */
static void check(struct findings *findings, const char *wanted)
{
    struct buf told = {0};

    for (size_t i = 0; i < findings->count; i++) {
        buf_printf(&told, "%s%s: %s", i ? " | " : "", findings->all[i].where, findings->all[i].what);
        assert_true(findings->all[i].remedy[0] != '\0');
    }
    assert_string_equal(told.len ? told.data : "", wanted);
    buf_free(&told);
}

static void a_service_says_what_it_lacks(void **state)
{
    static const struct {
        const char *health, *found;
    } cases[] = {
        {"{\"status\":\"ok\",\"service\":\"catalog\",\"version\":\"1\",\"intake\":\"taken\",\"log_level\":"
         "\"info\","
         "\"dependencies\":[{\"name\":\"kafka\",\"available\":true}]}",
         ""},
        {"{\"status\":\"not ready\",\"service\":\"catalog\",\"detail\":\"the index is being read\"}",
         "catalog: not ready: the index is being read"},
        {"{\"status\":\"not ready\",\"service\":\"catalog\",\"detail\":\"postgres: gone\",\"dependencies\":["
         "{\"name\":\"kafka\",\"available\":true},{\"name\":\"postgres\",\"available\":false,\"detail\":"
         "\"gone\"}]}",
         "catalog: postgres is away: gone"},
        {"{\"status\":\"ok\",\"service\":\"catalog\",\"intake\":\"paused\",\"log_level\":\"debug\"}",
         "catalog: an operator has paused its intake | catalog: it logs everything, which costs time and "
         "disk"},
        {"{\"status\":\"ok\",\"service\":\"media\"}", "catalog: what answers there is not it"},
        {"<html>", "catalog: what answers there is not it"},
        {"", "catalog: what answers there is not it"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct findings *findings = start();

        doctor_service(findings, "catalog", "STEWARD_CATALOG_URL", str_of(cases[i].health));
        check(findings, cases[i].found);
        arena_free(findings->arena);
    }
}

static void two_versions_are_told(void **state)
{
    struct findings *findings = start();

    doctor_service(findings, "catalog", "A",
                   STR("{\"status\":\"ok\",\"service\":\"catalog\",\"version\":\"1.2\"}"));
    doctor_service(findings, "media", "B",
                   STR("{\"status\":\"ok\",\"service\":\"media\",\"version\":\"1.2\"}"));
    check(findings, "");
    doctor_service(findings, "monitoring", "C",
                   STR("{\"status\":\"ok\",\"service\":\"monitoring\",\"version\":\"1.3\"}"));
    check(findings, "monitoring: is 1.3, while catalog is 1.2");
    arena_free(findings->arena);
}

static bool all_but_media(const void *owner, struct str service)
{
    return !str_is(service, "media");
}

#define COPY(rest) "{\"service\":\"catalog\",\"copy\":\"h:1:2\",\"version\":\"1\"," rest "}"

static void copies_are_looked_at(void **state)
{
    static const struct {
        const char *health, *found;
    } cases[] = {
        {"{}", ""},
        {"{\"processes\":[]}", ""},
        {"{\"processes\":[" COPY("\"late\":false,\"lag\":1000,\"seen_at\":\"" NOON
                                 "\",\"seen_ms_ago\":0") "]}",
         ""},
        {"{\"processes\":[" COPY("\"late\":false,\"lag\":1001") "]}",
         "catalog h:1:2: is 1001 records behind"},
        {"{\"processes\":[" COPY("\"late\":true,\"lag\":5000,\"seen_ms_ago\":61000") "]}",
         "catalog h:1:2: has been silent for 61 s"},
        {"{\"processes\":[" COPY("\"seen_at\":\"2026-11-21T11:59:50.000Z\",\"seen_ms_ago\":1000") "]}",
         "clock: monitoring's is 9 s behind this machine's"},
        {"{\"processes\":[" COPY("\"seen_at\":\"" NOON "\",\"seen_ms_ago\":6000") "]}",
         "clock: monitoring's is 6 s ahead of this machine's"},
        {"{\"processes\":[" COPY("\"seen_at\":\"yesterday\",\"seen_ms_ago\":6000") "]}", ""},
        {"{\"processes\":[],\"missing\":[\"media\",\"catalog\"]}",
         "catalog: it answers, and monitoring has never heard of it"},
        {"{\"processes\":[7,\"x\",null]}", ""},
        {"nothing", ""},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct findings *findings = start();

        doctor_copies(findings, str_of(cases[i].health), clock_from_rfc3339(NOON), all_but_media, NULL);
        check(findings, cases[i].found);
        arena_free(findings->arena);
    }
}

static void too_many_are_counted(void **state)
{
    struct findings *findings = start();

    for (int i = 0; i < DOCTOR_MAX + 3; i++)
        finding_add(findings, "here", "do", "thing %d", i);
    assert_int_equal(findings->count, DOCTOR_MAX);
    assert_int_equal(findings->more, 3);
    arena_free(findings->arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_says_what_it_lacks),
        cmocka_unit_test(two_versions_are_told),
        cmocka_unit_test(copies_are_looked_at),
        cmocka_unit_test(too_many_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
