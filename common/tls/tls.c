/* tls: OpenSSL keeps its errors in a queue of the thread: it is emptied before each call, so that what is in
 * it afterwards is of that call. */
#include "tls/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <string.h>

struct tls_side {
    SSL_CTX *context;
};

struct tls {
    SSL *native;
    char trouble[200];
};

static const char *last_reason(void)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());

    return reason ? reason : "no reason given";
}

static bool refuse(struct error *err, const char *what, const char *file)
{
    return error_set(err, ERROR_FATAL, "tls", "%s %s: %s", what, file, last_reason());
}

/* ---- sides ---- */

static bool trust(SSL_CTX *context, const char *ca, struct error *err)
{
    if (*ca)
        return SSL_CTX_load_verify_file(context, ca) == 1 || refuse(err, "no certificates to trust in", ca);
    return SSL_CTX_set_default_verify_paths(context) == 1 ||
           refuse(err, "no certificates to trust in", "the system's folder");
}

static bool show(SSL_CTX *context, const struct tls_files *files, struct error *err)
{
    if (!*files->certificate)
        return !*files->key ||
               error_set(err, ERROR_FATAL, "tls", "there is a key, %s, but no certificate", files->key);
    if (SSL_CTX_use_certificate_chain_file(context, files->certificate) != 1)
        return refuse(err, "no certificate in", files->certificate);
    if (SSL_CTX_use_PrivateKey_file(context, files->key, SSL_FILETYPE_PEM) != 1)
        return refuse(err, "no key to it in", files->key);
    return true;
}

/* A client that speaks other protocols only (h2) is told so; one that names none means HTTP/1.1. */
static int choose_protocol(SSL *native, const unsigned char **ret_chosen, unsigned char *ret_size,
                           const unsigned char *offered, unsigned size, void *owner)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen = NULL;

    if (SSL_select_next_proto(&chosen, ret_size, ours, sizeof(ours) - 1, offered, size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *ret_chosen = chosen;
    return SSL_TLSEXT_ERR_OK;
}

static SSL_CTX *context_new(const SSL_METHOD *method, struct error *err)
{
    SSL_CTX *context;

    ERR_clear_error();
    context = SSL_CTX_new(method);
    if (!context) {
        refuse(err, "OpenSSL", "does not start");
        return NULL;
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                  SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    return context;
}

static bool make_side(SSL_CTX *context, bool is_good, struct tls_side **ret_side)
{
    if (!is_good) {
        SSL_CTX_free(context);
        return false;
    }
    *ret_side = mem_new(struct tls_side);
    (*ret_side)->context = context;
    return true;
}

bool tls_client_new(const struct tls_files *files, struct tls_side **ret_side, struct error *err)
{
    SSL_CTX *context = context_new(TLS_client_method(), err);

    if (!context)
        return false;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    return make_side(context, trust(context, files->ca, err) && show(context, files, err), ret_side);
}

/* Sessions are not kept here: their tickets are with the clients, and a client's certificate is seen anew. */
bool tls_server_new(const struct tls_files *files, struct tls_side **ret_side, struct error *err)
{
    SSL_CTX *context;

    if (!*files->certificate || !*files->key)
        return error_set(err, ERROR_FATAL, "tls", "a certificate and its key are needed, both");
    context = context_new(TLS_server_method(), err);
    if (!context)
        return false;
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
    if (*files->ca) {
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        SSL_CTX_set_num_tickets(context, 0);
    }
    return make_side(context, (!*files->ca || trust(context, files->ca, err)) && show(context, files, err),
                     ret_side);
}

void tls_side_free(struct tls_side *side)
{
    if (!side)
        return;
    SSL_CTX_free(side->context);
    mem_free(side);
}

/* ---- connections ---- */

static bool expect_host(SSL *native, const char *host)
{
    char name[TLSEXT_MAXLEN_host_name + 1]; /* the macro takes a name that may be changed */

    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(native), host) == 1)
        return true;
    ERR_clear_error();
    SSL_set_hostflags(native, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (strlen(host) >= sizeof(name))
        return false;
    memcpy(name, host, strlen(host) + 1);
    return SSL_set1_host(native, host) == 1 && SSL_set_tlsext_host_name(native, name) == 1;
}

struct tls *tls_connect(struct tls_side *side, int fd, const char *host)
{
    struct tls *tls = mem_new(struct tls);

    ERR_clear_error();
    tls->native = SSL_new(side->context);
    if (tls->native && SSL_set_fd(tls->native, fd) == 1 && expect_host(tls->native, host)) {
        SSL_set_connect_state(tls->native);
    } else {
        snprintf(tls->trouble, sizeof(tls->trouble), "TLS: %s", last_reason());
        SSL_free(tls->native);
        tls->native = NULL;
    }
    return tls;
}

struct tls *tls_accept(struct tls_side *side, int fd)
{
    struct tls *tls = mem_new(struct tls);

    ERR_clear_error();
    tls->native = SSL_new(side->context);
    if (tls->native && SSL_set_fd(tls->native, fd) == 1)
        SSL_set_accept_state(tls->native);
    else
        snprintf(tls->trouble, sizeof(tls->trouble), "TLS: %s", last_reason());
    return tls;
}

void tls_free(struct tls *tls)
{
    if (!tls)
        return;
    SSL_free(tls->native);
    mem_free(tls);
}

bool tls_has_more(const struct tls *tls)
{
    return tls->native && !tls->trouble[0] && SSL_pending(tls->native) > 0;
}

void tls_say_goodbye(struct tls *tls)
{
    if (!tls->native || tls->trouble[0] || !SSL_is_init_finished(tls->native))
        return;
    ERR_clear_error();
    SSL_shutdown(tls->native);
}

const char *tls_trouble(const struct tls *tls)
{
    return tls->trouble;
}

static enum tls_verdict broken(struct tls *tls, int code, int system_error)
{
    long verified = SSL_get_verify_result(tls->native);

    if (verified != X509_V_OK)
        snprintf(tls->trouble, sizeof(tls->trouble), "TLS: certificate refused: %s",
                 X509_verify_cert_error_string(verified));
    else if (code == SSL_ERROR_SYSCALL && system_error)
        snprintf(tls->trouble, sizeof(tls->trouble), "%s", strerror(system_error));
    else
        snprintf(tls->trouble, sizeof(tls->trouble), "TLS: %s",
                 code == SSL_ERROR_SYSCALL ? "the other end has gone" : last_reason());
    return TLS_BROKEN;
}

static enum tls_verdict verdict(struct tls *tls, int result)
{
    int system_error = errno, code = SSL_get_error(tls->native, result);

    switch (code) {
    case SSL_ERROR_NONE:
        return TLS_DONE;
    case SSL_ERROR_WANT_READ:
        return TLS_WANTS_READ;
    case SSL_ERROR_WANT_WRITE:
        return TLS_WANTS_WRITE;
    case SSL_ERROR_ZERO_RETURN:
        return TLS_ENDED;
    default:
        return broken(tls, code, system_error);
    }
}

enum tls_verdict tls_shake_hands(struct tls *tls)
{
    if (!tls->native || tls->trouble[0])
        return TLS_BROKEN;
    ERR_clear_error();
    errno = 0;
    return verdict(tls, SSL_do_handshake(tls->native));
}

enum tls_verdict tls_read(struct tls *tls, void *room, size_t size, size_t *ret_count)
{
    *ret_count = 0;
    if (!tls->native || tls->trouble[0])
        return TLS_BROKEN;
    ERR_clear_error();
    errno = 0;
    return verdict(tls, SSL_read_ex(tls->native, room, size, ret_count));
}

enum tls_verdict tls_write(struct tls *tls, const void *data, size_t size, size_t *ret_count)
{
    *ret_count = 0;
    if (!tls->native || tls->trouble[0])
        return TLS_BROKEN;
    if (size == 0)
        return TLS_DONE;
    ERR_clear_error();
    errno = 0;
    return verdict(tls, SSL_write_ex(tls->native, data, size, ret_count));
}
