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

#include <stdbool.h>
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

/* How Orion's command line takes acknowledgements. */
struct ack_question {
    /* Entries with a version or test count only where it is this text; NULL: they all do.
     * test_set's first_version and first_benchmark. */
    const char *version, *test;
    /* ack/all_ack.yaml of the working directory is read first, where it is there: what Orion's
     * guide promises and Orion does not do. */
    bool with_default_file;
};

#define ACK_DEFAULT_FILE "ack/all_ack.yaml"

/* Reads the files as Orion's --ack: a missing one is a warning, as is an `ack` that is no list (it
 * counts for nothing); one without `ack`, no YAML, or an entry without uuid or metric is a fault.
 * An entry whose uuid or metric is no text matches nothing and is left out with a warning. NULL:
 * err is the first fault. The caller's to free; to be added to (services_jira_acks). */
MUST_CHECK struct ack_list *ack_file_load_orion(const char *const *paths, size_t count,
                                                const struct ack_question *question,
                                                config_report *report, void *context,
                                                struct error *err);
void ack_list_free(struct ack_list *list); /* NULL is fine */

#endif
