/* transport: over TLS nothing that has come is left unread, however its bytes are cut, and whether the first
 * request comes with the last words of the handshake or not. What the client's TLS writes is caught by a pair
 * of sockets and sent on by hand. */
#include <stdio.h>

#include "tls/certificates.h"
#include "tls/tls.h"
#include "wire.h"

enum { BODY_BYTES = 40000, PIPELINED = 100 };

static char folder[] = "/tmp/steward-transport-XXXXXX";
static char certificate[64], key[64];

static struct {
    int requests;
    bool is_slow; /* answers only when the test says so */
    struct http_request *waiting;
} asked;

static int set_up(void **state)
{
    struct signer signer = make_certificate("server", NULL, NULL);

    add_extension(signer.certificate, NID_subject_alt_name, "IP:127.0.0.1");
    X509_sign(signer.certificate, signer.key, EVP_sha256());
    if (!mkdtemp(folder))
        return -1;
    snprintf(certificate, sizeof(certificate), "%s/server.pem", folder);
    snprintf(key, sizeof(key), "%s/server.key", folder);
    write_certificate(&signer, certificate, key);
    free_signer(&signer);
    return 0;
}

static int tear_down(void **state)
{
    unlink(certificate);
    unlink(key);
    return rmdir(folder);
}

static void answer(struct http_request *request)
{
    asked.requests++;
    http_reply(request, 200, NULL, STR("fine"));
}

static void on_request(void *owner, struct http_request *request)
{
    if (asked.is_slow)
        asked.waiting = request;
    else
        answer(request);
}

static void answer_waiting(void)
{
    struct http_request *request = asked.waiting;

    asked.waiting = NULL;
    if (request)
        answer(request);
}

/* ---- the client ---- */

struct client {
    int fd;           /* to the server */
    int inner, outer; /* the pair: TLS has the inner one */
    struct tls *tls;
    struct buf unsent, seen;
};

static void client_open(struct client *client)
{
    const struct tls_files files = {.ca = certificate, .certificate = "", .key = ""};
    struct tls_side *side;
    struct error err;
    int pair[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    assert_true(tls_client_new(&files, &side, &err));
    *client = (struct client){.fd = wire_connect(), .inner = pair[0], .outer = pair[1]};
    client->tls = tls_connect(side, client->inner, "127.0.0.1");
    tls_side_free(side);
}

static void client_close(struct client *client)
{
    tls_free(client->tls);
    close(client->inner);
    close(client->outer);
    close(client->fd);
    buf_free(&client->unsent);
    buf_free(&client->seen);
    wire_turns(3);
}

/* In pieces of so many bytes, which the server reads one by one; 0: all at once. */
static void send_on(struct client *client, size_t piece)
{
    struct str rest = buf_as_str(&client->unsent);

    while (rest.len) {
        size_t size = piece && piece < rest.len ? piece : rest.len;

        assert_true(wire_send(client->fd, str_sub(rest, 0, size)));
        rest = str_sub(rest, size, rest.len);
    }
    buf_clear(&client->unsent);
}

static void take_answers(struct client *client)
{
    struct buf came = {0};
    enum tls_verdict verdict = TLS_DONE;
    size_t got;

    assert_true(wire_take(client->fd, &came));
    if (came.len)
        assert_int_equal(send(client->outer, came.data, came.len, 0), came.len);
    buf_free(&came);
    while (verdict == TLS_DONE) {
        verdict = tls_read(client->tls, buf_reserve(&client->seen, TLS_RECORD_MAX), TLS_RECORD_MAX, &got);
        client->seen.len += got;
    }
    assert_int_equal(verdict, TLS_WANTS_READ);
}

/* The client's last words are then still unsent. */
static void shake_hands(struct client *client)
{
    enum tls_verdict verdict;

    while ((verdict = tls_shake_hands(client->tls)) != TLS_DONE) {
        struct buf came = {0};

        assert_int_equal(verdict, TLS_WANTS_READ);
        assert_true(wire_take(client->outer, &client->unsent));
        send_on(client, 0);
        assert_true(wire_wait((wire_take(client->fd, &came), came.len > 0)));
        assert_int_equal(send(client->outer, came.data, came.len, 0), came.len);
        buf_free(&came);
    }
    assert_true(wire_take(client->outer, &client->unsent));
}

static void write_all(struct client *client, struct str text)
{
    while (text.len) {
        size_t count;

        assert_int_equal(tls_write(client->tls, text.data, text.len, &count), TLS_DONE);
        text = str_sub(text, count, text.len);
        assert_true(wire_take(client->outer, &client->unsent));
    }
}

/* ---- what is sent ---- */

static void add_request(struct buf *text)
{
    buf_printf(text, "GET / HTTP/1.1\r\nHost: a\r\nX-Some: %0200d\r\n\r\n", 7);
}

static int one(struct buf *text)
{
    add_request(text);
    return 1;
}

/* In two records: there is no room for all of the second, and nothing behind it that would wake the server.
 */
static int more_than_is_read_ahead(struct buf *text)
{
    for (int i = 0; i < PIPELINED; i++)
        add_request(text);
    assert_in_range(text->len, HTTP_PIPELINED_MAX_BYTES + 1000, 2 * TLS_RECORD_MAX);
    return PIPELINED;
}

static int long_body_and_another(struct buf *text)
{
    buf_printf(text, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%0*d", BODY_BYTES, BODY_BYTES,
               7);
    add_request(text);
    return 2;
}

static void ask(const struct buf *text, int requests, size_t piece, bool with_handshake)
{
    struct client client;

    asked.requests = 0;
    client_open(&client);
    shake_hands(&client);
    if (!with_handshake) {
        send_on(&client, piece);
        wire_turns(3);
    }
    write_all(&client, buf_as_str(text));
    send_on(&client, piece);
    if (!wire_wait((answer_waiting(), take_answers(&client), wire_count(&client.seen, "fine") == requests)))
        fail_msg("%d of %d answers, %d asked, in pieces of %zu", wire_count(&client.seen, "fine"), requests,
                 asked.requests, piece);
    assert_int_equal(asked.requests, requests);
    client_close(&client);
}

static void everything_is_read(void **state)
{
    static int (*const texts[])(struct buf * text) = {one, more_than_is_read_ahead, long_body_and_another};
    static const size_t pieces[] = {0, 7, 1400, TLS_RECORD_MAX};

    for (size_t at = 0; at < COUNT_OF(texts) * COUNT_OF(pieces) * 4; at++) {
        struct buf text = {0};
        int requests = texts[at / 4 / COUNT_OF(pieces)](&text);

        asked.is_slow = at & 1;
        ask(&text, requests, pieces[at / 4 % COUNT_OF(pieces)], at & 2);
        buf_free(&text);
    }
}

static int serve(void **state)
{
    const struct tls_files files = {.ca = "", .certificate = certificate, .key = key};
    struct http_server_options options = wire_options(on_request);
    struct tls_side *side;
    struct error err;

    assert_true(tls_server_new(&files, &side, &err));
    options.tls = side;
    options.max_body_bytes = BODY_BYTES;
    wire_open(&options);
    *state = side;
    return 0;
}

static int end(void **state)
{
    wire_close();
    tls_side_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(everything_is_read, serve, end)};

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
