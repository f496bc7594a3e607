/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_ask.h - asks a service for the verdict of a run until it is final or the time is over. */
#ifndef RIGEL_CMD_VERDICT_ASK_H
#define RIGEL_CMD_VERDICT_ASK_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "http/client.h"

struct verdict_ask {
    const char *uuid;
    const char *test; /* NULL: all */
    int64_t wait_us;
    bool ingest; /* ask the service to pull the run first */
};

/* The answer's JSON into *ret_body, initialised by the caller. A wait is cut into requests of
 * VERDICT_ASK_CHUNK, below what proxies cut off; a service that cannot be reached, or that is busy,
 * is asked again within the time. False: no answer, and why. */
MUST_CHECK bool verdict_ask(struct http_client *client, const struct verdict_ask *ask,
                            struct buffer *ret_body, struct error *err);

#define VERDICT_ASK_CHUNK (INT64_C(50) * 1000000) /* microseconds */

#endif
