/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Feeds generated runs, one by one, through the rule that judges them. Arguments are words
 * "name=value"; gate.py says which. Prints one line of counts.
 *
 *   mode=unchanged  from the very first run on, nothing ever changes: in how many runs is anything
 *                   a regression, or undecided?
 *   mode=step       one metric's level rises by `percent` at a run: is that run a regression, is it
 *                   found at the latest 1, 2, 3 runs after it?
 *   mode=time       how long does judging one run take? */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "analysis/analysis.h"
#include "base/arena.h"
#include "kit/noise.h"
#include "triage/verdict_rule.h"

enum { AFTER = 3 };

struct setup {
    const char *mode;
    enum noise kind;
    size_t metrics, runs, history;
    uint64_t seed;
    double threshold, percent, budget;
    bool service; /* stretches and change points as the service has them, from E-Divisive */
    int direction;
};

/* values[metric * length + run]. */
struct world {
    size_t length;
    double *values;
    struct arena *arena;
    struct rule_sample *samples;
    struct judgement *judgements;
    struct edivisive_plan *plan;
    struct edivisive_workspace *workspace;
};

static size_t number_of(const char *text)
{
    return (size_t)strtoull(text, NULL, 10);
}

static bool setup_read(struct setup *setup, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i], *value = strchr(word, '=');

        if (!value++)
            return false;
        if (strncmp(word, "mode=", 5) == 0)
            setup->mode = value;
        else if (strncmp(word, "kind=", 5) == 0)
            setup->kind = noise_named(value);
        else if (strncmp(word, "metrics=", 8) == 0)
            setup->metrics = number_of(value);
        else if (strncmp(word, "runs=", 5) == 0)
            setup->runs = number_of(value);
        else if (strncmp(word, "history=", 8) == 0)
            setup->history = number_of(value);
        else if (strncmp(word, "seed=", 5) == 0)
            setup->seed = number_of(value);
        else if (strncmp(word, "service=", 8) == 0)
            setup->service = *value == '1';
        else if (strncmp(word, "direction=", 10) == 0)
            setup->direction = (int)strtol(value, NULL, 10);
        else if (strncmp(word, "threshold=", 10) == 0)
            setup->threshold = strtod(value, NULL);
        else if (strncmp(word, "percent=", 8) == 0)
            setup->percent = strtod(value, NULL);
        else if (strncmp(word, "budget=", 7) == 0)
            setup->budget = strtod(value, NULL);
        else
            return false;
    }
    return setup->kind < NOISE_KINDS && setup->metrics > 0 && setup->metrics <= 100000 &&
           setup->runs > 0 && setup->runs <= 1000000;
}

static bool world_init(struct world *world, const struct setup *setup, size_t length)
{
    const size_t n = setup->metrics;
    enum analysis_status status = ANALYSIS_OK;

    *world = (struct world){.length = length,
                            .values = calloc(n * length, sizeof(double)),
                            .arena = arena_new(),
                            .samples = calloc(n, sizeof(struct rule_sample)),
                            .judgements = calloc(n, sizeof(struct judgement)),
                            .plan = edivisive_plan_new(EDIVISIVE_DEFAULTS, &status),
                            .workspace = edivisive_workspace_new()};
    return world->values && world->samples && world->judgements && world->plan && world->workspace;
}

static void world_done(struct world *world)
{
    free(world->values);
    free(world->samples);
    free(world->judgements);
    arena_free(world->arena);
    edivisive_plan_free(world->plan);
    edivisive_workspace_free(world->workspace);
}

static void world_generate(struct world *world, const struct setup *setup, uint64_t seed)
{
    struct noise_random random = noise_random_of(seed, 0);
    double *shared = calloc(world->length, sizeof *shared);

    for (size_t run = 0; shared && run < world->length; run++)
        shared[run] = noise_gauss(&random);
    for (size_t metric = 0; shared && metric < setup->metrics; metric++) {
        struct noise_metric noise = noise_metric_of(setup->kind, metric, seed);

        for (size_t run = 0; run < world->length; run++)
            world->values[metric * world->length + run] = noise_next(&noise, shared[run]);
    }
    free(shared);
}

/* Rows of runs, all metrics in each, from the standard input. */
static bool world_read(struct world *world, const struct setup *setup)
{
    for (size_t run = 0; run < world->length; run++)
        for (size_t metric = 0; metric < setup->metrics; metric++)
            if (fread(&world->values[metric * world->length + run], sizeof(double), 1, stdin) != 1)
                return false;
    return true;
}

/* What E-Divisive knows with `later` runs after `run`. */
static void find_changes(struct world *world, const struct setup *setup, size_t metric, size_t run,
                         size_t later)
{
    const size_t reach = 2 * setup->history;
    const size_t begin = run > reach ? run - reach : 0;
    const double *values = world->values + metric * world->length + begin;
    struct rule_sample *sample = &world->samples[metric];
    const struct change_point *points;
    size_t count;

    if (edivisive_run(world->plan, world->workspace, values, NULL, run - begin + 1 + later,
                      MISSING_DROP, &points, &count) != ANALYSIS_OK)
        return;
    sample->values = values;
    sample->count = run - begin;
    for (size_t i = 0; i < count; i++) {
        const bool up = points[i].mean_after > points[i].mean_before;

        if (points[i].magnitude < fmax(0.01, setup->threshold / 100))
            continue;
        if (points[i].index < run - begin)
            sample->stretch = points[i].index;
        if (points[i].index == run - begin && (setup->direction == 0 || up))
            sample->change = true;
    }
    if (sample->change) {
        sample->repeats = values + sample->count + 1;
        sample->repeat_count = later;
    }
}

static void judge_run(struct world *world, const struct setup *setup, size_t run, size_t later)
{
    const size_t count = run < setup->history ? run : setup->history;

    for (size_t metric = 0; metric < setup->metrics; metric++) {
        const double *values = world->values + metric * world->length;

        world->samples[metric] = (struct rule_sample){.values = values + run - count,
                                                      .count = count,
                                                      .value = values[run],
                                                      .threshold = setup->threshold,
                                                      .direction = setup->direction};
        /* Of a step, only its own metric has change points worth the search. */
        if (setup->service && (metric == 0 || strcmp(setup->mode, "step") != 0))
            find_changes(world, setup, metric, run, later);
    }
    arena_reset(world->arena);
    (void)rule_judge(world->arena, world->samples, setup->metrics, setup->budget,
                     world->judgements);
}

static bool any_is(const struct world *world, const struct setup *setup, enum deviation deviation)
{
    for (size_t metric = 0; metric < setup->metrics; metric++)
        if (world->judgements[metric].deviation == deviation)
            return true;
    return false;
}

static size_t count_of(const struct world *world, const struct setup *setup,
                       enum deviation deviation)
{
    size_t count = 0;

    for (size_t metric = 0; metric < setup->metrics; metric++)
        count += world->judgements[metric].deviation == deviation ? 1 : 0;
    return count;
}

static bool has_change(const struct world *world, const struct setup *setup)
{
    for (size_t metric = 0; metric < setup->metrics; metric++)
        if (world->samples[metric].change)
            return true;
    return false;
}

static bool measure_unchanged(struct world *world, const struct setup *setup)
{
    size_t wrong = 0, undecided = 0, metrics = 0, later = 0, changes = 0;

    if (setup->kind != NOISE_REAL)
        world_generate(world, setup, setup->seed);
    else if (!world_read(world, setup))
        return false;
    for (size_t run = 0; run < setup->runs; run++) {
        judge_run(world, setup, run, 0);

        const bool is_wrong = any_is(world, setup, DEVIATION_WORSE);

        metrics += count_of(world, setup, DEVIATION_WORSE);
        wrong += is_wrong ? 1 : 0;
        undecided += !is_wrong && any_is(world, setup, DEVIATION_SUSPICIOUS) ? 1 : 0;
        if (!setup->service)
            continue;
        judge_run(world, setup, run, AFTER);
        changes += is_wrong || has_change(world, setup) ? 1 : 0;
        later += is_wrong || any_is(world, setup, DEVIATION_WORSE) ? 1 : 0;
    }
    (void)printf("{\"runs\": %zu, \"wrong\": %zu, \"undecided\": %zu, \"metrics\": %zu, ",
                 setup->runs, wrong, undecided, metrics);
    (void)printf("\"later\": %zu, \"changes\": %zu}\n", later, changes);
    return true;
}

/* The metric the step is in is the first: a regression of that, of the step's run or a later one.
 */
static bool is_found(struct world *world, const struct setup *setup, size_t at, size_t after)
{
    judge_run(world, setup, at + after, 0);
    if (world->judgements[0].deviation == DEVIATION_WORSE)
        return true;
    if (after == 0)
        return false;
    judge_run(world, setup, at, after);
    return world->judgements[0].deviation == DEVIATION_WORSE;
}

static void measure_steps(struct world *world, const struct setup *setup)
{
    const size_t at = world->length - 1 - AFTER;
    size_t found[AFTER + 1] = {0}, undecided = 0;

    for (size_t i = 0; i < setup->runs; i++) {
        bool is = false;

        world_generate(world, setup, setup->seed + i);
        for (size_t run = at; run < world->length; run++)
            world->values[run] *= 1 + setup->percent / 100;
        for (size_t after = 0; after <= AFTER; after++) {
            is = is || is_found(world, setup, at, after);
            found[after] += is ? 1 : 0;
            undecided += after == 0 && world->judgements[0].deviation == DEVIATION_SUSPICIOUS;
        }
    }
    (void)printf("{\"runs\": %zu, \"found\": [%zu, %zu, %zu, %zu], \"undecided\": %zu}\n",
                 setup->runs, found[0], found[1], found[2], found[3], undecided);
}

static void measure_time(struct world *world, const struct setup *setup)
{
    struct timespec begin, end;

    world_generate(world, setup, setup->seed);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    for (size_t run = 0; run < setup->runs; run++)
        judge_run(world, setup, setup->history + run % AFTER, 0);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    (void)printf(
        "{\"runs\": %zu, \"milliseconds\": %.4f}\n", setup->runs,
        ((double)(end.tv_sec - begin.tv_sec) * 1e3 + (double)(end.tv_nsec - begin.tv_nsec) * 1e-6) /
            (double)setup->runs);
}

int main(int argc, char **argv)
{
    struct setup setup = {.mode = "unchanged",
                          .metrics = 1,
                          .runs = 2000,
                          .history = 50,
                          .seed = 1,
                          .budget = RULE_ERROR_BUDGET,
                          .direction = 1};
    struct world world = {0};
    bool done = true;

    if (!setup_read(&setup, argc, argv)) {
        (void)fprintf(stderr, "gate_bench: what is meant?\n");
        return 1;
    }

    const bool is_step = strcmp(setup.mode, "step") == 0;
    const size_t length =
        is_step || strcmp(setup.mode, "time") == 0 ? setup.history + 1 : setup.runs;

    if (!world_init(&world, &setup, length + AFTER))
        done = false;
    else if (is_step)
        measure_steps(&world, &setup);
    else if (strcmp(setup.mode, "time") == 0)
        measure_time(&world, &setup);
    else
        done = measure_unchanged(&world, &setup);
    world_done(&world);
    return done ? 0 : 1;
}
