/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge_parts.h - what the algorithms of the judge share. For src/orion/judge*.c only. */
#ifndef RIGEL_ORION_JUDGE_PARTS_H
#define RIGEL_ORION_JUDGE_PARTS_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/analysis.h"
#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/judge.h"

/* One frame on its way to a verdict. */
struct judgement {
    struct arena *arena;
    const struct frame *frame;
    const struct judge_options *options;
    const size_t *columns; /* those with values, in their order */
    size_t column_count;
};

/* What the algorithm found in one column, by row. */
struct found_changes {
    struct frame_change *items;
    size_t count;
};

/* Which of Orion's faults of the rules are put right. */
struct judge_rules {
    bool fractions;     /* thresholds count with their fraction (fault 21) */
    bool any_run_field; /* an acknowledgement counts whatever the field of the run id is called */
    bool no_direction;  /* the algorithm has looked at the direction */
};

/* What is left of the changes found, and what the rules dropped. */
struct judged_changes {
    struct frame_change *kept;
    size_t kept_count;
    struct dropped_change *dropped;
    size_t dropped_count;
};

struct judgement judgement_of(struct arena *arena, const struct frame *frame,
                              const struct judge_options *options);
/* False where Orion could make no number of a cell: text or JSON in a column of values. */
MUST_CHECK bool judgement_check_numbers(const struct judgement *judgement, struct error *err);

/* With percent out of the means. */
struct frame_change judge_change(struct frame_change change);

/* What CMR and the forest go by: 2 counts as 1, -2 as -1, where E-Divisive takes them for both. */
int judge_sign(const struct metric *metric);

/* Orion's filters over found[0, column_count). */
struct judged_changes judge_apply_rules(const struct judgement *judgement,
                                        const struct found_changes *found,
                                        struct judge_rules rules);
bool judge_same_places(const struct judged_changes *one, const struct judged_changes *other);
/* One line: "fault N: ..." and the test. */
void judge_warn(const struct judgement *judgement, const char *fault);

struct orion_verdict judge_verdict(const struct judgement *judgement,
                                   const struct judged_changes *changes);

MUST_CHECK bool judge_hunter(const struct judgement *judgement, struct orion_verdict *ret,
                             struct error *err);
MUST_CHECK bool judge_cmr(const struct judgement *judgement, struct orion_verdict *ret,
                          struct error *err);
MUST_CHECK bool judge_anomaly(const struct judgement *judgement, struct orion_verdict *ret,
                              struct error *err);

/* CMR's two rows: all but the last together, and the last. The frame has two rows or more. */
const struct frame *judge_two_rows(struct arena *arena, const struct frame *frame);

#endif
