/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rejects.h - the documents put aside while a batch is read, until they are written.
 *
 * At most REJECTS_KEPT are kept with their reason; all are counted. */
#ifndef RIGEL_INGEST_REJECTS_H
#define RIGEL_INGEST_REJECTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "ingest/source.h"
#include "store/rejected.h"

enum { REJECTS_KEPT = 10000 };

struct rejects {
    struct arena *arena;
    struct rejected_row *rows;
    size_t count, capacity;
    int64_t total;    /* documents, with those that were not kept */
    int64_t gaps;     /* values that documents could not give, likewise */
    size_t first_gap; /* in rows, where it was kept */
};

void rejects_init(struct rejects *rejects);
void rejects_done(struct rejects *rejects);
void rejects_clear(struct rejects *rejects);

/* why->text is the reason. run_uuid may be NULL; field is "" for the document as a whole. What came
 * from outside is cut, and made valid UTF-8. */
void rejects_add(struct rejects *rejects, const struct hit *hit, const char *run_uuid,
                 const char *field, const struct error *why);

/* A run's metric that has no value for this reason, though documents match: no document is at
 * fault, so none counts as rejected. The row's document is the run. */
void rejects_add_gap(struct rejects *rejects, const char *run_uuid, const char *column,
                     const char *reason);

/* Writes them inside the caller's transaction. They stay until rejects_clear. */
MUST_CHECK bool rejects_write(const struct rejects *rejects, struct store_connection *connection,
                              const char *source, const char *test, struct error *err);
/* One warning each with the count and the first reason; nothing where there are none. */
void rejects_log(const struct rejects *rejects, const char *test);

#endif
