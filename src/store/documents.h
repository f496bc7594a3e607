/* SPDX-License-Identifier: GPL-3.0-or-later */
/* documents.h - result documents as they came.
 *
 * document.at is the time of the run, not of the document: all documents of a run lie in one
 * partition, and the retention drops a run's documents as a whole. */
#ifndef RIGEL_STORE_DOCUMENTS_H
#define RIGEL_STORE_DOCUMENTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

MUST_CHECK bool store_documents_delete(struct store_connection *connection, int64_t test_id,
                                       const int64_t *run_ids, size_t count, struct error *err);

struct document_row {
    int64_t test_id, run_id;
    const char *index, *id;
    int64_t at;
    const char *body; /* JSON, valid UTF-8 without a NUL byte */
    size_t body_size;
};

/* A COPY into document: store_copy_end or store_copy_abort ends it. The partitions must exist and
 * no row of these runs may be left. */
MUST_CHECK struct store_copy *store_documents_begin(struct store_connection *connection,
                                                    struct error *err);
MUST_CHECK bool store_documents_add(struct store_copy *copy, const struct document_row *row,
                                    struct error *err);

#endif
