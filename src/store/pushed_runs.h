/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pushed_runs.h - documents that came over HTTP, read as a source reads them: by run. */
#ifndef RIGEL_STORE_PUSHED_RUNS_H
#define RIGEL_STORE_PUSHED_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

/* What is there of one run in one index. */
struct pushed_print {
    const char *run_uuid, *index;
    int64_t documents;
    int64_t sequence; /* of the one written last */
};

struct pushed_row {
    const char *run_uuid, *id;
    const char *body; /* JSON */
    size_t body_size;
};

/* The runs that got a document within the last age_us, in arena. */
MUST_CHECK bool pushed_runs_news(struct store_connection *connection, struct arena *arena,
                                 const char *source, int64_t age_us, const char *const **ret_uuids,
                                 size_t *ret_count, struct error *err);
/* By run, then index. */
MUST_CHECK bool pushed_runs_prints(struct store_connection *connection, struct arena *arena,
                                   const char *source, const char *const *uuids, size_t count,
                                   const struct pushed_print **ret_prints, size_t *ret_count,
                                   struct error *err);
MUST_CHECK bool pushed_runs_indices(struct store_connection *connection, struct arena *arena,
                                    const char *source, const char *const **ret_names,
                                    size_t *ret_count, struct error *err);
/* The next documents of an index after `after` (NULL: the first ones), of one run or of every run
 * (uuid NULL), ordered by run and id. A page holds about PUSHED_PAGE_BYTES at most; none means that
 * the last one was. */
enum { PUSHED_PAGE_ROWS = 500, PUSHED_PAGE_BYTES = 4 << 20 };
MUST_CHECK bool pushed_runs_page(struct store_connection *connection, struct arena *arena,
                                 const char *source, const char *uuid, const char *index,
                                 const struct pushed_row *after, const struct pushed_row **ret_rows,
                                 size_t *ret_count, struct error *err);
/* Deletes runs that got nothing since this time, and the answers to pushes before it. */
MUST_CHECK bool pushed_runs_sweep(struct store_connection *connection, int64_t before_us,
                                  int64_t *ret_deleted, struct error *err);

#endif
