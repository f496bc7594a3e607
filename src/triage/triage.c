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
           a->metrics == b->metrics && a->recovered_run_id == b->recovered_run_id &&
           a->recovered_at == b->recovered_at;
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

    if (group->recovered != RECOVERY_NONE) {
        const struct history_run *back = &history->runs[group->recovered];

        row.state = "recovered";
        row.recovered_run_id = back->run_id;
        row.recovered_at = back->at;
        row.recovered_uuid = back->uuid;
        row.recovered_build = back->build;
    }

    if (group->row > 0) {
        const struct history_run *previous = &history->runs[group->row - 1];

        row.previous_uuid = previous->uuid;
        row.previous_build = previous->build;
        row.previous_build_url = previous->build_url;
    }
    return row;
}

/* Matches groups without a match with the known ones that stand, or with those that do not. A run
 * that is gone counts as the place where it would be. */
static void match_some(struct arena *arena, const struct test_history *history,
                       const struct regression_group *groups, size_t group_count,
                       const struct regression_row *known, size_t known_count, bool standing,
                       size_t *match)
{
    size_t *found = ARENA_ARRAY(arena, size_t, group_count + 1);
    size_t *found_at = ARENA_ARRAY(arena, size_t, group_count + 1);
    size_t *places = ARENA_ARRAY(arena, size_t, known_count + 1);
    size_t *known_at = ARENA_ARRAY(arena, size_t, known_count + 1);
    size_t *now = ARENA_ARRAY(arena, size_t, group_count + 1);
    size_t count = 0, among = 0;

    for (size_t i = 0; i < group_count; i++)
        if (match[i] == REGRESSION_NONE) {
            found[count] = groups[i].row;
            found_at[count++] = i;
        }
    for (size_t i = 0; i < known_count; i++)
        if (standing == (known[i].metrics > 0)) {
            (void)history_find_run(history, known[i].run_id, known[i].at, &places[among]);
            known_at[among++] = i;
        }
    regression_identify(arena, found, count, places, among, now);
    for (size_t i = 0; i < count; i++)
        if (now[i] != REGRESSION_NONE)
            match[found_at[i]] = known_at[now[i]];
}

/* Which known regression each group is: one that stands before one that faded. */
static size_t *match_groups(struct arena *arena, const struct test_history *history,
                            const struct regression_group *groups, size_t group_count,
                            const struct regression_row *known, size_t known_count)
{
    size_t *match = ARENA_ARRAY(arena, size_t, group_count + 1);

    for (size_t i = 0; i < group_count; i++)
        match[i] = REGRESSION_NONE;
    match_some(arena, history, groups, group_count, known, known_count, true, match);
    match_some(arena, history, groups, group_count, known, known_count, false, match);
    return match;
}

static void list_unsupported(struct arena *arena, struct triage_plan *plan, const size_t *match,
                             const struct regression_row *known, size_t known_count)
{
    plan->unsupported = ARENA_ARRAY(arena, int64_t, known_count + 1);
    for (size_t k = 0; k < known_count; k++) {
        bool matched = known[k].metrics == 0;

        for (size_t i = 0; i < plan->count; i++)
            matched = matched || match[i] == k;
        if (!matched)
            plan->unsupported[plan->unsupported_count++] = known[k].regression_id;
    }
}

static bool is_ours(const char *state)
{
    return same_text(state, "open") || same_text(state, "recovered") || same_text(state, "faded");
}

/* What those who listen hear of a known regression that is found again; NULL: nothing. */
static const char *told_of(const struct regression_row *before, const struct regression_row *row)
{
    if (before->metrics == 0 || (before->recovered_run_id && !row->recovered_run_id))
        return "reopened";
    if (!before->recovered_run_id && row->recovered_run_id)
        return "recovered";
    return row->run_id != before->run_id ? "moved" : NULL;
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
    plan.told = ARENA_ARRAY(arena, const char *, plan.count + 1);
    for (size_t i = 0; i < plan.count; i++) {
        struct regression_row row = row_of(history, &groups[i]);

        if (match[i] == REGRESSION_NONE) {
            row.regression_id =
                fresh_id(arena, history->test, row.uuid, known, known_count, plan.rows, i);
            plan.fresh[i] = plan.changed[i] = true;
            plan.told[i] = "new";
        } else {
            const struct regression_row *before = &known[match[i]];

            row.regression_id = before->regression_id;
            row.state = is_ours(before->state) ? row.state : before->state;
            plan.told[i] = told_of(before, &row);
            plan.moved[i] = row.run_id != before->run_id;
            plan.changed[i] = !same_row(&row, before);
        }
        plan.rows[i] = row;
    }
    list_unsupported(arena, &plan, match, known, known_count);
    return plan;
}

/* Writes what differs, and tells of what people should hear. */
static bool write_row(struct store_connection *connection, int64_t test_id,
                      const struct triage_plan *plan, size_t i, struct error *err)
{
    const struct regression_row *row = &plan->rows[i];

    if (!plan->changed[i])
        return true;
    if (!regression_write(connection, test_id, row, err))
        return false;
    return !plan->told[i] ||
           regression_tell(connection, test_id, row->regression_id, plan->told[i], err);
}

/* Which of the unsupported ones fade; the others are forgotten. */
static bool find_fading(struct store_connection *connection, struct arena *arena, int64_t test_id,
                        const struct triage_plan *plan, const bool **ret_fading, struct error *err)
{
    bool *fading = ARENA_ARRAY(arena, bool, plan->unsupported_count + 1);
    int64_t *lasting;
    size_t count;

    *ret_fading = fading;
    if (plan->unsupported_count == 0)
        return true;
    if (!regressions_lasting(connection, arena, test_id, plan->unsupported, plan->unsupported_count,
                             &lasting, &count, err))
        return false;
    for (size_t i = 0; i < plan->unsupported_count; i++)
        for (size_t k = 0; k < count; k++)
            fading[i] = fading[i] || lasting[k] == plan->unsupported[i];
    return true;
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

    if (!find_fading(connection, arena, history->test_id, &plan, &outcome.fading, err))
        return false;
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
    for (size_t i = 0; i < outcome->unsupported_count; i++) {
        const int64_t id = outcome->unsupported[i];
        const bool fades = outcome->fading[i];

        if (!regression_tell(connection, history->test_id, id, fades ? "faded" : "gone", err) ||
            !(fades ? regression_fade(connection, history->test_id, id, err)
                    : regression_forget(connection, history->test_id, id, err)))
            return false;
    }
    return true;
}
