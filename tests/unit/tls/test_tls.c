/* tls: both ends in one process, over a pair of sockets that do not block. */
#include "tls/tls.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "certificates.h"

static char folder[] = "/tmp/steward-tls-XXXXXX";
static char ca[64], other_ca[64], server[64], server_key[64], client[64], client_key[64];

static void in_folder(char to[64], const char *name)
{
    snprintf(to, 64, "%s/%s", folder, name);
}

static int set_up(void **state)
{
    struct signer authority = make_certificate("authority", NULL, NULL);
    struct signer stranger = make_certificate("stranger", NULL, NULL);
    struct signer a = make_certificate("server", "DNS:shop.example,IP:127.0.0.1", &authority);
    struct signer b = make_certificate("client", "DNS:client.example", &authority);
    char unused[64];

    if (!mkdtemp(folder))
        return -1;
    in_folder(ca, "ca.pem");
    in_folder(other_ca, "other.pem");
    in_folder(unused, "unused.key");
    in_folder(server, "server.pem");
    in_folder(server_key, "server.key");
    in_folder(client, "client.pem");
    in_folder(client_key, "client.key");
    write_certificate(&authority, ca, unused);
    write_certificate(&stranger, other_ca, unused);
    write_certificate(&a, server, server_key);
    write_certificate(&b, client, client_key);
    unlink(unused);
    free_signer(&authority);
    free_signer(&stranger);
    free_signer(&a);
    free_signer(&b);
    return 0;
}

static int tear_down(void **state)
{
    const char *const all[] = {ca, other_ca, server, server_key, client, client_key};

    for (size_t i = 0; i < COUNT_OF(all); i++)
        unlink(all[i]);
    return rmdir(folder);
}

struct ends {
    int fds[2];
    struct tls_side *sides[2];
    struct tls *client, *server;
};

static void open_ends(struct ends *e, const struct tls_files *of_client, const char *host,
                      const struct tls_files *of_server)
{
    struct error err;

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, e->fds), 0);
    assert_true(tls_client_new(of_client, &e->sides[0], &err));
    assert_true(tls_server_new(of_server, &e->sides[1], &err));
    e->client = tls_connect(e->sides[0], e->fds[0], host);
    e->server = tls_accept(e->sides[1], e->fds[1]);
    tls_side_free(e->sides[0]); /* connections outlive them */
    tls_side_free(e->sides[1]);
}

static void close_ends(struct ends *e)
{
    tls_free(e->client);
    tls_free(e->server);
    close(e->fds[0]);
    close(e->fds[1]);
}

static bool waits(enum tls_verdict verdict)
{
    return verdict == TLS_WANTS_READ || verdict == TLS_WANTS_WRITE;
}

/* What both come to; with TLS 1.3 a client is done before it hears that its certificate was refused. */
static void shake(struct ends *e, enum tls_verdict *ret_client, enum tls_verdict *ret_server)
{
    *ret_client = *ret_server = TLS_WANTS_READ;
    for (int i = 0; i < 20 && (waits(*ret_client) || waits(*ret_server)); i++) {
        if (waits(*ret_client))
            *ret_client = tls_shake_hands(e->client);
        if (waits(*ret_server))
            *ret_server = tls_shake_hands(e->server);
    }
}

static void test_who_is_accepted(void **state)
{
    const struct {
        struct tls_files client;
        const char *host;
        const char *server_ca;
        bool client_is_content, server_is_content;
        const char *trouble; /* of who is not content */
    } cases[] = {
        {{ca, "", ""}, "shop.example", "", true, true, NULL},
        {{ca, "", ""}, "127.0.0.1", "", true, true, NULL},
        {{ca, client, client_key}, "shop.example", ca, true, true, NULL},
        {{ca, "", ""}, "other.example", "", false, false, "ostname mismatch"},
        {{ca, "", ""}, "127.0.0.2", "", false, false, "IP address mismatch"},
        {{ca, "", ""}, "server", "", false, false, "ostname mismatch"},
        {{other_ca, "", ""}, "shop.example", "", false, false, "certificate refused"},
        {{ca, "", ""}, "shop.example", ca, true, false, "certificate"},
        {{ca, client, client_key}, "shop.example", other_ca, true, false, "certificate refused"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        const struct tls_files of_server = {cases[i].server_ca, server, server_key};
        enum tls_verdict of_client, of_the_server;
        struct ends e;

        open_ends(&e, &cases[i].client, cases[i].host, &of_server);
        shake(&e, &of_client, &of_the_server);
        assert_int_equal(of_client == TLS_DONE, cases[i].client_is_content);
        assert_int_equal(of_the_server == TLS_DONE, cases[i].server_is_content);
        if (cases[i].trouble)
            assert_non_null(
                strstr(tls_trouble(cases[i].client_is_content ? e.server : e.client), cases[i].trouble));
        close_ends(&e);
    }
}

static void test_bytes_come_as_they_went(void **state)
{
    static char sent[300000], got[sizeof(sent)];
    const struct tls_files of_server = {"", server, server_key};
    enum tls_verdict a, b;
    size_t out = 0, in = 0, count;
    bool had_more = false;
    struct ends e;

    for (size_t i = 0; i < sizeof(sent); i++)
        sent[i] = (char)(i * 7 + i / 256);
    open_ends(&e, &(struct tls_files){ca, "", ""}, "shop.example", &of_server);
    shake(&e, &a, &b);
    while (in < sizeof(sent)) {
        a = tls_write(e.client, sent + out, sizeof(sent) - out, &count);
        out += count;
        assert_true(a == TLS_DONE || a == TLS_WANTS_WRITE);
        b = tls_read(e.server, got + in, sizeof(got) - in < 1000 ? sizeof(got) - in : 1000, &count);
        in += count;
        assert_true(b == TLS_DONE || b == TLS_WANTS_READ);
        had_more |= tls_has_more(e.server);
    }
    assert_memory_equal(sent, got, sizeof(sent));
    assert_true(had_more && !tls_has_more(e.server));
    tls_say_goodbye(e.client);
    assert_int_equal(tls_read(e.server, got, 1, &count), TLS_ENDED);
    close_ends(&e);
}

static void test_other_end_goes_without_a_word(void **state)
{
    const struct tls_files of_server = {"", server, server_key};
    enum tls_verdict a, b;
    size_t count;
    char c;
    struct ends e;

    open_ends(&e, &(struct tls_files){ca, "", ""}, "shop.example", &of_server);
    shake(&e, &a, &b);
    shutdown(e.fds[0], SHUT_RDWR);
    assert_int_equal(tls_read(e.server, &c, 1, &count), TLS_BROKEN);
    assert_string_not_equal(tls_trouble(e.server), "");
    assert_int_equal(tls_read(e.server, &c, 1, &count), TLS_BROKEN); /* and stays so */
    close_ends(&e);
}

static void test_what_is_no_tls(void **state)
{
    const struct tls_files of_server = {"", server, server_key};
    struct ends e;

    open_ends(&e, &(struct tls_files){ca, "", ""}, "shop.example", &of_server);
    assert_int_equal(write(e.fds[0], "GET / HTTP/1.1\r\n\r\n", 18), 18);
    assert_int_equal(tls_shake_hands(e.server), TLS_BROKEN);
    close_ends(&e);
}

static void test_files_that_cannot_be_used(void **state)
{
    const struct {
        struct tls_files files;
        bool is_server;
        const char *error;
    } cases[] = {
        {{"/nowhere", "", ""}, false, "/nowhere"},
        {{server_key, "", ""}, false, "server.key"},
        {{ca, "/nowhere", client_key}, false, "/nowhere"},
        {{ca, client, "/nowhere"}, false, "/nowhere"},
        {{ca, client, server_key}, false, "server.key"},
        {{ca, "", client_key}, false, "no certificate"},
        {{"", "", ""}, true, "both"},
        {{"", server, ""}, true, "both"},
        {{"", server, client_key}, true, "client.key"},
        {{"/nowhere", server, server_key}, true, "/nowhere"},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct tls_side *side;
        struct error err;

        assert_false((cases[i].is_server ? tls_server_new : tls_client_new)(&cases[i].files, &side, &err));
        assert_non_null(strstr(err.text, cases[i].error));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_is_accepted),
        cmocka_unit_test(test_bytes_come_as_they_went),
        cmocka_unit_test(test_other_end_goes_without_a_word),
        cmocka_unit_test(test_what_is_no_tls),
        cmocka_unit_test(test_files_that_cannot_be_used),
    };

    signal(SIGPIPE, SIG_IGN); /* as every program here does */
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
