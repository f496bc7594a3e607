/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.h - every change that somebody asked for: who, when, what, from where.
 *
 * Written in the transaction of the change itself: both are there or neither. Nothing of a secret
 * goes in. Actions are words like "run.exclude" (thing, dot, what was done to it);
 * docs/operations.md lists them. */
#ifndef RIGEL_STORE_AUDIT_H
#define RIGEL_STORE_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

#define AUDIT_COMMAND_LINE "command line" /* who, where it is no token */

/* address: of the client; NULL: nobody came over the network. subject: what was changed, its name
 * or uuid. detail: JSON; NULL: none. Inside the transaction of the change. */
MUST_CHECK bool audit_add(struct store_connection *connection, const char *who, const char *address,
                          const char *action, const char *subject, const char *detail,
                          struct error *err);

struct audit_row {
    int64_t audit_id, at;
    const char *who, *address, *action, *subject;
    const char *detail; /* JSON; NULL: none */
};

struct audit_filter {
    int64_t since_us, until_us; /* rows in [since_us, until_us) */
    int64_t after_at, after_id; /* of the last row of the page before; INT64_MAX: from the newest */
};

/* Newest first, at most `most`, in arena. */
MUST_CHECK bool audit_list(struct store_connection *connection, struct arena *arena,
                           const struct audit_filter *filter, size_t most,
                           struct audit_row **ret_rows, size_t *ret_count, struct error *err);

#endif
