/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/documents.h"

#include <string.h>

bool store_documents_delete(struct store_connection *connection, int64_t test_id,
                            const int64_t *run_ids, size_t count, struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_DELETE_DOCUMENTS, NULL, err, P_INT(test_id),
                     P_INTS(run_ids, count));
}

struct store_copy *store_documents_begin(struct store_connection *connection, struct error *err)
{
    return store_copy_begin(connection, QUERY_INGEST_COPY_DOCUMENTS, err);
}

bool store_documents_add(struct store_copy *copy, const struct document_row *row, struct error *err)
{
    store_copy_int(copy, row->test_id);
    store_copy_int(copy, row->run_id);
    store_copy_text(copy, row->index, strlen(row->index));
    store_copy_text(copy, row->id, strlen(row->id));
    store_copy_time(copy, row->at);
    store_copy_text(copy, row->body, row->body_size);
    return store_copy_row(copy, err);
}
