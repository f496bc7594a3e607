/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/rehearsed_why.h"

#include <string.h>

#include "detect/configured_series.h"
#include "report/text.h"

static const char *percent_in(struct arena *arena, double percent)
{
    char text[PERCENT_TEXT_SIZE];

    return arena_strdup(arena, percent_text(percent, text));
}

static const char *wrong_way(int direction)
{
    return direction > 0 ? "only an increase is worse" : "only a decrease is worse";
}

/* ---- gained ---- */

static const struct change_point_row *stored_at(const struct rehearsed_test *test,
                                                const struct finding *finding)
{
    const int64_t series_id = test->after->series[finding->series].series_id;
    const int64_t run_id = test->after->runs[finding->row].run_id;

    for (size_t i = 0; i < test->point_count; i++)
        if (test->points[i].series_id == series_id && test->points[i].run_id == run_id &&
            strcmp(test->points[i].algorithm, finding->algorithm) == 0)
            return &test->points[i];
    return NULL;
}

/* A filter dropped the stored change point and drops it no more. */
static enum rehearsal_why let_through(const char *dropped_by, const struct history_series *was,
                                      const struct history_series *is, double percent,
                                      struct arena *arena, const char **ret_says)
{
    if (strcmp(dropped_by, drop_reason_name(DROP_THRESHOLD)) == 0) {
        *ret_says = arena_printf(arena, "%s reaches the threshold of %g%% (before: %g%%)",
                                 percent_in(arena, percent), is->threshold, was->threshold);
        return REHEARSAL_THRESHOLD;
    }
    if (strcmp(dropped_by, drop_reason_name(DROP_DIRECTION)) == 0) {
        *ret_says = arena_printf(arena, "direction %d (before: %d: %s)", is->direction,
                                 was->direction, wrong_way(was->direction));
        return REHEARSAL_DIRECTION;
    }
    if (strcmp(dropped_by, drop_reason_name(DROP_CORRELATION)) == 0) {
        *ret_says = is->correlation[0]
                        ? arena_printf(arena, "%s changes within %d runs (before: %s within %d)",
                                       is->correlation, is->context, was->correlation, was->context)
                        : arena_printf(arena, "needs no other metric any more (before: %s)",
                                       was->correlation);
        return REHEARSAL_CORRELATION;
    }
    *ret_says = "no longer acknowledged in a file";
    return REHEARSAL_ACKNOWLEDGED;
}

enum rehearsal_why rehearsed_why_gained(const struct rehearsed_test *test,
                                        const struct finding *finding, struct arena *arena,
                                        const char **ret_says)
{
    const struct history_series *is = &test->after->series[finding->series];
    const struct history_series *was = history_series_of(test->before, is->series_id);
    const struct change_point_row *stored = stored_at(test, finding);

    if (!was) {
        *ret_says = "the metric was not analysed before";
        return REHEARSAL_METRIC;
    }
    if (strcmp(was->regression_algorithm, finding->algorithm) != 0) {
        *ret_says = arena_printf(arena, "%s makes its regressions (before: %s)", finding->algorithm,
                                 was->regression_algorithm);
        return REHEARSAL_ALGORITHM;
    }
    if (stored && stored->dropped_by)
        return let_through(stored->dropped_by, was, is, finding->percent, arena, ret_says);
    *ret_says = "the search finds a change point here";
    return REHEARSAL_SEARCH;
}

/* ---- lost ---- */

static const struct finding *found_at(const struct rehearsed_test *test,
                                      const struct change_point_row *point)
{
    for (size_t i = 0; i < test->finding_count; i++) {
        const struct finding *finding = &test->findings[i];

        if (test->after->series[finding->series].series_id == point->series_id &&
            test->after->runs[finding->row].run_id == point->run_id &&
            strcmp(finding->algorithm, point->algorithm) == 0)
            return finding;
    }
    return NULL;
}

static const char *reason_of(const struct rehearsed_test *test, const struct finding *finding)
{
    for (size_t i = 0; i < test->acknowledged_count; i++) {
        const struct acknowledgement_row *row = &test->acknowledged[i];

        if (strcmp(row->metric, test->after->series[finding->series].metric) == 0 &&
            strcmp(row->uuid, test->after->runs[finding->row].uuid) == 0)
            return row->reason ? row->reason : "";
    }
    return "";
}

static enum rehearsal_why held_back(const struct rehearsed_test *test,
                                    const struct finding *finding, const struct history_series *was,
                                    struct arena *arena, const char **ret_says)
{
    const struct history_series *is = &test->after->series[finding->series];
    const char *reason;

    switch (finding->dropped) {
    case DROP_DIRECTION:
        *ret_says = arena_printf(arena, "direction %d: %s (before: %d)", is->direction,
                                 wrong_way(is->direction), was ? was->direction : is->direction);
        return REHEARSAL_DIRECTION;
    case DROP_ACKNOWLEDGED:
        reason = reason_of(test, finding);
        *ret_says = reason[0] ? arena_printf(arena, "acknowledged: %s", reason) : "acknowledged";
        return REHEARSAL_ACKNOWLEDGED;
    case DROP_THRESHOLD:
        *ret_says = arena_printf(arena, "%s is below the threshold of %g%% (before: %g%%)",
                                 percent_in(arena, finding->percent), is->threshold,
                                 was ? was->threshold : is->threshold);
        return REHEARSAL_THRESHOLD;
    case DROP_CORRELATION:
        *ret_says =
            arena_printf(arena, "%s does not change within %d runs", is->correlation, is->context);
        return REHEARSAL_CORRELATION;
    case DROP_NONE:
    case DROP_EARLY:
        break;
    }
    *ret_says = "the search finds no change point here";
    return REHEARSAL_SEARCH;
}

enum rehearsal_why rehearsed_why_lost(const struct rehearsed_test *test,
                                      const struct change_point_row *point, struct arena *arena,
                                      const char **ret_says)
{
    const struct history_series *is = history_series_of(test->after, point->series_id);
    const struct history_series *was = history_series_of(test->before, point->series_id);
    const struct finding *finding = found_at(test, point);

    if (!is) {
        *ret_says = "the metric is no longer configured";
        return REHEARSAL_METRIC;
    }
    if (strcmp(is->regression_algorithm, point->algorithm) != 0) {
        *ret_says = arena_printf(arena, "%s makes its regressions (before: %s)",
                                 is->regression_algorithm, point->algorithm);
        return REHEARSAL_ALGORITHM;
    }
    if (!finding) {
        *ret_says = "the search finds no change point here";
        return REHEARSAL_SEARCH;
    }
    return held_back(test, finding, was, arena, ret_says);
}
