/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_answer.h - a finished comparison as JSON, CSV or a table for people. */
#ifndef RIGEL_API_COMPARE_ANSWER_H
#define RIGEL_API_COMPARE_ANSWER_H

#include "api/listing.h"
#include "store/compare.h"
#include "triage/compare.h"

/* One metric; the rows come most telling first. */
struct compare_row {
    const struct compare_series *series;
    struct compare_result result;
};

struct compare_runs {
    const char *kind; /* "build", "run", "pull" or "baseline" */
    struct compare_selector selector;
    struct compare_run *runs;
    size_t count;
};

struct compare_outcome {
    struct compare_runs base, head;
    struct compare_answer answer;
    struct compare_row *rows;
    size_t row_count;
};

/* Which form and fields are asked for, before any work is done. */
MUST_CHECK bool compare_answer_open(struct listing *listing, struct request *request,
                                    struct error *err);
/* Sorts the rows and answers. */
void compare_answer_write(struct listing *listing, struct compare_outcome *outcome);

#endif
