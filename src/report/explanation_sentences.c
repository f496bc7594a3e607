/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What edivisive and steady have to say of a place. */
#include <math.h>

#include "report/change_text.h"
#include "report/explanation_words.h"
#include "report/text.h"

/* "; it does not count: ..." or ".", after a change that is reported. */
static const char *end_of_change(struct arena *arena, const struct explanation *e,
                                 enum explanation_algorithm algorithm)
{
    if (e->findings[algorithm].dropped == DROP_NONE)
        return ".";
    return arena_printf(arena, ". It does not count: %s.",
                        explanation_filter_words(arena, e, algorithm));
}

/* ---- edivisive ---- */

static const char *edivisive_change(struct arena *arena, const struct explanation *e)
{
    const struct edivisive_explanation *told = &e->edivisive;
    const struct comparison *numbers = &told->numbers;

    return arena_printf(arena, "The level changes here from %s to %s (%s): p %.3g, below %g%s",
                        explanation_value(arena, e, numbers->before.mean),
                        explanation_value(arena, e, numbers->after.mean),
                        change_cell(arena, e->findings[EXPLANATION_EDIVISIVE].percent,
                                    numbers->before.mean, numbers->after.mean, e->unit),
                        numbers->pvalue, told->max_pvalue,
                        end_of_change(arena, e, EXPLANATION_EDIVISIVE));
}

static const char *merged(struct arena *arena, const struct explanation *e)
{
    const struct edivisive_explanation *told = &e->edivisive;
    const char *stretch = arena_printf(arena,
                                       "A window was cut here, and the merge took the cut away: "
                                       "between %s and %s, with %zu values "
                                       "before and %zu after,",
                                       explanation_row_words(arena, e, told->left_first),
                                       explanation_row_words(arena, e, told->right_last),
                                       told->count_before, told->count_after);

    if (!(told->numbers.pvalue < told->max_pvalue))
        return arena_printf(arena, "%s p is %.3g and must be below %g.", stretch,
                            told->numbers.pvalue, told->max_pvalue);
    return arena_printf(arena, "%s the change is %.3g%% and must be above %g%%.", stretch,
                        told->magnitude * 100, told->min_magnitude * 100);
}

static const char *outdone(struct arena *arena, const struct explanation *e)
{
    const struct edivisive_explanation *told = &e->edivisive;
    const char *stretch =
        arena_printf(arena, "from %s to %s", explanation_row_words(arena, e, told->piece_first),
                     explanation_row_words(arena, e, told->piece_last));

    if (told->best == e->row && !told->ended)
        return arena_printf(arena,
                            "Of the values %s this is the best place for a cut, but p is %.3g and "
                            "may be %g at most.",
                            stretch, told->pvalue, told->candidate_level);
    if (told->best == e->row)
        return arena_printf(arena,
                            "Of the values %s this is the best place for a cut, but the search of "
                            "its window had ended at %s, whose p of %.3g is above %g; here p is "
                            "%.3g.",
                            stretch, explanation_row_words(arena, e, told->ended_by),
                            told->ended_pvalue, told->candidate_level, told->pvalue);
    return arena_printf(
        arena,
        "Never the place of a cut: of the values %s the best place is %s (p %.3g%s); "
        "here p is %.3g.",
        stretch, explanation_row_words(arena, e, told->best), told->best_pvalue,
        told->best_pvalue <= told->candidate_level
            ? ""
            : arena_printf(arena, ", above %g", told->candidate_level),
        told->pvalue);
}

const char *explanation_edivisive_words(struct arena *arena, const struct explanation *e)
{
    switch (e->edivisive.outcome) {
    case EDIVISIVE_CHANGE:
        return edivisive_change(arena, e);
    case EDIVISIVE_MERGED:
        return merged(arena, e);
    case EDIVISIVE_REFUSED:
    case EDIVISIVE_OUTDONE:
        return outdone(arena, e);
    case EDIVISIVE_NOTHING_BEFORE:
        break;
    }
    return "It is the first value of the series: there is no level before it.";
}

/* ---- steady ---- */

static double asked_of(const struct steady_explanation *told)
{
    return told->asked > told->raised ? told->asked : told->raised;
}

static const char *steady_change(struct arena *arena, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;
    const struct steady_point *point = &told->point;
    const char *fate =
        point->settled && told->fresh <= -told->options.drop
            ? "settled: the values are back at the level before, and those in between stand out "
              "too "
              "far to be chance"
        : point->settled
            ? "settled: it is not taken back any more"
            : arena_printf(arena,
                           "new: at a ratio of %.2f (now %.2f) it is settled, at %.2f taken "
                           "back",
                           told->options.settle, told->fresh, -told->options.drop);

    return arena_printf(
        arena,
        "The level changes here from %s to %s (%s; 90%%: %s to %s), evidence %.1f, "
        "reported since %s and %s%s",
        explanation_value(arena, e, point->before), explanation_value(arena, e, point->after),
        change_cell(arena, e->findings[EXPLANATION_STEADY].percent, point->before, point->after,
                    e->unit),
        explanation_value(arena, e, point->least), explanation_value(arena, e, point->most),
        point->evidence, explanation_row_words(arena, e, point->seen_at), fate,
        end_of_change(arena, e, EXPLANATION_STEADY));
}

static const char *elsewhere(struct arena *arena, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;
    const struct steady_point *point = &told->point;

    if (!told->has_point)
        return arena_printf(
            arena,
            "The evidence here was enough (%.1f of %.1f), but the change was put at "
            "another run, and none is reported there now.",
            fabs(told->evidence), asked_of(told));
    if (point->first <= e->row && e->row <= point->last)
        return arena_printf(arena,
                            "The change is put at %s; it may as well have begun here: the 90%% set "
                            "goes from %s to %s.",
                            explanation_row_words(arena, e, point->index),
                            explanation_row_words(arena, e, point->first),
                            explanation_row_words(arena, e, point->last));
    return arena_printf(
        arena, "The evidence here was enough (%.1f of %.1f), but the change was put at %s.",
        fabs(told->evidence), asked_of(told), explanation_row_words(arena, e, point->index));
}

static const char *below(struct arena *arena, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;
    const char *rule =
        told->raised > told->asked
            ? "after evidence that came to nothing"
            : arena_printf(arena, "%g + %g / %zu%s", told->options.h0, told->options.h1,
                           told->before < told->after ? told->before : told->after,
                           told->options.young > 0 ? arena_printf(arena, " + %g / %zu",
                                                                  told->options.young, told->before)
                                                   : "");
    const char *rival = told->rival == e->row
                            ? "no other place was nearer"
                            : arena_printf(arena, "nearest then was %s with %.2f of %.2f",
                                           explanation_row_words(arena, e, told->rival),
                                           fabs(told->rival_evidence), told->rival_asked);

    return arena_printf(
        arena,
        "Never enough: when it came nearest, with %zu values before and %zu from it "
        "on, the evidence was %.2f of %.2f (%s); %s.",
        told->before, told->after, fabs(told->evidence), asked_of(told), rule, rival);
}

static const char *undecided(struct arena *arena, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;
    const char *now = told->looked
                          ? arena_printf(arena, "the evidence is %.2f at the most, %.2f were asked",
                                         fabs(told->evidence), asked_of(told))
                          : "a change needs two values from it on";

    return arena_printf(arena, "Not decided yet: %s. About %zu more %s like %s would do.", now,
                        told->more, told->more == 1 ? "run" : "runs",
                        told->values_after == 1 ? "this one" : "those since");
}

static const char *withdrawn(struct arena *arena, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;

    return arena_printf(arena,
                        "A change %s here at %s and taken back at %s: what came since is at least "
                        "%.3g times likelier without it (asked: %.3g).",
                        told->slight ? "too small to be reported was seen" : "was reported",
                        explanation_row_words(arena, e, told->seen_at),
                        explanation_row_words(arena, e, told->ended_at), exp(-told->fresh),
                        exp(told->options.drop));
}

const char *explanation_steady_words(struct arena *arena, const struct explanation *e)
{
    const struct steady_explanation *told = &e->steady;

    switch (told->outcome) {
    case STEADY_CHANGE:
        return steady_change(arena, e);
    case STEADY_ELSEWHERE:
        return elsewhere(arena, e);
    case STEADY_BELOW:
        return below(arena, e);
    case STEADY_UNDECIDED:
        return undecided(arena, e);
    case STEADY_WITHDRAWN:
        return withdrawn(arena, e);
    case STEADY_UNREPORTED:
        return arena_printf(arena,
                            "A segment begins here, but the change is below %g%% of the level, the "
                            "smallest that is reported.",
                            told->options.effect * 100);
    case STEADY_FEW_BEFORE:
        break;
    }
    return arena_printf(arena, "Too early: %zu %s of its segment before it, and %d are needed.",
                        told->values_before, told->values_before == 1 ? "value" : "values",
                        told->options.least);
}
