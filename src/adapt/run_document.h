/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_document.h - the metadata document of a run, gathered from its files and from the caller.
 * Inside the adapt room.
 *
 * What wins where several say it: the caller's metadata, the caller's build and build URL, the
 * first file, the default (benchmark: the format's name). */
#ifndef RIGEL_ADAPT_RUN_DOCUMENT_H
#define RIGEL_ADAPT_RUN_DOCUMENT_H

#include "adapt/adapt.h"
#include "base/arena.h"
#include "base/buffer.h"

struct run_document;

struct run_document *run_document_new(struct arena *arena, const char *format);

/* json lives as long as the arena. */
void run_document_fact(struct run_document *about, const char *key, const char *json);
void run_document_fact_text(struct run_document *about, const char *key, const char *text);
void run_document_job(struct run_document *about, bool passed);
void run_document_time(struct run_document *about, int64_t time_us);

/* Is it a field by which cloud-bulldozer's tools describe the cluster under test? */
bool run_document_is_cluster_field(const char *key);
/* Does the caller say anything that documents alone do not? */
bool run_document_is_wanted(const struct adapt_run *run);
void run_document_write(const struct run_document *about, const struct adapt_run *run,
                        const char *uuid, struct buffer *out);

#endif
