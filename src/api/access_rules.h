/* SPDX-License-Identifier: GPL-3.0-or-later */
/* access_rules.h - what the configuration says of access, checked: whether anybody may read, how
 * often one may ask, which proxies are believed, which web pages may read the answers.
 *
 * Read-only once made; access.h holds those in force and takes new ones at a reload. */
#ifndef RIGEL_API_ACCESS_RULES_H
#define RIGEL_API_ACCESS_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "api/client_address.h"
#include "api/cors.h"
#include "api/rate.h"
#include "base/arena.h"
#include "base/error.h"

struct access_options {
    bool anonymous_read;        /* a request without a token may read */
    double requests_per_second; /* of one token or address; 0: no limit */
    unsigned burst;
    const char *const
        *proxies; /* whose X-Forwarded-For is believed: addresses, or blocks of them */
    size_t proxy_count;
    const char *const *cors_origins;
    size_t cors_origin_count;
};

struct access_rules {
    struct arena *arena; /* of all that follows */
    bool anonymous_read;
    struct rate_limit limit;
    const struct address_block *proxies;
    size_t proxy_count;
    struct cors cors;
};

/* options are copied. Errors: ERROR_CONFIG (a proxy that is no address, an origin that is none). */
MUST_CHECK struct access_rules *access_rules_new(const struct access_options *options,
                                                 struct error *err);
void access_rules_free(struct access_rules *rules); /* NULL is fine */

#endif
