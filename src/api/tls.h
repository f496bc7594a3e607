/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tls.h - the certificate and key of the HTTPS side, replaced while connections go on.
 *
 * A handshake under way may still use what was replaced, so replaced pairs stay until tls_free.
 * Functions may be called by several threads at once, but for _new and _free. */
#ifndef RIGEL_API_TLS_H
#define RIGEL_API_TLS_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdbool.h>

#include "base/attributes.h"
#include "base/error.h"

/* What connections may be made with, as GnuTLS writes it. */
#define TLS_PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"

struct tls;

/* certificate: a PEM file with the server's certificate and then those that lead to a root; key: a
 * PEM file with its private key. ERROR_CONFIG names the file that is wrong. */
MUST_CHECK struct tls *tls_new(const char *certificate, const char *key, struct error *err);
void tls_free(struct tls *tls); /* NULL is fine */
/* False: the pair in use stays. */
MUST_CHECK bool tls_load(struct tls *tls, const char *certificate, const char *key,
                         struct error *err);
/* The pair in use, as a handshake needs it. */
void tls_pair(struct tls *tls, gnutls_pcert_st **ret_certificates, unsigned *ret_count,
              gnutls_privkey_t *ret_key);

#endif
