/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_documents.h - inside the file source: documents of some runs, read where file_index says. */
#ifndef RIGEL_INGEST_FILE_DOCUMENTS_H
#define RIGEL_INGEST_FILE_DOCUMENTS_H

#include "base/arena.h"
#include "base/stop.h"
#include "config/test.h"
#include "ingest/document_visits.h"
#include "ingest/file_index.h"

/* The tree is the caller's to json_decref. */
MUST_CHECK bool file_document_load(struct file_index *index, const struct file_entry *entry,
                                   struct arena *arena, struct visited_document *ret,
                                   struct error *err);

/* Each document of these runs (by the test's uuid field) in the indices of pattern, in the order of
 * the files. *arena is read anew for each document: the visitor may change it. stop may be NULL
 * (ERROR_CANCELLED). */
MUST_CHECK bool file_documents_visit(struct file_index *index, struct stop *stop,
                                     const struct test *test, const char *pattern,
                                     const char *const *uuids, size_t count,
                                     struct arena *const *arena, document_visit *visit,
                                     void *context, struct error *err);

#endif
