/* SPDX-License-Identifier: GPL-3.0-or-later */
/* group_values.h - the values of group_by fields that ingest has met, and tests with their metrics
 * expanded to them.
 *
 * What was met stays met while this lives: a poll that sees few runs must not make series of the
 * others vanish or change their order. Belongs to one thread at a time. */
#ifndef RIGEL_INGEST_GROUP_VALUES_H
#define RIGEL_INGEST_GROUP_VALUES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "config/test.h"
#include "ingest/source.h"

struct group_values;

bool test_has_groups(const struct test *test); /* a metric with group_by */

/* test must outlive it. */
struct group_values *group_values_new(const struct test *test);
void group_values_free(struct group_values *groups); /* NULL is fine */

/* Nothing was asked yet. */
bool group_values_is_new(const struct group_values *groups);
/* Asks the source for the values among these runs. *ret_grew: one was new. */
MUST_CHECK bool group_values_learn(struct group_values *groups, struct source *source,
                                   const char *const *uuids, size_t count, bool *ret_grew,
                                   struct error *err);
/* The test with every group_by metric replaced by one a known value, in the order of the file and
 * of the values as text; in arena. A test without group_by comes back as it is. */
MUST_CHECK bool group_values_expand(const struct group_values *groups, struct arena *arena,
                                    const struct test **ret_test, struct error *err);

#endif
