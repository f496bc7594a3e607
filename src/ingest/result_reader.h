/* SPDX-License-Identifier: GPL-3.0-or-later */
/* result_reader.h - one result document into the reduction: which run, readable time, the values of
 * each metric it matches.
 *
 * What is wrong with the document as a whole (not JSON, no run id, unreadable time) puts it aside;
 * what is wrong with one metric's field puts only that metric's part aside. A document without the
 * time field is taken, its time is the run's, but for a slope: its part is put aside. */
#ifndef RIGEL_INGEST_RESULT_READER_H
#define RIGEL_INGEST_RESULT_READER_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "config/test.h"
#include "ingest/reduce.h"
#include "ingest/rejects.h"
#include "ingest/source.h"

struct result_reader;

/* test must outlive it. */
struct result_reader *result_reader_new(const struct test *test);
void result_reader_free(struct result_reader *reader); /* NULL is fine */

/* The runs that documents may belong to; their position is the run number of the reduction. uuids
 * must stay until the next call. */
void result_reader_runs(struct result_reader *reader, const char *const *uuids, size_t count);

/* *ret_run: the run whose document this is, or SIZE_MAX where it is put aside or belongs to none of
 * the runs. false: the reduction is full, or no memory. */
MUST_CHECK bool result_reader_take(struct result_reader *reader, const struct hit *hit,
                                   struct reduction *reduction, struct rejects *rejects,
                                   size_t *ret_run, struct error *err);

#endif
