/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/audit.h"

bool audit_add(struct store_connection *connection, const char *who, const char *address,
               const char *action, const char *subject, const char *detail, struct error *err)
{
    return STORE_RUN(connection, QUERY_ACCESS_INSERT_AUDIT, NULL, err, P_TEXT(who),
                     P_TEXT(address ? address : ""), P_TEXT(action), P_TEXT(subject),
                     P_TEXT(detail));
}

bool audit_list(struct store_connection *connection, struct arena *arena,
                const struct audit_filter *filter, size_t most, struct audit_row **ret_rows,
                size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_ACCESS_LIST_AUDIT, &result, err, P_TIME(filter->since_us),
                   P_TIME(filter->until_us), P_TIME(filter->after_at), P_INT(filter->after_id),
                   P_INT((int64_t)most)))
        return false;
    const size_t count = store_rows(result);
    struct audit_row *rows = ARENA_ARRAY(arena, struct audit_row, count);
    for (size_t i = 0; i < count; i++)
        rows[i] = (struct audit_row){
            .audit_id = store_int(result, i, 0),
            .at = store_time(result, i, 1),
            .who = arena_strdup(arena, store_text(result, i, 2)),
            .address = arena_strdup(arena, store_text(result, i, 3)),
            .action = arena_strdup(arena, store_text(result, i, 4)),
            .subject = arena_strdup(arena, store_text(result, i, 5)),
            .detail = arena_strdup(arena, store_text(result, i, 6)),
        };
    *ret_rows = rows;
    *ret_count = count;
    return true;
}
