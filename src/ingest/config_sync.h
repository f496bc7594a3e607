/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config_sync.h - the configured tests and their series into the database.
 *
 * All ingest processes of one database are to have the same tests: what this one's configuration
 * does not name becomes inactive. Nothing is ever deleted. The active series of a test that differs
 * from what is stored are queued for analysis. */
#ifndef RIGEL_INGEST_CONFIG_SYNC_H
#define RIGEL_INGEST_CONFIG_SYNC_H

#include "base/attributes.h"
#include "base/error.h"
#include "config/service.h"
#include "store/store.h"

/* The source that a test reads from. ERROR_CONFIG: the configuration has none of that name. */
MUST_CHECK const struct source_config *test_source(const struct service_config *config,
                                                   const struct test *test, struct error *err);

/* All tests and series in one transaction. Series of group_by metrics are written when their values
 * are known (config_sync_series). */
MUST_CHECK bool config_sync(struct store *store, const struct service_config *config,
                            struct error *err);
/* The series of an expanded test, inside the caller's transaction. Others of the test stay active:
 * they may belong to values that no document names any more. */
MUST_CHECK bool config_sync_series(struct store_connection *connection, const struct test *test,
                                   struct error *err);

#endif
