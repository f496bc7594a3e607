/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conninfo.h - inside the store room only: connection strings and the secrets in them.
 *
 * libpq quotes pieces of a connection string in its messages, and a mistyped URL makes pieces of
 * the password look like a host, a port or a database. So a string that could be read wrongly is
 * refused here, in words that quote nothing of it, and every later message passes through
 * conninfo_redact. */
#ifndef RIGEL_STORE_CONNINFO_H
#define RIGEL_STORE_CONNINFO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"

/* *ret_secrets: the string's passwords, NULL-terminated, the caller's (conninfo_secrets_free). */
MUST_CHECK bool conninfo_parse(const char *conninfo, char ***ret_secrets, struct error *err);
void conninfo_secrets_free(char **secrets); /* wipes; NULL is fine */

/* Replaces each appearance of secret in text by three stars; a secret under three bytes is left,
 * as it would be in any text. secret may be NULL. */
void conninfo_redact(char *text, const char *secret);

#endif
