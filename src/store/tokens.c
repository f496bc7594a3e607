/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/tokens.h"

#include "store/token_text.h"

static struct store_param time_or_never(int64_t us)
{
    return us == INT64_MAX ? P_NULL() : P_TIME(us);
}

static int64_t time_at(const struct store_result *result, size_t row, int column)
{
    return store_is_null(result, row, column) ? INT64_MAX : store_time(result, row, column);
}

bool token_insert(struct store_connection *connection, struct token_row *row, const char *hash,
                  struct error *err)
{
    const struct browse_scope projects = {row->projects, row->project_count};
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ACCESS_INSERT_TOKEN, &result, err, P_TEXT(row->name),
                   P_TEXT(hash), P_TEXT(row->role), P_SCOPE(projects),
                   time_or_never(row->expires_at), P_TEXT(row->created_by)))
        return false;
    if (store_rows(result) == 0)
        return error_set(err, ERROR_CONFLICT, "name", "there is a token '%s' already", row->name);
    row->created_at = store_time(result, 0, 0);
    return true;
}

bool token_find(struct store_connection *connection, struct arena *arena, const char *hash,
                const struct token_row **ret_row, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ACCESS_FIND_TOKEN, &result, err, P_TEXT(hash)))
        return false;
    *ret_row = NULL;
    if (store_rows(result) == 0 || !token_hash_equal(hash, store_text(result, 0, 2)))
        return true;
    struct token_row *row = ARENA_NEW(arena, struct token_row);
    *row = (struct token_row){
        .token_id = store_int(result, 0, 0),
        .name = arena_strdup(arena, store_text(result, 0, 1)),
        .role = arena_strdup(arena, store_text(result, 0, 3)),
        .expires_at = time_at(result, 0, 5),
        .was_used = !store_is_null(result, 0, 6),
        .last_used_at = store_time(result, 0, 6),
    };
    row->project_count = store_texts(result, 0, 4, arena, &row->projects);
    *ret_row = row;
    return true;
}

bool token_use(struct store_connection *connection, int64_t token_id, struct error *err)
{
    return STORE_RUN(connection, QUERY_ACCESS_USE_TOKEN, NULL, err, P_INT(token_id));
}

bool tokens_list(struct store_connection *connection, struct arena *arena,
                 struct browse_scope scope, const char *after, size_t most,
                 struct token_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ACCESS_LIST_TOKENS, &result, err, P_TEXT(after),
                   P_INT((int64_t)most), P_SCOPE(scope)))
        return false;
    const size_t count = store_rows(result);
    struct token_row *rows = ARENA_ARRAY(arena, struct token_row, count);
    for (size_t i = 0; i < count; i++) {
        rows[i] = (struct token_row){
            .token_id = store_int(result, i, 0),
            .name = arena_strdup(arena, store_text(result, i, 1)),
            .role = arena_strdup(arena, store_text(result, i, 2)),
            .created_at = store_time(result, i, 4),
            .created_by = arena_strdup(arena, store_text(result, i, 5)),
            .expires_at = time_at(result, i, 6),
            .was_used = !store_is_null(result, i, 7),
            .last_used_at = store_time(result, i, 7),
        };
        rows[i].project_count = store_texts(result, i, 3, arena, &rows[i].projects);
    }
    *ret_rows = rows;
    *ret_count = count;
    return true;
}

bool token_revoke(struct store_connection *connection, struct browse_scope scope, const char *name,
                  struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ACCESS_REVOKE_TOKEN, &result, err, P_TEXT(name),
                   P_SCOPE(scope)))
        return false;
    return store_affected(result) > 0 ||
           error_set(err, ERROR_NOT_FOUND, "name", "there is no token '%s'", name);
}
