/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alert/backoff.h"

int64_t backoff_wait_us(int64_t first_us, unsigned tried, int64_t asked_us, uint64_t random)
{
    int64_t most = first_us;

    for (unsigned i = 1; i < tried && most < BACKOFF_MOST_US; i++)
        most *= 2;
    if (most > BACKOFF_MOST_US)
        most = BACKOFF_MOST_US;
    const int64_t wait = most / 2 + (int64_t)(random % ((uint64_t)most / 2 + 1));

    if (asked_us > BACKOFF_ASKED_MOST_US)
        asked_us = BACKOFF_ASKED_MOST_US;
    return wait > asked_us ? wait : asked_us + (int64_t)(random % ((uint64_t)asked_us / 10 + 1));
}

bool backoff_is_final(int status)
{
    return status >= 300 && status <= 499 && status != 408 && status != 409 && status != 423 &&
           status != 425 && status != 429;
}
