/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/rehearsed_test.h"

#include <math.h>
#include <string.h>

#include "detect/configured_series.h"
#include "detect/rehearsed_why.h"

#define REHEARSED_NO_GROUP ((size_t)-1)

static struct rehearsal_place place_of(struct arena *arena, const struct regression_row *row)
{
    return (struct rehearsal_place){
        .uuid = arena_strdup(arena, row->uuid),
        .build = arena_strdup(arena, row->build),
        .build_url = arena_strdup(arena, row->build_url),
        .previous_build = arena_strdup(arena, row->previous_build),
        .at = row->at,
        .percent = row->percent,
        .metrics = row->metrics,
    };
}

/* Members of a regression as they are gathered: at most one a series. */
struct gathering {
    const struct rehearsed_test *test;
    struct arena *arena;
    struct rehearsal_member *items;
    size_t count, capacity;
};

static void add_member(struct gathering *gathering, struct rehearsal_member member)
{
    member.metric = arena_strdup(gathering->arena, member.metric);
    member.algorithm = arena_strdup(gathering->arena, member.algorithm);
    gathering->items = arena_grow(gathering->arena, gathering->items, gathering->count,
                                  &gathering->capacity, sizeof *gathering->items);
    gathering->items[gathering->count++] = member;
}

/* The stored change point of a series in a regression; NULL: none. id 0: no regression at all. */
static const struct change_point_row *member_before(const struct rehearsed_test *test, int64_t id,
                                                    int64_t series_id)
{
    for (size_t i = 0; i < test->point_count && id != 0; i++)
        if (test->points[i].regression_id == id && test->points[i].series_id == series_id)
            return &test->points[i];
    return NULL;
}

/* Those that count afterwards. group: of the plan. */
static void gather_after(struct gathering *gathering, int64_t id, size_t group)
{
    const struct rehearsed_test *test = gathering->test;

    for (size_t i = 0; i < test->finding_count; i++) {
        const struct finding *finding = &test->findings[i];
        const struct history_series *series = &test->after->series[finding->series];
        const struct change_point_row *was;
        struct rehearsal_member member = {.metric = series->metric,
                                          .algorithm = finding->algorithm,
                                          .after = true,
                                          .percent = finding->percent,
                                          .says = ""};

        if (!test->changes[i].counts || test->changes[i].group != group)
            continue;
        was = member_before(test, id, series->series_id);
        member.before = was && strcmp(was->algorithm, finding->algorithm) == 0;
        member.percent_before = member.before ? was->percent : NAN;
        if (!member.before)
            member.why = rehearsed_why_gained(test, finding, gathering->arena, &member.says);
        add_member(gathering, member);
    }
}

static bool is_member_after(const struct rehearsed_test *test, const struct change_point_row *point,
                            size_t group)
{
    for (size_t i = 0; i < test->finding_count; i++)
        if (test->changes[i].counts && test->changes[i].group == group &&
            test->after->series[test->findings[i].series].series_id == point->series_id &&
            strcmp(test->findings[i].algorithm, point->algorithm) == 0)
            return true;
    return false;
}

/* Those that counted before and do not any more. REHEARSED_NO_GROUP: none does. */
static void gather_before(struct gathering *gathering, int64_t id, size_t group)
{
    const struct rehearsed_test *test = gathering->test;

    for (size_t i = 0; i < test->point_count; i++) {
        const struct change_point_row *point = &test->points[i];
        const struct history_series *series = history_series_of(test->before, point->series_id);
        struct rehearsal_member member = {.algorithm = point->algorithm,
                                          .before = true,
                                          .percent_before = point->percent,
                                          .percent = point->percent};

        if (point->regression_id != id || !series || is_member_after(test, point, group))
            continue;
        member.metric = series->metric;
        member.why = rehearsed_why_lost(test, point, gathering->arena, &member.says);
        add_member(gathering, member);
    }
}

static const struct regression_row *known_of(const struct rehearsed_test *test, int64_t id)
{
    for (size_t i = 0; i < test->regression_count; i++)
        if (test->regressions[i].regression_id == id)
            return &test->regressions[i];
    return NULL;
}

static void add_regression(struct rehearsed_list *list, const struct rehearsed_test *test,
                           struct rehearsal_regression regression, size_t group)
{
    const int64_t id = regression.regression_id;
    struct gathering gathering = {.test = test, .arena = list->arena};

    if (regression.kind != REHEARSAL_LOST)
        gather_after(&gathering, regression.kind == REHEARSAL_GAINED ? 0 : id, group);
    if (regression.kind != REHEARSAL_GAINED)
        gather_before(&gathering, id, group);
    regression.test = arena_strdup(list->arena, test->before->test);
    regression.state = arena_strdup(list->arena, regression.state);
    regression.members = gathering.items;
    regression.member_count = gathering.count;
    list->items =
        arena_grow(list->arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = regression;
}

static void compare_found(struct rehearsed_list *list, const struct rehearsed_test *test,
                          size_t group)
{
    const struct regression_row *row = &test->plan.rows[group];
    const struct regression_row *known = known_of(test, row->regression_id);
    const bool was_there = known && known->metrics > 0;
    struct rehearsal_regression regression = {
        .regression_id = row->regression_id,
        .state = row->state,
        .after = place_of(list->arena, row),
    };

    if (was_there)
        regression.before = place_of(list->arena, known);
    regression.kind = !was_there                ? REHEARSAL_GAINED
                      : test->plan.moved[group] ? REHEARSAL_MOVED
                                                : REHEARSAL_CHANGED;
    add_regression(list, test, regression, group);
}

void rehearsed_test_compare(const struct rehearsed_test *test, struct rehearsed_list *list)
{
    for (size_t i = 0; i < test->plan.count; i++)
        if (test->plan.changed[i])
            compare_found(list, test, i);
    for (size_t i = 0; i < test->plan.unsupported_count; i++) {
        const struct regression_row *known = known_of(test, test->plan.unsupported[i]);

        if (!known || known->metrics == 0)
            continue;
        add_regression(list, test,
                       (struct rehearsal_regression){
                           .kind = REHEARSAL_LOST,
                           .regression_id = known->regression_id,
                           .state = known->state,
                           .stays = strcmp(known->state, "open") != 0 &&
                                    strcmp(known->state, "recovered") != 0,
                           .before = place_of(list->arena, known),
                       },
                       REHEARSED_NO_GROUP);
    }
}
