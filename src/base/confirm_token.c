/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/confirm_token.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "confirm-";
enum { PREFIX = sizeof prefix - 1, DIGITS = CONFIRM_TOKEN_SIZE - 1 - PREFIX };

void confirm_token_format(int64_t run_id, char out[CONFIRM_TOKEN_SIZE])
{
    assert(run_id > 0);
    (void)snprintf(out, CONFIRM_TOKEN_SIZE, "%s%016" PRIx64, prefix, (uint64_t)run_id);
}

bool confirm_token_parse(const char *text, int64_t *ret_run_id)
{
    if (strncmp(text, prefix, PREFIX) != 0 || strlen(text) != PREFIX + DIGITS ||
        strspn(text + PREFIX, "0123456789abcdef") != DIGITS)
        return false;
    const uint64_t id = strtoull(text + PREFIX, NULL, 16);
    if (id == 0 || id > INT64_MAX)
        return false;
    *ret_run_id = (int64_t)id;
    return true;
}
