/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/verdict_due.h"

#include <inttypes.h>
#include <stdio.h>

bool verdict_due_add(struct store_connection *connection, int64_t test_id, const int64_t *run_ids,
                     size_t count, struct error *err)
{
    char payload[24];

    if (count == 0)
        return true;
    (void)snprintf(payload, sizeof payload, "%" PRId64, test_id);
    return STORE_RUN(connection, QUERY_INGEST_INSERT_VERDICTS_DUE, NULL, err, P_INT(test_id),
                     P_INTS(run_ids, count)) &&
           store_notify(connection, CHANNEL_POINTS, payload, err);
}
