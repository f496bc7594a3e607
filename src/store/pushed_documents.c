/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/pushed_documents.h"

#include <string.h>

#include "base/strmap.h"
#include "store/audit.h"
#include "store/ingest_requests.h"

struct work {
    struct arena *arena;
    const struct push *push;
    enum push_outcome outcome;
    const char *answer;
};

bool store_push_find(struct store_connection *connection, struct arena *arena,
                     const struct push *push, enum push_outcome *ret_outcome,
                     const char **ret_answer, struct error *err)
{
    AUTO_RESULT *found = NULL;

    *ret_outcome = PUSH_STORED;
    *ret_answer = NULL;
    if (!push->key)
        return true;
    if (!STORE_RUN(connection, QUERY_API_GET_PUSH, &found, err, P_TEXT(push->source),
                   P_TEXT(push->key)))
        return false;
    if (store_rows(found) == 0)
        return true;
    if (strcmp(store_text(found, 0, 0), push->hash) != 0) {
        *ret_outcome = PUSH_OTHER;
        return true;
    }
    *ret_outcome = PUSH_REPEATED;
    *ret_answer = arena_strdup(arena, store_text(found, 0, 1));
    return true;
}

static bool insert_rows(struct store_connection *connection, struct arena *arena,
                        const struct push *push, struct error *err)
{
    const char **runs = ARENA_ARRAY(arena, const char *, push->count);
    const char **indices = ARENA_ARRAY(arena, const char *, push->count);
    const char **ids = ARENA_ARRAY(arena, const char *, push->count);
    const char **bodies = ARENA_ARRAY(arena, const char *, push->count);

    for (size_t i = 0; i < push->count; i++) {
        runs[i] = push->rows[i].run_uuid;
        indices[i] = push->rows[i].index_name;
        ids[i] = push->rows[i].document_id;
        bodies[i] = push->rows[i].body;
    }
    return STORE_RUN(connection, QUERY_API_UPSERT_PUSHED_DOCUMENTS, NULL, err, P_TEXT(push->source),
                     P_TEXTS(runs, push->count), P_TEXTS(indices, push->count),
                     P_TEXTS(ids, push->count), P_TEXTS(bodies, push->count));
}

static bool ask_for_runs(struct store_connection *connection, struct arena *arena,
                         const struct push *push, struct error *err)
{
    struct strmap *asked = strmap_new(arena);

    for (size_t i = 0; i < push->count; i++) {
        const char *uuid = push->rows[i].run_uuid;
        if (strmap_has(asked, uuid))
            continue;
        strmap_put(asked, uuid, NULL);
        if (!ingest_request_add(connection, uuid, NULL, err))
            return false;
    }
    return true;
}

/* The row of the key is written first: two of the same push at once wait for one another there. */
static bool write_push(struct store_connection *connection, void *context, struct error *err)
{
    struct work *work = context;
    const struct push *push = work->push;
    AUTO_RESULT *written = NULL;

    work->outcome = PUSH_STORED;
    work->answer = push->answer;
    if (push->key) {
        if (!STORE_RUN(connection, QUERY_API_INSERT_PUSH, &written, err, P_TEXT(push->source),
                       P_TEXT(push->key), P_TEXT(push->hash), P_TEXT(push->answer)))
            return false;
        if (store_affected(written) == 0)
            return store_push_find(connection, work->arena, push, &work->outcome, &work->answer,
                                   err);
    }
    return insert_rows(connection, work->arena, push, err) &&
           ask_for_runs(connection, work->arena, push, err) &&
           audit_add(connection, push->who, push->address, "documents.push", push->source,
                     push->detail, err);
}

bool store_push(struct store_connection *connection, struct arena *arena, const struct push *push,
                enum push_outcome *ret_outcome, const char **ret_answer, struct error *err)
{
    struct work work = {.arena = arena, .push = push};

    if (!store_transaction_on(connection, STORE_READ_COMMITTED, write_push, &work, err))
        return false;
    *ret_outcome = work.outcome;
    *ret_answer = work.answer;
    return true;
}
