/* SPDX-License-Identifier: GPL-3.0-or-later */
/* migrate.h - forward-only schema changes, and the live schema held against the expected one.
 *
 * Migrations are sql/migrations/NNNN_name.sql, compiled in, each applied in a transaction of its
 * own and recorded in schema_migration with the SHA-256 of its text; one that was applied with
 * another text is an error. An advisory lock lets several processes start at once. */
#ifndef RIGEL_STORE_MIGRATE_H
#define RIGEL_STORE_MIGRATE_H

#include "store/store.h"

struct migrate_report {
    int from, to;     /* schema versions; 0: an empty database */
    unsigned applied; /* migrations applied now */
};

MUST_CHECK bool migrate_apply(struct store *store, struct migrate_report *ret_report,
                              struct error *err);
/* False with what differs (tables, columns, types, indexes, constraints), or with how many
 * migrations are missing. */
MUST_CHECK bool migrate_verify(struct store *store, struct error *err);
/* Distributes the large tables by test_id and makes the small ones reference tables; the Citus
 * extension must be installed in the server. */
MUST_CHECK bool migrate_citus(struct store *store, struct error *err);

#endif
