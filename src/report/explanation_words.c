/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/explanation_words.h"

#include <math.h>
#include <string.h>

#include "report/change_text.h"
#include "report/text.h"

const char *explanation_algorithm_name(enum explanation_algorithm algorithm)
{
    static const char *const names[] = {"edivisive", "steady", "percent"};

    return names[algorithm];
}

const char *explanation_run_words(struct arena *arena, const struct explanation_run *run)
{
    if (run->build)
        return arena_printf(arena, "build %s", run->build);
    return arena_printf(arena, "run %s", run->uuid);
}

const char *explanation_row_words(struct arena *arena, const struct explanation *explanation,
                                  size_t row)
{
    return explanation_run_words(arena, &explanation->rows[row]);
}

const char *explanation_value(struct arena *arena, const struct explanation *explanation,
                              double value)
{
    const char *unit = explanation->unit;

    return arena_printf(arena, "%.6g%s%s", value, *unit ? " " : "", unit);
}

static size_t distance(size_t a, size_t b)
{
    return a > b ? a - b : b - a;
}

static const char *correlation_words(struct arena *arena, const struct explanation *e,
                                     const struct explanation_finding *finding)
{
    const char *needs = arena_printf(arena, "it needs a counting change of %s within %d runs",
                                     e->correlation, e->context);

    if (!finding->has_correlated)
        return arena_printf(arena, "%s, and that has none", needs);
    return arena_printf(arena, "%s, and the nearest change of that is at %s, %zu runs away", needs,
                        explanation_row_words(arena, e, finding->correlated),
                        distance(finding->correlated, e->row));
}

const char *explanation_filter_words(struct arena *arena, const struct explanation *e,
                                     enum explanation_algorithm algorithm)
{
    const struct explanation_finding *finding = &e->findings[algorithm];
    char percent[PERCENT_TEXT_SIZE];

    switch (finding->dropped) {
    case DROP_DIRECTION:
        return e->direction > 0 ? "it is a decrease, and an increase is worse"
                                : "it is an increase, and a decrease is worse";
    case DROP_ACKNOWLEDGED:
        return !e->acknowledged || !*e->acknowledged
                   ? "it is acknowledged"
                   : arena_printf(arena, "it is acknowledged: %s", e->acknowledged);
    case DROP_THRESHOLD:
        return arena_printf(arena, "%s is within the threshold of %g%%",
                            percent_text(finding->percent, percent), e->threshold);
    case DROP_CORRELATION:
        return correlation_words(arena, e, finding);
    case DROP_EARLY:
    case DROP_NONE:
        break;
    }
    return "";
}

static const char *percent_words(struct arena *arena, const struct explanation *e)
{
    const struct percent_result *percent = &e->percent;
    const struct explanation_finding *finding = &e->findings[EXPLANATION_PERCENT];

    if (e->values_before == 0)
        return "It is the first value of the series: there is no mean to compare it with.";

    const char *figures = arena_printf(
        arena, "%s, %s off the mean of the %zu values before, %s",
        explanation_value(arena, e, percent->value),
        change_cell(arena, percent->percent, percent->mean_before, percent->value, e->unit),
        e->values_before, explanation_value(arena, e, percent->mean_before));

    if (!e->newest)
        return arena_printf(
            arena,
            "It looks at the newest run only, which this is not. When it was, it had "
            "%s%s.",
            figures, percent->reported ? "" : "; that is not on the worse side");
    if (!finding->found)
        return arena_printf(arena, "The newest run has %s; that is not on the worse side.",
                            figures);
    if (finding->dropped != DROP_NONE)
        return arena_printf(arena, "The newest run has %s. It does not count: %s.", figures,
                            explanation_filter_words(arena, e, EXPLANATION_PERCENT));
    return arena_printf(arena, "The newest run has %s: on the worse side.", figures);
}

const char *explanation_words(struct arena *arena, const struct explanation *e,
                              enum explanation_algorithm algorithm)
{
    if (algorithm == EXPLANATION_EDIVISIVE)
        return explanation_edivisive_words(arena, e);
    return algorithm == EXPLANATION_STEADY ? explanation_steady_words(arena, e)
                                           : percent_words(arena, e);
}

static enum explanation_algorithm deciding(const struct explanation *e)
{
    for (int i = 0; i < EXPLANATION_ALGORITHMS; i++)
        if (strcmp(e->regression_algorithm,
                   explanation_algorithm_name((enum explanation_algorithm)i)) == 0)
            return (enum explanation_algorithm)i;
    return EXPLANATION_EDIVISIVE;
}

bool explanation_is_regression(const struct explanation *e)
{
    const struct explanation_finding *finding = &e->findings[deciding(e)];

    return e->state == EXPLANATION_MADE && finding->found && finding->dropped == DROP_NONE;
}

/* Algorithms that report a change here and make no regressions of this metric. */
static const char *others_words(struct arena *arena, const struct explanation *e)
{
    const char *text = "";

    for (int i = 0; i < EXPLANATION_ALGORITHMS; i++)
        if ((enum explanation_algorithm)i != deciding(e) && e->findings[i].found)
            text = arena_printf(arena, "%s%s%s", text, *text ? " and " : "",
                                explanation_algorithm_name((enum explanation_algorithm)i));
    return *text ? arena_printf(arena, " What %s says is shown beside it and makes no regression.",
                                text)
                 : "";
}

static const char *state_words(struct arena *arena, const struct explanation *e)
{
    const struct explanation_run *run = &e->runs[e->chosen];

    if (e->state == EXPLANATION_INACTIVE)
        return "No regression: the metric is in no definition any more and is not analysed.";
    if (e->state == EXPLANATION_NOT_IN_BASELINE && run->excluded)
        return arena_printf(arena, "No regression: the run was taken out of baselines (%s).",
                            run->excluded);
    if (e->state == EXPLANATION_NOT_IN_BASELINE)
        return run->confirms ? "No regression: the run repeats another one and is in no baseline."
                             : "No regression: the run is in no baseline.";
    if (!e->has_next)
        return "No regression: the run has no value of this metric. A gap is never a change, and "
               "no "
               "later run has a value either.";
    return arena_printf(arena,
                        "No regression: the run has no value of this metric, and a gap is never a "
                        "change. The next value is that of %s.",
                        explanation_row_words(arena, e, e->next));
}

static const char *chosen_words(struct arena *arena, const struct explanation *e)
{
    if (e->run_count < 2)
        return "";
    return arena_printf(arena, " The build has %zu runs; this is about run %s.", e->run_count,
                        e->runs[e->chosen].uuid);
}

static const char *main_words(struct arena *arena, const struct explanation *e)
{
    const enum explanation_algorithm algorithm = deciding(e);
    const struct explanation_finding *finding = &e->findings[algorithm];
    const char *name = explanation_algorithm_name(algorithm);

    if (e->state != EXPLANATION_MADE)
        return state_words(arena, e);
    return arena_printf(arena, "%s by %s, which decides for this metric. %s%s",
                        finding->found && finding->dropped == DROP_NONE ? "A regression"
                        : finding->found ? "A change, but no regression,"
                                         : "No regression",
                        name, explanation_words(arena, e, algorithm), others_words(arena, e));
}

const char *explanation_conclusion(struct arena *arena, const struct explanation *e)
{
    return arena_printf(arena, "%s%s%s", main_words(arena, e), chosen_words(arena, e),
                        e->waiting ? " Newer values wait for analysis: what is stored may differ."
                                   : "");
}
