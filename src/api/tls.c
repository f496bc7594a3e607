/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/tls.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CHAIN_MOST = 16, KEY_ID_SIZE = 64 };

struct pair {
    struct pair *older;
    gnutls_pcert_st chain[CHAIN_MOST];
    unsigned count;
    gnutls_privkey_t key;
};

struct tls {
    pthread_mutex_t lock;
    struct pair *newest;
};

static void pair_free(struct pair *pair)
{
    for (unsigned i = 0; i < pair->count; i++)
        gnutls_pcert_deinit(&pair->chain[i]);
    if (pair->key)
        gnutls_privkey_deinit(pair->key);
    free(pair);
}

static bool read_chain(struct pair *pair, const char *file, struct error *err)
{
    unsigned count = CHAIN_MOST;
    const int status = gnutls_pcert_list_import_x509_file(pair->chain, &count, file,
                                                          GNUTLS_X509_FMT_PEM, NULL, NULL, 0);

    if (status < 0)
        return error_set(err, ERROR_CONFIG, file, "is no file of certificates in PEM: %s",
                         gnutls_strerror(status));
    pair->count = count;
    return true;
}

static bool read_key(struct pair *pair, const char *file, struct error *err)
{
    gnutls_datum_t text = {.data = NULL};
    int status = gnutls_load_file(file, &text);

    if (status == 0)
        status = gnutls_privkey_init(&pair->key);
    if (status == 0)
        status = gnutls_privkey_import_x509_raw(pair->key, &text, GNUTLS_X509_FMT_PEM, NULL, 0);
    if (text.data)
        gnutls_memset(text.data, 0, text.size);
    gnutls_free(text.data);
    if (status < 0)
        return error_set(err, ERROR_CONFIG, file, "is no file of a private key in PEM: %s",
                         gnutls_strerror(status));
    return true;
}

static bool fits(const struct pair *pair)
{
    unsigned char of_certificate[KEY_ID_SIZE], of_key[KEY_ID_SIZE];
    size_t size = sizeof of_certificate, key_size = sizeof of_key;
    gnutls_pubkey_t public_key;

    if (gnutls_pubkey_init(&public_key) != 0)
        return false;
    const bool fits =
        gnutls_pubkey_import_privkey(public_key, pair->key, 0, 0) == 0 &&
        gnutls_pubkey_get_key_id(public_key, GNUTLS_KEYID_USE_SHA256, of_key, &key_size) == 0 &&
        gnutls_pubkey_get_key_id(pair->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, of_certificate,
                                 &size) == 0 &&
        size == key_size && memcmp(of_certificate, of_key, size) == 0;
    gnutls_pubkey_deinit(public_key);
    return fits;
}

static struct pair *read_pair(const char *certificate, const char *key, struct error *err)
{
    struct pair *pair = calloc(1, sizeof *pair);

    if (!pair) {
        (void)error_set(err, ERROR_NO_MEMORY, certificate, "no memory for it");
        return NULL;
    }
    if (read_chain(pair, certificate, err) && read_key(pair, key, err)) {
        if (fits(pair))
            return pair;
        (void)error_set(err, ERROR_CONFIG, key, "is not the key of the certificate in %s",
                        certificate);
    }
    pair_free(pair);
    return NULL;
}

struct tls *tls_new(const char *certificate, const char *key, struct error *err)
{
    struct tls *tls = calloc(1, sizeof *tls);

    if (!tls || pthread_mutex_init(&tls->lock, NULL) != 0) {
        free(tls);
        (void)error_set(err, ERROR_NO_MEMORY, certificate, "no memory or lock for it");
        return NULL;
    }
    if (tls_load(tls, certificate, key, err))
        return tls;
    tls_free(tls);
    return NULL;
}

void tls_free(struct tls *tls)
{
    if (!tls)
        return;
    while (tls->newest) {
        struct pair *pair = tls->newest;

        tls->newest = pair->older;
        pair_free(pair);
    }
    (void)pthread_mutex_destroy(&tls->lock);
    free(tls);
}

bool tls_load(struct tls *tls, const char *certificate, const char *key, struct error *err)
{
    struct pair *pair = read_pair(certificate, key, err);

    if (!pair)
        return false;
    (void)pthread_mutex_lock(&tls->lock);
    pair->older = tls->newest;
    tls->newest = pair;
    (void)pthread_mutex_unlock(&tls->lock);
    return true;
}

void tls_pair(struct tls *tls, gnutls_pcert_st **ret_certificates, unsigned *ret_count,
              gnutls_privkey_t *ret_key)
{
    (void)pthread_mutex_lock(&tls->lock);
    struct pair *pair = tls->newest;
    (void)pthread_mutex_unlock(&tls->lock);
    *ret_certificates = pair->chain;
    *ret_count = pair->count;
    *ret_key = pair->key;
}
