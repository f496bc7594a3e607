/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/steady_explain.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/steady_state.h"

/* A change from its birth on. */
struct episode {
    size_t first, place, born; /* places; values there were */
    size_t ended;              /* values there were when it was settled or withdrawn; 0: neither */
    double llr, peak;
    bool alive, slight;
};

struct look {
    size_t k;
    double evidence, asked, raised;
};

/* One watched run. Places count the values that are there. */
struct watching {
    struct steady *steady;
    size_t *where; /* position of each value */
    size_t place;
    struct episode *episodes;
    size_t count, capacity;
    bool no_memory;
    bool seen, any; /* during this append: the place was looked at; any place was */
    struct look here, best;
    double nearest; /* evidence over what was asked, at the most */
    struct steady_explanation *told;
};

static double needed(const struct look *look)
{
    return look->asked > look->raised ? look->asked : look->raised;
}

static double over(const struct look *look)
{
    return fabs(look->evidence) - needed(look);
}

static void on_looked(void *context, size_t k, double evidence, double asked, double raised)
{
    struct watching *const w = context;
    const struct look look = {k, evidence, asked, raised};

    if (!w->any || over(&look) > over(&w->best))
        w->best = look;
    w->any = true;
    if (k != w->place)
        return;
    w->here = look;
    w->seen = true;
    if (w->told->looked && !(over(&look) > w->nearest))
        return;

    const struct steady_level *const level = &steady_place_at(w->steady, k)->level;

    w->told->mean = level->mean;
    w->told->deviation = level->sd;
    w->told->rho = level->rho;
    w->told->before = k - w->steady->start;
    w->told->after = w->steady->count - k;
}

/* Only the newest living change can move, settle or go. NULL: none lives. */
static struct episode *newest_of(struct watching *w)
{
    for (size_t i = w->count; i-- > 0;)
        if (w->episodes[i].alive)
            return &w->episodes[i];
    return NULL;
}

/* The newest living change as it is after its last value. */
static void note_newest(struct watching *w, const struct steady_change *change)
{
    struct episode *const newest = newest_of(w);

    if (!newest)
        return;
    newest->place = change->place;
    newest->peak = change->peak;
    newest->llr = change->llr;
    newest->slight = change->slight;
    newest->born = change->born;
    if (change->settled && !newest->ended)
        newest->ended = w->steady->count;
}

static void on_born(void *context, const struct steady_change *change)
{
    struct watching *const w = context;

    if (w->steady->change_count > 1)
        note_newest(w, change - 1);
    if (w->count == w->capacity) {
        const size_t capacity = 2 * w->capacity + 16;
        struct episode *const grown = realloc(w->episodes, capacity * sizeof *grown);

        w->no_memory = w->no_memory || !grown;
        if (!grown)
            return;
        w->episodes = grown;
        w->capacity = capacity;
    }
    w->episodes[w->count++] = (struct episode){.first = change->first,
                                               .place = change->place,
                                               .born = change->born,
                                               .ended = change->settled ? change->born : 0,
                                               .llr = change->llr,
                                               .peak = change->peak,
                                               .alive = true};
}

static void on_withdrawn(void *context, const struct steady_change *change)
{
    struct watching *const w = context;
    struct episode *const newest = newest_of(w);

    if (!newest)
        return;
    newest->place = change->place;
    newest->llr = change->llr;
    newest->peak = change->peak;
    newest->ended = w->steady->count;
    newest->slight = change->slight;
    newest->alive = false;
}

/* What one append decided. */
static void note_append(struct watching *w)
{
    const struct steady *const steady = w->steady;

    if (steady->change_count && !w->no_memory)
        note_newest(w, &steady->changes[steady->change_count - 1]);
    if (w->seen && (!w->told->looked || over(&w->here) > w->nearest)) {
        w->nearest = over(&w->here);
        w->told->looked = true;
        w->told->look_at = steady->count - 1;
        w->told->evidence = w->here.evidence;
        w->told->asked = w->here.asked;
        w->told->raised = w->here.raised;
        w->told->rival = w->best.k;
        w->told->rival_evidence = w->best.evidence;
        w->told->rival_asked = needed(&w->best);
    }
    if (w->place >= steady->start && steady->count <= w->place + 2)
        w->told->values_before = w->place - steady->start;
    w->seen = w->any = false;
}

static enum analysis_status append(struct watching *w, double value)
{
    const enum analysis_status status = steady_append(w->steady, value);

    if (status == ANALYSIS_OK && isfinite(value))
        note_append(w);
    return w->no_memory ? ANALYSIS_NO_MEMORY : status;
}

/* The last one at the place that was withdrawn, or that lives. */
static const struct episode *episode_at(const struct watching *w, bool alive)
{
    for (size_t i = w->count; i-- > 0;) {
        const struct episode *const episode = &w->episodes[i];

        if (episode->alive == alive &&
            (episode->place == w->place || (!alive && episode->first == w->place)))
            return episode;
    }
    return NULL;
}

static void tell_life(struct watching *w, const struct episode *episode)
{
    struct steady_explanation *const told = w->told;

    told->slight = episode->slight;
    told->seen_at = w->where[episode->born - 1];
    told->ended = episode->ended > 0;
    told->ended_at = told->ended ? w->where[episode->ended - 1] : 0;
    told->fresh = episode->llr;
    told->peak = episode->peak;
}

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

/* The reported change here, else the nearest one whose set holds the place. True: here. */
static bool find_point(struct watching *w, const struct steady_point *points, size_t count)
{
    const size_t index = w->where[w->place];
    struct steady_explanation *const told = w->told;

    for (size_t i = 0; i < count; i++) {
        const struct steady_point *const point = &points[i];
        const bool holds = point->first <= index && index <= point->last;

        if (point->index == index) {
            told->point = *point;
            told->has_point = true;
            return true;
        }
        if (holds && (!told->has_point ||
                      distance(point->index, index) < distance(told->point.index, index))) {
            told->point = *point;
            told->has_point = true;
        }
    }
    return false;
}

/* Where the evidence here was enough, the change that was put elsewhere at that value. */
static void find_winner(struct watching *w, const struct steady_point *points, size_t count)
{
    struct steady_explanation *const told = w->told;

    for (size_t i = 0; i < w->count; i++) {
        if (w->episodes[i].born - 1 != told->look_at)
            continue;
        for (size_t j = 0; j < count && !told->has_point; j++)
            if (points[j].index == w->where[w->episodes[i].place]) {
                told->point = points[j];
                told->has_point = true;
            }
    }
}

/* The answer of the run, before what is to come is looked at. */
static enum steady_outcome outcome_of(struct watching *w, const struct steady_point *points,
                                      size_t count)
{
    const struct episode *const alive = episode_at(w, true), *gone = episode_at(w, false);
    struct steady_explanation *const told = w->told;

    if (find_point(w, points, count)) {
        if (alive)
            tell_life(w, alive);
        return STEADY_CHANGE;
    }
    if (alive) {
        tell_life(w, alive);
        return STEADY_UNREPORTED;
    }
    if (told->has_point)
        return STEADY_ELSEWHERE;
    if (gone) {
        tell_life(w, gone);
        return STEADY_WITHDRAWN;
    }
    if (told->looked && w->nearest >= 0) {
        find_winner(w, points, count);
        return STEADY_ELSEWHERE;
    }
    return told->looked || told->values_after < 2 ? STEADY_BELOW : STEADY_FEW_BEFORE;
}

/* Values like those from the place on come again and again: how many until a change is reported
 * there? 0: not while it is looked at. */
static enum analysis_status look_ahead(struct watching *w, const double *values, size_t n,
                                       size_t *ret_more)
{
    const size_t look = (size_t)w->steady->plan->options.look, after = n - w->place;
    const size_t hold = (size_t)w->steady->plan->options.hold;

    for (size_t more = 1; more + after <= look; more++) {
        const enum analysis_status status =
            append(w, values[w->where[w->place + (more - 1) % after]]);
        const struct episode *const newest = newest_of(w);

        if (status != ANALYSIS_OK)
            return status;
        if (newest && newest->born > n && distance(newest->place, w->place) <= hold) {
            *ret_more = more;
            return ANALYSIS_OK;
        }
    }
    *ret_more = 0;
    return ANALYSIS_OK;
}

static enum analysis_status watch_all(struct watching *w, const double *values, size_t n,
                                      size_t index)
{
    const struct steady_point *points;
    struct steady_explanation *const told = w->told;
    enum analysis_status status = ANALYSIS_OK;
    size_t there = 0, count;

    for (size_t i = 0; i < n; i++) {
        if (!isfinite(values[i]))
            continue;
        if (i == index)
            w->place = there;
        w->where[there++] = i;
    }
    for (size_t i = 0; i < n && status == ANALYSIS_OK; i++)
        status = append(w, values[i]);
    told->values_after = there - w->place;
    if (status == ANALYSIS_OK)
        status = steady_report(w->steady, &points, &count);
    if (status != ANALYSIS_OK)
        return status;
    told->outcome = outcome_of(w, points, count);
    told->look_at = told->looked ? w->where[told->look_at] : 0;
    told->rival = told->looked ? w->where[told->rival] : 0;
    if (told->outcome != STEADY_BELOW)
        return ANALYSIS_OK;

    /* What is to come changes nothing of what is told. */
    struct steady_explanation kept = *told;

    status = look_ahead(w, values, there, &kept.more);
    *told = kept;
    if (kept.more > 0)
        told->outcome = STEADY_UNDECIDED;
    else if (!kept.looked)
        told->outcome = STEADY_FEW_BEFORE;
    return status;
}

enum analysis_status steady_explain(const struct steady_plan *plan, const double *values, size_t n,
                                    size_t index, struct steady_explanation *ret)
{
    struct steady_explanation told = {.options = plan->options};
    struct watching w = {
        .steady = steady_new(plan), .where = calloc(n, sizeof *w.where), .told = &told};
    const struct steady_watch watch = {&w, on_looked, on_born, on_withdrawn};
    enum analysis_status status = ANALYSIS_NO_MEMORY;

    if (w.steady && w.where) {
        w.steady->watch = &watch;
        status = watch_all(&w, values, n, index);
    }
    if (status == ANALYSIS_OK)
        *ret = told;
    steady_free(w.steady);
    free(w.where);
    free(w.episodes);
    return status;
}
