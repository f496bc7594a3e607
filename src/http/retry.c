/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http/retry.h"

/* Uniform in [0, most]: the bias of the remainder is below 2^-38 for these ranges. */
static int64_t spread(uint64_t random, int64_t most)
{
    return (int64_t)(random % ((uint64_t)most + 1));
}

int64_t retry_wait_us(int64_t first_us, unsigned tried, int64_t retry_after_us, uint64_t random)
{
    int64_t most = first_us;

    for (unsigned i = 1; i < tried && most < HTTP_BACKOFF_MAX_US; i++)
        most *= 2;
    if (most > HTTP_BACKOFF_MAX_US)
        most = HTTP_BACKOFF_MAX_US;
    if (retry_after_us <= 0)
        return spread(random, most);
    if (retry_after_us > HTTP_RETRY_AFTER_MAX_US)
        retry_after_us = HTTP_RETRY_AFTER_MAX_US;
    /* Not before the server's time, and not all at that very moment. */
    return retry_after_us + spread(random, retry_after_us / 10);
}

bool retry_status(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}
