/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema.h - inside the store room only: the live catalogue against sql/expected_schema.txt.
 *
 * Both are lists of (kind, table, name, definition) made by sql/queries/store/list_schema.sql;
 * tools/expected-schema writes the file from the migrations. Tables, views and functions that are
 * not in the file are someone else's and are left alone; so are further indexes that are not
 * unique, which an administrator may add. */
#ifndef RIGEL_STORE_SCHEMA_H
#define RIGEL_STORE_SCHEMA_H

#include "store/store.h"

/* ERROR_CONFLICT: names what differs. */
MUST_CHECK bool schema_compare(struct store_connection *connection, struct error *err);

#endif
