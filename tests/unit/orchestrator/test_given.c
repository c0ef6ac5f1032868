/* Media that come with a request: each is put away once, the request has ids in their place or is as it was,
 * and whoever waits is told once. The media service is the test's. */
#include "edge/given.h"

#include <stdlib.h>

#include "http/client.h"
#include "unit.h"
#include "json/json.h"

#define ASKS_MAX 4
#define STORED   "{\"media_id\":\"%032zu\",\"kind\":\"picture\",\"bytes\":3}"

static struct {
    struct arena *arena;
    struct config *config;
    Steward__V1__Request *request;
    struct given *given;
    struct {
        http_done_fn *done; /* NULL: answered, or cancelled */
        void *owner;
        char body[16], bearer[16], url[64];
    } asks[ASKS_MAX];
    size_t asked, cancelled;
    const char *pass;
    int told;
    char said[200]; /* "422 unreadable-media media[0].data"; "": kept */
} t;

/* ---- instead of the process and its client ---- */

const struct config *process_config(const struct process *process)
{
    return t.config;
}

struct http_client *process_http(const struct process *process)
{
    return NULL;
}

struct tls_files process_http_tls(const struct process *process)
{
    return (struct tls_files){0};
}

const char *process_pass(const struct process *process, const char *service, struct str tenant,
                         const char *scope, struct arena *arena)
{
    assert_string_equal(service, "media");
    assert_string_equal(scope, "media");
    assert_true(str_is(tenant, "acme"));
    return t.pass;
}

struct http_exchange *http_client_ask(struct http_client *client, const struct http_ask *ask,
                                      http_done_fn *on_done, void *owner)
{
    size_t at = t.asked++;

    assert_true(at < ASKS_MAX && ask->deadline_ms > 0);
    assert_string_equal(ask->method, "POST");
    assert_string_equal(ask->headers[0], "Steward-Tenant: acme");
    snprintf(t.asks[at].body, sizeof(t.asks[at].body), "%.*s", STR_ARGS(ask->body));
    snprintf(t.asks[at].bearer, sizeof(t.asks[at].bearer), "%s", ask->bearer ? ask->bearer : "");
    snprintf(t.asks[at].url, sizeof(t.asks[at].url), "%s", ask->url);
    t.asks[at].done = on_done;
    t.asks[at].owner = owner;
    return (struct http_exchange *)&t.asks[at];
}

void http_client_cancel(struct http_exchange *exchange)
{
    for (size_t i = 0; i < t.asked; i++)
        if (exchange == (struct http_exchange *)&t.asks[i]) {
            assert_non_null(t.asks[i].done);
            t.asks[i].done = NULL;
            t.cancelled++;
        }
}

static void answers(size_t at, int status, const char *json)
{
    http_done_fn *done = t.asks[at].done;
    struct error err = {.text = "no reply in time"};

    assert_non_null(done);
    t.asks[at].done = NULL;
    if (status)
        done(t.asks[at].owner, &(struct http_reply){.status = status, .body = str_of(json)}, NULL);
    else
        done(t.asks[at].owner, NULL, &err);
}

static void stores(size_t at)
{
    char json[100];

    snprintf(json, sizeof(json), STORED, at + 1);
    answers(at, 201, json);
}

static void on_kept(void *owner, const struct live_fault *why)
{
    assert_ptr_equal(owner, &t);
    t.told++;
    t.given = NULL;
    if (why)
        snprintf(t.said, sizeof(t.said), "%d %s %s%s", why->status, why->type, why->field,
                 why->is_retryable ? " again" : "");
}

static void begins(const char *media)
{
    struct json_fault fault;
    ProtobufCMessage *message;
    const char *json = str_printf(t.arena, "{\"chat\":{\"media\":[%s]}}", media);

    assert_true(json_to_message(&steward__v1__request__descriptor, str_of(json), t.arena, &message, &fault));
    t.request = (Steward__V1__Request *)message;
    assert_true(given_any(t.request));
    t.given = given_keep(NULL, STR("acme"), "shown", t.request, t.arena, on_kept, &t);
}

static const Steward__V1__MediaRef *ref(size_t at)
{
    return t.request->chat->media[at];
}

static int start(void **state)
{
    static const struct setting settings[] = {{"STEWARD_MEDIA_URL", SETTING_TEXT, "http://media:8001",
                                               .help = ""},
                                              {0}};
    static const struct setting *const tables[] = {settings, NULL};
    struct error err;

    memset(&t, 0, sizeof(t));
    t.arena = arena_new(1 << 20);
    assert_true(config_load(tables, NULL, &t.config, &err));
    return 0;
}

static int stop(void **state)
{
    given_drop(t.given);
    config_free(t.config);
    arena_free(t.arena);
    return 0;
}

#define ID "0123456789abcdef0123456789abcdef"
#define MIXED                                                                                                \
    "{\"data\":\"b25l\"},{\"media_id\":\"" ID "\"},{\"data\":\"dHdv\",\"kind\":\"voice\"},{\"url\":\"u\"}"

static void each_has_an_id_in_the_place_of_its_data(void **state)
{
    begins(MIXED);
    assert_int_equal(t.asked, 2);
    assert_string_equal(t.asks[0].url, "http://media:8001/media");
    assert_string_equal(t.asks[0].body, "one");
    assert_string_equal(t.asks[1].body, "two");
    assert_string_equal(t.asks[1].bearer, "shown");
    stores(1);
    assert_int_equal(t.told, 0);
    assert_int_equal(ref(2)->data.len, 3); /* nothing is touched before all are there */
    stores(0);
    assert_int_equal(t.told, 1);
    assert_string_equal(t.said, "");
    assert_string_equal(ref(0)->media_id, "00000000000000000000000000000001");
    assert_string_equal(ref(1)->media_id, ID);
    assert_string_equal(ref(2)->media_id, "00000000000000000000000000000002");
    assert_string_equal(ref(2)->kind, "voice");
    assert_string_equal(ref(3)->url, "u");
    assert_false(given_any(t.request));
}

static void a_pass_goes_before_what_was_shown(void **state)
{
    t.pass = "pass";
    begins("{\"data\":\"b25l\"}");
    assert_string_equal(t.asks[0].bearer, "pass");
    stores(0);
}

static void what_is_wrong_with_one_ends_all(void **state)
{
    static const struct {
        int status;
        const char *json, *said;
    } cases[] = {
        {415, "{\"type\":\"/problems/unknown-media\",\"status\":415,\"detail\":\"it is neither\"}",
         "415 unknown-media media[2].data"},
        {422, "{\"type\":\"/problems/unreadable-media\",\"status\":422}",
         "422 unreadable-media media[2].data"},
        {507, "{\"type\":\"/problems/media-full\",\"status\":507}", "507 media-full media[2].data"},
        {422, "nonsense", "503 media-silent media[2].data again"},
        {415, "{\"type\":\"elsewhere\"}", "503 media-silent media[2].data again"},
        {401, "{}", "403 media-refuses media[2].data"},
        {403, "{}", "403 media-refuses media[2].data"},
        {500, "{}", "503 media-silent media[2].data again"},
        {201, "{\"media_id\":7}", "503 media-silent media[2].data again"},
        {0, "", "503 media-silent media[2].data again"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        t.asked = t.cancelled = 0;
        begins(MIXED);
        answers(1, cases[i].status, cases[i].json);
        assert_int_equal(t.told, i + 1);
        assert_string_equal(t.said, cases[i].said);
        assert_int_equal(t.cancelled, 1);
        assert_true(given_any(t.request));
        assert_string_equal(ref(0)->media_id, "");
    }
}

static void one_that_is_dropped_tells_nothing(void **state)
{
    begins(MIXED);
    stores(0);
    given_drop(t.given);
    t.given = NULL;
    assert_int_equal(t.cancelled, 1);
    assert_int_equal(t.told, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_has_an_id_in_the_place_of_its_data, start, stop),
        cmocka_unit_test_setup_teardown(a_pass_goes_before_what_was_shown, start, stop),
        cmocka_unit_test_setup_teardown(what_is_wrong_with_one_ends_all, start, stop),
        cmocka_unit_test_setup_teardown(one_that_is_dropped_tells_nothing, start, stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
