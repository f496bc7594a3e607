/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/rejected.h"

enum { TEXTS = 6 };

bool store_rejected_write(struct store_connection *connection, struct arena *arena,
                          const char *source, const char *test, const struct rejected_row *rows,
                          size_t count, struct error *err)
{
    const char **texts[TEXTS];

    for (size_t t = 0; t < TEXTS; t++)
        texts[t] = ARENA_ARRAY(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *row[TEXTS] = {rows[i].index, rows[i].id,     rows[i].run_uuid,
                                  rows[i].field, rows[i].reason, rows[i].excerpt};
        for (size_t t = 0; t < TEXTS; t++)
            texts[t][i] = row[t];
    }
    return STORE_RUN(connection, QUERY_INGEST_UPSERT_REJECTED, NULL, err, P_TEXT(source),
                     P_TEXT(test), P_TEXTS(texts[0], count), P_TEXTS(texts[1], count),
                     P_TEXTS(texts[2], count), P_TEXTS(texts[3], count), P_TEXTS(texts[4], count),
                     P_TEXTS(texts[5], count));
}
