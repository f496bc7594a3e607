/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_alerts.h - what the benchmark itself said during a run: the alerts it indexed. */
#ifndef RIGEL_STORE_RUN_ALERTS_H
#define RIGEL_STORE_RUN_ALERTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

struct alert_row {
    int64_t run_id;
    const char *index, *id; /* of the document */
    bool has_time;
    int64_t at;
    const char *severity; /* lower case */
    const char *description;
};

/* Inside a transaction that touches the test: the alerts of these runs become exactly `rows`. */
MUST_CHECK bool store_alerts_replace(struct store_connection *connection, struct arena *arena,
                                     int64_t test_id, const int64_t *run_ids, size_t run_count,
                                     const struct alert_row *rows, size_t count, struct error *err);

#endif
