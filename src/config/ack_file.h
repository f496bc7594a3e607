/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ack_file.h - acknowledgement files: changes that people know of and accept.
 *
 *     ack:
 *       - uuid: 6f504134-...          # the run at which the change begins
 *         metric: podReadyLatency_P99 # the column
 *         reason: fixed upstream
 *         version: "4.19"             # only for this version; may be left out
 *         test: cluster-density-v2    # only for this benchmark; may be left out */
#ifndef RIGEL_CONFIG_ACK_FILE_H
#define RIGEL_CONFIG_ACK_FILE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/report.h"

struct acknowledgement {
    const char *uuid, *metric;
    const char *reason;         /* "" where none is given */
    const char *version, *test; /* NULL: any */
    const char *place;          /* file:line:column */
};

struct ack_list {
    struct arena *arena;
    const struct acknowledgement *items; /* file order; the same uuid and metric only once */
    size_t count;
};

/* Reads the files; a missing one is a fault, as is one without `ack`; an empty one is fine. NULL:
 * err is the first fault, all were reported (report may be NULL). The caller's to free. */
MUST_CHECK struct ack_list *ack_file_load(const char *const *paths, size_t count,
                                          config_report *report, void *context, struct error *err);
void ack_list_free(struct ack_list *list); /* NULL is fine */

#endif
