/* taker: so many at one time, and whoever waits is told when it ends. */
#include "taker.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/guard.h"
#include "until.h"

static const struct setting settings[] = {STORE_SETTINGS, GUARD_SETTINGS, {0}};
static const struct setting *const tables[] = {settings, NULL};

static struct loop *loop;
static int away, other;

static void on_done(void *owner, const struct media_answer *answer)
{
    ++*(answer->outcome == MEDIA_AWAY ? &away : &other);
}

/* Somebody who takes connections and says nothing. */
static int silent(int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(fd, 64), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

static void so_many_at_one_time(void **state)
{
    struct http_client *client = http_client_new(loop, 64);
    struct media_store *store;
    struct config *config;
    struct taker *taker;
    struct error err;
    char url[64];
    int port, fd = silent(&port);

    assert_true(config_load(tables, NULL, &config, &err));
    store = media_store_new(loop, config, &err);
    taker = taker_new(loop, client, store, config, 1000, &err);
    assert_non_null(store);
    assert_non_null(taker);
    snprintf(url, sizeof(url), "http://127.0.0.1:%d/", port);
    for (int i = 0; i < TAKER_AT_ONCE + 1; i++)
        taker_take(taker, STR("acme"), url, on_done, NULL);
    assert_int_equal(away, 0);
    until(away == 1);
    taker_take(taker, STR("acme"), url, on_done, NULL); /* not told yet when all ends */
    taker_free(taker);
    assert_int_equal(away, TAKER_AT_ONCE + 2);
    assert_int_equal(other, 0);
    media_store_free(store);
    http_client_free(client);
    config_free(config);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(so_many_at_one_time)};
    char folder[] = "/tmp/steward-taker-XXXXXX", command[64];
    int failed;

    if (!mkdtemp(folder))
        return 1;
    setenv("STEWARD_MEDIA_FOLDER", folder, 1);
    setenv("STEWARD_FETCH_HTTP", "true", 1);
    setenv("STEWARD_FETCH_INSIDE", "127.0.0.1", 1);
    loop = loop_new();
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    loop_free(loop);
    snprintf(command, sizeof(command), "rm -r %s", folder);
    return system(command) == 0 ? failed : 1;
}
