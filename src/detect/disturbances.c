/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/disturbances.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "store/environment.h"
#include "store/regressions.h"
#include "store/test_state.h"
#include "triage/environment.h"

struct search {
    struct arena *arena;
    const struct disturbance_options *options;
    const struct environment_place *places; /* all tests, by test_id */
    size_t place_count;
    size_t changed;
};

/* One platform with what is compared with it. */
struct surroundings {
    struct environment_data data;
    const int64_t *test_ids; /* of data.tests */
};

static bool copy_text(const char *text, char *out, size_t size, const char *key, struct error *err)
{
    if (snprintf(out, size, "%s", text) >= (int)size)
        return error_set(err, ERROR_CONFIG, key, "longer than %zu bytes", size - 1);
    return true;
}

bool disturbance_options_of(const struct service_config *config, struct disturbance_options *ret,
                            struct error *err)
{
    return copy_text(config->environment_platform, ret->platform, sizeof ret->platform,
                     "environment.platform", err) &&
           copy_text(config->environment_stream, ret->stream, sizeof ret->stream,
                     "environment.stream", err) &&
           copy_text(config->environment_fields, ret->fields, sizeof ret->fields,
                     "environment.fields", err);
}

static const struct environment_place *find_place(const struct search *search, int64_t test_id)
{
    for (size_t i = 0; i < search->place_count; i++)
        if (search->places[i].test_id == test_id)
            return &search->places[i];
    return NULL;
}

/* ---- what is read ---- */

/* Does the platform test this stream? */
static bool has_stream(const struct search *search, const char *platform, const char *stream)
{
    for (size_t i = 0; i < search->place_count; i++)
        if (strcmp(search->places[i].platform, platform) == 0 &&
            strcmp(search->places[i].stream, stream) == 0)
            return true;
    return false;
}

static bool load_surroundings(struct store_connection *connection, const struct search *search,
                              const char *platform, struct surroundings *ret, struct error *err)
{
    int64_t *ids = ARENA_ARRAY(search->arena, int64_t, search->place_count + 1);
    int64_t *since = ARENA_ARRAY(search->arena, int64_t, search->place_count + 1);
    struct environment_test *tests =
        ARENA_ARRAY(search->arena, struct environment_test, search->place_count + 1);
    size_t count = 0, here = 0, elsewhere = 0, loaded;
    struct environment_values *values;

    for (size_t i = 0; i < search->place_count; i++) {
        const struct environment_place *place = &search->places[i];
        const bool is_here = strcmp(place->platform, platform) == 0;

        if (is_here
                ? here++ >= DISTURBANCE_TESTS
                : !has_stream(search, platform, place->stream) || elsewhere++ >= DISTURBANCE_TESTS)
            continue;
        ids[count] = place->test_id;
        since[count] = place->since;
        tests[count++] =
            (struct environment_test){.platform = place->platform, .stream = place->stream};
    }
    if (!environment_values_load(connection, search->arena, ids, since, count, &values, &loaded,
                                 err))
        return false;

    struct environment_series *series =
        ARENA_ARRAY(search->arena, struct environment_series, loaded + 1);

    for (size_t i = 0; i < loaded; i++)
        series[i] = (struct environment_series){.test = values[i].test,
                                                .metric = values[i].metric,
                                                .values = values[i].values,
                                                .at = values[i].at,
                                                .count = values[i].count};
    *ret = (struct surroundings){
        .data = {.tests = tests, .test_count = count, .series = series, .series_count = loaded},
        .test_ids = ids};
    return true;
}

/* ---- what is said ---- */

/* NULL: no field of the environment changed there. */
static bool field_reason(struct store_connection *connection, const struct search *search,
                         const struct environment_change *change, const char **ret_reason,
                         struct error *err)
{
    struct environment_field *fields;
    size_t count;

    *ret_reason = NULL;
    if (!environment_fields_load(connection, search->arena, change->test_id,
                                 search->options->fields, DISTURBANCE_RUNS, &fields, &count, err))
        return false;
    for (size_t i = 0; i < count && !*ret_reason; i++)
        for (size_t row = 1; row < fields[i].count; row++)
            if (fields[i].run_ids[row] == change->run_id &&
                environment_field_changed(fields[i].values, fields[i].count, row))
                *ret_reason = arena_printf(search->arena, "the runs have another %s since (%s)",
                                           fields[i].name, fields[i].values[fields[i].count - 1]);
    return true;
}

static struct environment_answer judge(const struct search *search,
                                       const struct surroundings *around,
                                       const struct environment_change *change)
{
    struct environment_question question = {.at = change->times,
                                            .at_count = change->time_count,
                                            .metrics = change->metrics,
                                            .metric_count = change->metric_count};

    for (size_t i = 0; i < around->data.test_count; i++)
        if (around->test_ids[i] == change->test_id) {
            question.test = i;
            return environment_judge(search->arena, &around->data, &question);
        }
    return (struct environment_answer){.score = NAN};
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool write_change(struct store_connection *connection, struct search *search,
                         const struct environment_change *before, struct environment_change now,
                         struct error *err)
{
    if (same_text(before->environment, now.environment) && before->moved == now.moved &&
        before->seen == now.seen &&
        (before->score == now.score || (isnan(before->score) && isnan(now.score))))
        return true;
    if (!environment_write(connection, &now, err))
        return false;
    if (!before->environment == !now.environment)
        return true;
    search->changed++;
    return regression_tell(connection, now.test_id, now.regression_id,
                           now.environment ? "environment" : "product", err) &&
           store_test_touch(connection, now.test_id, err);
}

static bool judge_change(struct store_connection *connection, struct search *search,
                         const struct surroundings *around, const char *platform,
                         const struct environment_change *change, struct error *err)
{
    const struct environment_answer answer = judge(search, around, change);
    struct environment_change now = *change;
    const char *field;

    if (!field_reason(connection, search, change, &field, err))
        return false;
    now.environment = field;
    now.score = answer.score;
    now.moved = (int64_t)answer.moved;
    now.seen = (int64_t)answer.seen;
    if (!field && answer.environment)
        now.environment = arena_printf(search->arena,
                                       "%zu of %zu series of %s moved together in %zu tests, as "
                                       "those of the same release elsewhere did not",
                                       answer.moved, answer.seen, platform, answer.tests);
    return write_change(connection, search, change, now, err);
}

/* ---- the pass ---- */

static bool find_on(struct store_connection *connection, struct search *search,
                    const char *platform, struct error *err)
{
    int64_t *ids = ARENA_ARRAY(search->arena, int64_t, search->place_count + 1);
    struct environment_change *changes;
    struct surroundings around;
    size_t count = 0, found;

    for (size_t i = 0; i < search->place_count; i++)
        if (strcmp(search->places[i].platform, platform) == 0)
            ids[count++] = search->places[i].test_id;
    if (!environment_changes_load(connection, search->arena, ids, count, DISTURBANCE_LATER,
                                  DISTURBANCE_UNSEEN, &changes, &found, err))
        return false;
    if (found == 0)
        return true;
    if (!load_surroundings(connection, search, platform, &around, err))
        return false;
    for (size_t i = 0; i < found; i++)
        if (!judge_change(connection, search, &around, platform, &changes[i], err))
            return false;
    return true;
}

/* Is this the first of the due tests on its platform? */
static bool is_first(const struct search *search, const struct environment_due *due, size_t index,
                     const char *platform)
{
    for (size_t i = 0; i < index; i++) {
        const struct environment_place *place = find_place(search, due->test_ids[i]);

        if (place && strcmp(place->platform, platform) == 0)
            return false;
    }
    return true;
}

static bool body(struct store_connection *connection, void *context, struct error *err)
{
    struct search *search = context;
    struct environment_due due;
    struct environment_place *places;

    search->changed = 0;
    arena_reset(search->arena);
    if (!environment_lock(connection, err) ||
        !environment_due_load(connection, search->arena, &due, err))
        return false;
    if (due.count == 0)
        return true;
    if (!environment_places_load(connection, search->arena, search->options->platform,
                                 search->options->stream, DISTURBANCE_RUNS, &places,
                                 &search->place_count, err))
        return false;
    search->places = places;
    for (size_t i = 0; i < due.count; i++) {
        const struct environment_place *place = find_place(search, due.test_ids[i]);

        if (place && is_first(search, &due, i, place->platform) &&
            !find_on(connection, search, place->platform, err))
            return false;
    }
    return environment_due_done(connection, &due, err);
}

bool disturbances_find(struct store_connection *connection, struct arena *arena,
                       const struct disturbance_options *options, size_t *ret_changed,
                       struct error *err)
{
    struct search search = {.arena = arena, .options = options};

    if (!store_transaction_on(connection, STORE_READ_COMMITTED, body, &search, err))
        return false;
    *ret_changed = search.changed;
    return true;
}
