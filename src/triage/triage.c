/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/triage.h"

#include <math.h>
#include <string.h>

#include "base/strmap.h"
#include "triage/regression_identity.h"

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool same_double(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool same_row(const struct regression_row *a, const struct regression_row *b)
{
    return a->run_id == b->run_id && a->at == b->at && same_text(a->uuid, b->uuid) &&
           same_text(a->build, b->build) && same_text(a->build_url, b->build_url) &&
           same_text(a->previous_uuid, b->previous_uuid) &&
           same_text(a->previous_build, b->previous_build) &&
           same_text(a->previous_build_url, b->previous_build_url) &&
           same_double(a->percent, b->percent) && same_double(a->pvalue, b->pvalue) &&
           a->metrics == b->metrics;
}

static bool id_is_taken(int64_t id, const struct regression_row *known, size_t known_count,
                        const struct regression_row *rows, size_t count)
{
    for (size_t i = 0; i < known_count; i++)
        if (known[i].regression_id == id)
            return true;
    for (size_t i = 0; i < count; i++)
        if (rows[i].regression_id == id)
            return true;
    return false;
}

/* name_id(test, uuid), unless a regression that was born at this run and moved away has it. */
static int64_t fresh_id(struct arena *arena, const char *test, const char *uuid,
                        const struct regression_row *known, size_t known_count,
                        const struct regression_row *rows, size_t count)
{
    int64_t id = name_id(test, uuid);

    for (unsigned again = 2; id_is_taken(id, known, known_count, rows, count); again++)
        id = name_id(test, arena_printf(arena, "%s %u", uuid, again));
    return id;
}

static struct regression_row row_of(const struct test_history *history,
                                    const struct regression_group *group)
{
    const struct history_run *run = &history->runs[group->row];
    struct regression_row row = {
        .run_id = run->run_id,
        .at = run->at,
        .uuid = run->uuid,
        .build = run->build,
        .build_url = run->build_url,
        .percent = group->percent,
        .pvalue = group->pvalue,
        .metrics = (int64_t)group->metrics,
        .state = "open",
    };

    if (group->row > 0) {
        const struct history_run *previous = &history->runs[group->row - 1];

        row.previous_uuid = previous->uuid;
        row.previous_build = previous->build;
        row.previous_build_url = previous->build_url;
    }
    return row;
}

/* Which group each known regression is, by place in the history. A run that is gone counts as the
 * place where it would be. */
static size_t *match_groups(struct arena *arena, const struct test_history *history,
                            const struct regression_group *groups, size_t group_count,
                            const struct regression_row *known, size_t known_count)
{
    size_t *found = ARENA_ARRAY(arena, size_t, group_count + 1);
    size_t *places = ARENA_ARRAY(arena, size_t, known_count + 1);
    size_t *match = ARENA_ARRAY(arena, size_t, group_count + 1);

    for (size_t i = 0; i < group_count; i++)
        found[i] = groups[i].row;
    for (size_t i = 0; i < known_count; i++)
        (void)history_find_run(history, known[i].run_id, known[i].at, &places[i]);
    regression_identify(arena, found, group_count, places, known_count, match);
    return match;
}

static void list_unsupported(struct arena *arena, struct triage_plan *plan, const size_t *match,
                             const struct regression_row *known, size_t known_count)
{
    plan->unsupported = ARENA_ARRAY(arena, int64_t, known_count + 1);
    for (size_t k = 0; k < known_count; k++) {
        bool matched = false;

        for (size_t i = 0; i < plan->count; i++)
            matched = matched || match[i] == k;
        if (!matched)
            plan->unsupported[plan->unsupported_count++] = known[k].regression_id;
    }
}

struct triage_plan triage_plan_make(struct arena *arena, const struct test_history *history,
                                    struct triage_change *changes, size_t count,
                                    const struct regression_row *known, size_t known_count)
{
    struct regression_group *groups;
    struct triage_plan plan = {.count = regression_group_changes(arena, changes, count, &groups)};
    const size_t *match = match_groups(arena, history, groups, plan.count, known, known_count);

    plan.rows = ARENA_ARRAY(arena, struct regression_row, plan.count + 1);
    plan.fresh = ARENA_ARRAY(arena, bool, plan.count + 1);
    plan.changed = ARENA_ARRAY(arena, bool, plan.count + 1);
    plan.moved = ARENA_ARRAY(arena, bool, plan.count + 1);
    for (size_t i = 0; i < plan.count; i++) {
        struct regression_row row = row_of(history, &groups[i]);

        if (match[i] == REGRESSION_NONE) {
            row.regression_id =
                fresh_id(arena, history->test, row.uuid, known, known_count, plan.rows, i);
            plan.fresh[i] = plan.changed[i] = true;
        } else {
            const struct regression_row *before = &known[match[i]];

            row.regression_id = before->regression_id;
            row.state = before->state;
            plan.moved[i] = row.run_id != before->run_id;
            plan.changed[i] = !same_row(&row, before);
        }
        plan.rows[i] = row;
    }
    list_unsupported(arena, &plan, match, known, known_count);
    return plan;
}

/* Writes what differs, and tells of what is new or began elsewhere. */
static bool write_row(struct store_connection *connection, int64_t test_id,
                      const struct triage_plan *plan, size_t i, struct error *err)
{
    const struct regression_row *row = &plan->rows[i];

    if (!plan->changed[i])
        return true;
    if (!regression_write(connection, test_id, row, err))
        return false;
    if (!plan->fresh[i] && !plan->moved[i])
        return true;
    return regression_tell(connection, test_id, row->regression_id,
                           plan->fresh[i] ? "new" : "moved", err);
}

bool triage_write(struct store_connection *connection, struct arena *arena,
                  const struct test_history *history, struct triage_change *changes, size_t count,
                  struct triage_outcome *ret, struct error *err)
{
    struct regression_row *known;
    size_t known_count;

    if (!regressions_load(connection, arena, history->test_id, &known, &known_count, err))
        return false;

    const struct triage_plan plan =
        triage_plan_make(arena, history, changes, count, known, known_count);
    int64_t *ids = ARENA_ARRAY(arena, int64_t, count + 1);
    struct triage_outcome outcome = {.regression_ids = ids,
                                     .unsupported = plan.unsupported,
                                     .unsupported_count = plan.unsupported_count,
                                     .found = plan.count};

    for (size_t i = 0; i < plan.count; i++) {
        if (!write_row(connection, history->test_id, &plan, i, err))
            return false;
        outcome.fresh += plan.fresh[i];
        outcome.moved += plan.moved[i];
    }
    for (size_t i = 0; i < count; i++)
        ids[i] = changes[i].counts ? plan.rows[changes[i].group].regression_id : 0;
    *ret = outcome;
    return true;
}

bool triage_finish(struct store_connection *connection, const struct test_history *history,
                   const struct triage_outcome *outcome, struct error *err)
{
    for (size_t i = 0; i < outcome->unsupported_count; i++)
        if (!regression_tell(connection, history->test_id, outcome->unsupported[i], "gone", err) ||
            !regression_unsupport(connection, history->test_id, outcome->unsupported[i], err))
            return false;
    return true;
}
