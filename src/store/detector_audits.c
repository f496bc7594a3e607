/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/detector_audits.h"

#include <math.h>
#include <string.h>

/* audit_figures in the arrays of a row. */
struct figure_arrays {
    int64_t histories[AUDIT_NOISES], tested[AUDIT_NOISES];
    double per_1000[AUDIT_NOISES], alarmed[AUDIT_NOISES];
    double steps[AUDIT_STEPS], delays[AUDIT_STEPS];
    int64_t injected[AUDIT_STEPS], found[AUDIT_STEPS];
};

static const char *const lacks[] = {
    [AUDIT_ENOUGH] = NULL, [AUDIT_FEW_VALUES] = "values", [AUDIT_NO_LEVEL] = "level"};

static struct figure_arrays arrays_of(const struct audit_figures *figures)
{
    struct figure_arrays arrays;

    for (size_t i = 0; i < AUDIT_NOISES; i++) {
        arrays.histories[i] = (int64_t)figures->quiet[i].histories;
        arrays.tested[i] = (int64_t)figures->quiet[i].values;
        arrays.per_1000[i] = figures->quiet[i].per_1000;
        arrays.alarmed[i] = figures->quiet[i].alarmed;
    }
    for (size_t i = 0; i < AUDIT_STEPS; i++) {
        arrays.steps[i] = figures->steps[i].percent;
        arrays.injected[i] = (int64_t)figures->steps[i].injected;
        arrays.found[i] = (int64_t)figures->steps[i].found;
        arrays.delays[i] = figures->steps[i].delay;
    }
    return arrays;
}

static bool insert(struct store_connection *connection, int64_t test_id,
                   const struct detector_audit_row *row, struct error *err)
{
    const struct figure_arrays arrays = arrays_of(&row->figures);

    return STORE_RUN(connection, QUERY_DETECT_INSERT_DETECTOR_AUDIT, NULL, err, P_INT(test_id),
                     P_TEXT(row->metric), P_INT(row->position), P_DOUBLE(row->cpu_seconds),
                     P_TEXT(row->algorithm), P_INT(row->direction), P_DOUBLE(row->threshold),
                     P_INT(row->samples), P_DOUBLE(row->budget), P_TEXT(lacks[row->lack]),
                     P_INT(row->points), P_INT((int64_t)row->figures.series),
                     P_INT((int64_t)row->figures.skipped), P_INTS(arrays.histories, AUDIT_NOISES),
                     P_INTS(arrays.tested, AUDIT_NOISES), P_DOUBLES(arrays.per_1000, AUDIT_NOISES),
                     P_DOUBLES(arrays.alarmed, AUDIT_NOISES), P_DOUBLES(arrays.steps, AUDIT_STEPS),
                     P_INTS(arrays.injected, AUDIT_STEPS), P_INTS(arrays.found, AUDIT_STEPS),
                     P_DOUBLES(arrays.delays, AUDIT_STEPS), P_DOUBLE(row->figures.threshold),
                     P_DOUBLE(row->figures.finds));
}

bool detector_audit_save(struct store_connection *connection, int64_t test_id,
                         const struct detector_audit_row *rows, size_t count, struct error *err)
{
    if (!STORE_RUN(connection, QUERY_DETECT_DELETE_DETECTOR_AUDIT, NULL, err, P_INT(test_id)))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!insert(connection, test_id, &rows[i], err))
            return false;
    return true;
}

bool detector_audit_due(struct store_connection *connection, struct arena *arena, int64_t us,
                        int64_t **ret_test_ids, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_DETECT_LIST_AUDIT_TESTS, &result, err, P_INT(us)))
        return false;
    *ret_count = store_rows(result);
    *ret_test_ids = ARENA_ARRAY(arena, int64_t, *ret_count + 1);
    for (size_t i = 0; i < *ret_count; i++)
        (*ret_test_ids)[i] = store_int(result, i, 0);
    return true;
}

/* ---- reading ---- */

static enum audit_lack lack_of(const char *word)
{
    for (size_t i = 0; word && i < ARRAY_LEN(lacks); i++)
        if (lacks[i] && strcmp(lacks[i], word) == 0)
            return (enum audit_lack)i;
    return AUDIT_ENOUGH;
}

/* A row of another program's version may have more or fewer steps. */
static void read_quiet(const struct store_result *result, size_t row, struct arena *arena,
                       struct audit_figures *figures)
{
    const int64_t *histories, *tested;
    const double *per_1000, *alarmed;
    size_t count = store_ints(result, row, 15, arena, &histories);

    (void)store_ints(result, row, 16, arena, &tested);
    (void)store_doubles(result, row, 17, arena, &per_1000);
    (void)store_doubles(result, row, 18, arena, &alarmed);
    for (size_t i = 0; i < count && i < AUDIT_NOISES; i++) {
        figures->quiet[i].histories = (size_t)histories[i];
        figures->quiet[i].values = (size_t)tested[i];
        figures->quiet[i].per_1000 = per_1000[i];
        figures->quiet[i].alarmed = alarmed[i];
    }
}

static void read_steps(const struct store_result *result, size_t row, struct arena *arena,
                       struct audit_figures *figures)
{
    const int64_t *injected, *found;
    const double *steps, *delays;
    const size_t count = store_doubles(result, row, 19, arena, &steps);

    (void)store_ints(result, row, 20, arena, &injected);
    (void)store_ints(result, row, 21, arena, &found);
    (void)store_doubles(result, row, 22, arena, &delays);
    for (size_t i = 0; i < count && i < AUDIT_STEPS; i++)
        figures->steps[i] = (struct audit_step){
            .percent = steps[i],
            .injected = (size_t)injected[i],
            .found = (size_t)found[i],
            .recall = injected[i] ? (double)found[i] / (double)injected[i] : (double)NAN,
            .delay = delays[i],
        };
}

static struct detector_audit_row row_of(const struct store_result *result, size_t row,
                                        struct arena *arena)
{
    struct detector_audit_row read = {
        .test_id = store_int(result, row, 0),
        .test = arena_strdup(arena, store_text(result, row, 1)),
        .metric = arena_strdup(arena, store_text(result, row, 2)),
        .position = store_int(result, row, 3),
        .measured_at = store_time(result, row, 4),
        .cpu_seconds = store_double(result, row, 5),
        .algorithm = arena_strdup(arena, store_text(result, row, 6)),
        .direction = (int)store_int(result, row, 7),
        .threshold = store_double(result, row, 8),
        .samples = store_int(result, row, 9),
        .budget = store_double(result, row, 10),
        .lack = lack_of(store_text(result, row, 11)),
        .points = store_int(result, row, 12),
        .figures = {.series = (size_t)store_int(result, row, 13),
                    .skipped = (size_t)store_int(result, row, 14),
                    .threshold = store_double(result, row, 23),
                    .finds = store_double(result, row, 24)},
    };

    read_quiet(result, row, arena, &read.figures);
    read_steps(result, row, arena, &read.figures);
    return read;
}

static void take_rows(const struct store_result *result, struct arena *arena,
                      struct detector_audit_row **ret_rows, size_t *ret_count)
{
    const size_t count = store_rows(result);
    struct detector_audit_row *rows = ARENA_ARRAY(arena, struct detector_audit_row, count + 1);

    for (size_t i = 0; i < count; i++)
        rows[i] = row_of(result, i, arena);
    *ret_rows = rows;
    *ret_count = count;
}

bool detector_audit_load(struct store_connection *connection, struct arena *arena, int64_t test_id,
                         struct detector_audit_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_TEST_AUDIT, &result, err, P_INT(test_id)))
        return false;
    take_rows(result, arena, ret_rows, ret_count);
    return true;
}

bool detector_audit_list(struct store_connection *connection, struct arena *arena,
                         struct browse_scope scope, const char *after, size_t most,
                         struct detector_audit_row **ret_rows, size_t *ret_count, struct error *err)
{
    AUTO_RESULT *result = NULL;

    if (!STORE_RUN(connection, QUERY_API_LIST_DETECTOR_AUDITS, &result, err, P_TEXT(after),
                   P_INT((int64_t)most), P_SCOPE(scope)))
        return false;
    take_rows(result, arena, ret_rows, ret_count);
    return true;
}
