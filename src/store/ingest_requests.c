/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/ingest_requests.h"

bool ingest_request_add(struct store_connection *connection, const char *uuid, const char *test,
                        struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_INSERT_REQUEST, NULL, err, P_TEXT(uuid), P_TEXT(test),
                     P_TEXT(CHANNEL_PULL));
}

bool ingest_requests_load(struct store_connection *connection, struct arena *arena,
                          const char *source, size_t most,
                          const struct ingest_request **ret_requests, size_t *ret_count,
                          struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_INGEST_LIST_REQUESTS, &result, err, P_TEXT(source),
                   P_INT(INGEST_REQUEST_LIFE_US), P_INT((int64_t)most)))
        return false;
    struct ingest_request *requests = ARENA_ARRAY(arena, struct ingest_request, store_rows(result));
    for (size_t i = 0; i < store_rows(result); i++)
        requests[i] = (struct ingest_request){
            .request_id = store_int(result, i, 0),
            .uuid = arena_strdup(arena, store_text(result, i, 1)),
            .test = arena_strdup(arena, store_text(result, i, 2)),
        };
    *ret_requests = requests;
    *ret_count = store_rows(result);
    return true;
}

bool ingest_requests_done(struct store_connection *connection, const char *source,
                          const int64_t *request_ids, size_t count, struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_ANSWER_REQUESTS, NULL, err, P_TEXT(source),
                     P_INTS(request_ids, count));
}

bool ingest_requests_sweep(struct store_connection *connection, struct error *err)
{
    return STORE_RUN(connection, QUERY_INGEST_SWEEP_REQUESTS, NULL, err,
                     P_INT(INGEST_REQUEST_LIFE_US));
}
