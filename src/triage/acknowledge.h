/* SPDX-License-Identifier: GPL-3.0-or-later */
/* acknowledge.h - brings the acknowledgements of the configured files into the database.
 *
 * An entry without `test` and `version` holds for every test. With either it holds for those tests
 * of the configuration that it fits: `test` is a test's name or its `benchmark` condition,
 * `version` the condition on its version field; a test without such a condition is fitted by any.
 * Rows read from a file have origin "file:PATH"; those that are gone from the files are removed,
 * rows of other origins are left alone, and the series touched are queued for analysis. */
#ifndef RIGEL_TRIAGE_ACKNOWLEDGE_H
#define RIGEL_TRIAGE_ACKNOWLEDGE_H

#include "base/arena.h"
#include "config/ack_file.h"
#include "config/service.h"
#include "store/acknowledgements.h"

/* All files in one transaction: one that cannot be read changes nothing. */
MUST_CHECK bool acknowledge_files(struct store_connection *connection,
                                  const struct service_config *config, struct error *err);

/* The rows that entries make for these tests, into arena. */
size_t acknowledge_rows(struct arena *arena, const struct ack_list *list,
                        const struct test_set *tests, struct acknowledgement_row **ret_rows);

#endif
