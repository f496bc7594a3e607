/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_documents.h - inside the file source: documents of some runs, read where file_index says. */
#ifndef RIGEL_INGEST_FILE_DOCUMENTS_H
#define RIGEL_INGEST_FILE_DOCUMENTS_H

#include <jansson.h>

#include "base/arena.h"
#include "base/stop.h"
#include "config/test.h"
#include "ingest/file_index.h"
#include "ingest/source.h"

struct file_document {
    struct hit hit; /* index, id and bytes; lives in the arena of the call */
    json_t *tree;   /* the caller's to json_decref where file_document_load gave it */
};

MUST_CHECK bool file_document_load(struct file_index *index, const struct file_entry *entry,
                                   struct arena *arena, struct file_document *ret,
                                   struct error *err);

/* run: position in uuids. The tree is borrowed for the call; the arena may be reset. */
typedef bool file_document_visit(void *context, size_t run, const struct file_document *document,
                                 struct error *err);

/* Each document of these runs (by the test's uuid field) in the indices of pattern, in the order of
 * the files. *arena is read anew for each document: the visitor may change it. stop may be NULL
 * (ERROR_CANCELLED). */
MUST_CHECK bool file_documents_visit(struct file_index *index, struct stop *stop,
                                     const struct test *test, const char *pattern,
                                     const char *const *uuids, size_t count,
                                     struct arena *const *arena, file_document_visit *visit,
                                     void *context, struct error *err);

#endif
