/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/explain_find.h"

#include "base/limits.h"
#include "config/nearest.h"

enum { NAMES = 1000 }; /* looked through for a near one */

#define ALL_TIMES ((struct browse_span){CLOCK_MIN, CLOCK_MAX})

static bool not_found(const char *place, const char *what, const char *name,
                      const char *const *known, size_t count, struct error *err)
{
    const char *near = nearest_of(name, known, count);

    if (near)
        return error_set(err, ERROR_NOT_FOUND, place, "%s '%.200s'; is '%.200s' meant?", what, name,
                         near);
    return error_set(err, ERROR_NOT_FOUND, place, "%s '%.200s'", what, name);
}

bool explain_find_test(struct store_connection *connection, struct arena *arena,
                       const struct explain_question *question, int64_t *ret_test_id,
                       struct error *err)
{
    struct test_row *rows;
    size_t count;

    if (browse_test_id(connection, question->scope, question->test, ret_test_id, err))
        return true;
    if (err->code != ERROR_NOT_FOUND)
        return false;
    if (!browse_tests(connection, arena, question->scope, "", NAMES, &rows, &count, err))
        return false;

    const char **names = ARENA_ARRAY(arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
        names[i] = rows[i].name;
    return not_found("test", "no test is called", question->test, names, count, err);
}

bool explain_find_series(struct store_connection *connection, struct arena *arena,
                         const struct explain_question *question, int64_t test_id,
                         struct series_row **ret_row, struct error *err)
{
    const struct series_after first = {-1, ""};
    struct series_row *rows;
    size_t count;

    if (browse_one_series(connection, arena, test_id, question->metric, ret_row, err))
        return true;
    if (err->code != ERROR_NOT_FOUND)
        return false;
    if (!browse_series(connection, arena, test_id, first, NAMES, &rows, &count, err))
        return false;

    const char **names = ARENA_ARRAY(arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
        names[i] = rows[i].metric;
    return not_found("metric", "the test has no metric", question->metric, names, count, err);
}

static bool no_build(struct store_connection *connection, struct arena *arena,
                     const struct explain_question *question, int64_t test_id, struct error *err)
{
    struct run_row *rows;
    size_t count, builds = 0;

    if (!browse_runs(connection, arena, question->scope, &test_id, NULL, ALL_TIMES, RUN_LAST, NAMES,
                     &rows, &count, err))
        return false;

    const char **names = ARENA_ARRAY(arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
        if (rows[i].build)
            names[builds++] = rows[i].build;
    return not_found("build", "the test has no run of a build", question->build, names, builds,
                     err);
}

static bool load_runs(struct store_connection *connection, struct arena *arena,
                      const struct explain_question *question, int64_t test_id,
                      struct run_row **ret_rows, size_t *ret_count, struct error *err)
{
    if (!question->run && !question->build) {
        if (!browse_runs(connection, arena, question->scope, &test_id, NULL, ALL_TIMES, RUN_LAST, 1,
                         ret_rows, ret_count, err))
            return false;
        return *ret_count > 0 ||
               error_set(err, ERROR_NOT_FOUND, "build", "the test has no run yet");
    }
    if (question->run)
        return browse_run(connection, arena, question->scope, question->run, &test_id, ret_rows,
                          ret_count, err);
    if (!browse_runs(connection, arena, question->scope, &test_id, question->build, ALL_TIMES,
                     RUN_LAST, LIMIT_EXPLAIN_RUNS + 1, ret_rows, ret_count, err))
        return false;
    if (*ret_count > LIMIT_EXPLAIN_RUNS)
        return error_set(err, ERROR_LIMIT, "build", "the build has more than %d runs; ask for one",
                         LIMIT_EXPLAIN_RUNS);
    return *ret_count > 0 || no_build(connection, arena, question, test_id, err);
}

bool explain_find_runs(struct store_connection *connection, struct arena *arena,
                       const struct explain_question *question, int64_t test_id,
                       struct explanation_run **ret_runs, size_t *ret_count, struct error *err)
{
    struct explanation_run *runs;
    struct run_row *rows = NULL;
    size_t count = 0;

    if (!load_runs(connection, arena, question, test_id, &rows, &count, err))
        return false;
    runs = ARENA_ARRAY(arena, struct explanation_run, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct run_row *row = &rows[count - 1 - i];

        runs[i] = (struct explanation_run){.run_id = row->run_id,
                                           .at = row->at,
                                           .uuid = row->uuid,
                                           .build = row->build,
                                           .build_url = row->build_url,
                                           .excluded = row->flags.excluded,
                                           .confirms = row->flags.confirms != 0};
    }
    *ret_runs = runs;
    *ret_count = count;
    return true;
}
