/* Certificates for tests of TLS, made anew by OpenSSL in a folder of their own. */
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

struct signer {
    X509 *certificate;
    EVP_PKEY *key;
};

static inline void add_extension(X509 *certificate, int kind, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, kind, value);

    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/* `by` NULL: signs itself and may sign others; else `names` are those it is for, "DNS:a,IP:127.0.0.1". */
static inline struct signer make_certificate(const char *name, const char *names, const struct signer *by)
{
    struct signer made = {X509_new(), EVP_EC_gen("P-256")};
    X509_NAME *subject = X509_get_subject_name(made.certificate);
    static long serial;

    X509_set_version(made.certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.certificate), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made.certificate), -60);
    X509_gmtime_adj(X509_getm_notAfter(made.certificate), 3600);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
    X509_set_issuer_name(made.certificate, by ? X509_get_subject_name(by->certificate) : subject);
    X509_set_pubkey(made.certificate, made.key);
    if (by)
        add_extension(made.certificate, NID_subject_alt_name, names);
    else
        add_extension(made.certificate, NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(made.certificate, by ? by->key : made.key, EVP_sha256());
    return made;
}

static inline void write_certificate(const struct signer *made, const char *certificate, const char *key)
{
    FILE *file = fopen(certificate, "we");

    PEM_write_X509(file, made->certificate);
    fclose(file);
    file = fopen(key, "we");
    PEM_write_PrivateKey(file, made->key, NULL, NULL, 0, NULL, NULL);
    fclose(file);
}

static inline void free_signer(struct signer *made)
{
    X509_free(made->certificate);
    EVP_PKEY_free(made->key);
}
