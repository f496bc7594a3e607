/* SPDX-License-Identifier: GPL-3.0-or-later */
/* output.h - documents as they are made, and what their files say of the run. Inside the adapt
 * room: each format's read function gets one.
 *
 *     struct writer *document = output_begin(out, time);
 *     writer_text(document, "metricName", "wrk");
 *     if (!output_end(out, file, from, size, err))
 *         return false;
 */
#ifndef RIGEL_ADAPT_OUTPUT_H
#define RIGEL_ADAPT_OUTPUT_H

#include "adapt/adapt.h"
#include "adapt/object.h"
#include "base/arena.h"
#include "json/writer.h"

/* Memory for one document: output_end empties it. */
struct arena *output_arena(struct output *out);
/* Memory for the whole call: small things only. */
struct arena *output_kept(struct output *out);

/* Takes a run id that the tool gives: the run's where the caller gave none. ERROR_INPUT at `at`
 * where it is another run's than the first one's. */
MUST_CHECK bool output_run(struct output *out, const struct adapt_file *file, const char *uuid,
                           const char *at, struct error *err);

/* Begins a document with its uuid, and its time where that is not INT64_MIN. */
struct writer *output_begin(struct output *out, int64_t time_us);
/* Adds the members of an object as they stand, but for those named in `but` (a NULL ends it;
 * "uuid" is left out by itself and kept as toolUuid where it is another id). */
void output_members(struct output *out, const struct object *object, const char *const *but);
/* An object's text with the run's uuid put before its members, in the document's memory.
 * NULL: larger than LIMIT_DOCUMENT_SIZE. */
const char *output_with_run(struct output *out, const struct object *object, size_t *ret_size);
/* Ends the document. from[0, size) is the part of the file that it was made from: its id. */
MUST_CHECK bool output_end(struct output *out, const struct adapt_file *file, const char *from,
                           size_t size, struct error *err);

/* Hands out a document that is made already. index and id may be NULL: as configured and as
 * output_end makes it. */
MUST_CHECK bool output_ready(struct output *out, const struct adapt_file *file, const char *index,
                             const char *id, const char *run, const char *from, const char *body,
                             size_t size, struct error *err);

/* Something of the run for its metadata document; the first one of a name stays. json is JSON. */
void output_fact(struct output *out, const char *key, const char *json, size_t size);
void output_fact_text(struct output *out, const char *key, const char *text);
/* The members of an object that describe the cluster under test (platform, ocpVersion, ...). */
void output_cluster_facts(struct output *out, const struct object *object);
/* A job of the run has passed or failed: one that failed makes the run's jobStatus `failure`. */
void output_job(struct output *out, bool passed);
/* When something of the run was: the earliest is the run's time. */
void output_time(struct output *out, int64_t time_us);

/* For adapt.c alone. */
struct output *output_new(const struct adapt_format *format, const struct adapt_run *run,
                          const struct adapt_sinks *sinks);
void output_free(struct output *out); /* NULL is fine */
/* Before each file is read. */
void output_next_file(struct output *out);
/* The run's metadata document. */
MUST_CHECK bool output_finish(struct output *out, struct error *err);

const struct adapt_sinks *output_sinks(const struct output *out);
const struct adapt_run *output_known(const struct output *out);

#endif
