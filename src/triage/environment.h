/* SPDX-License-Identifier: GPL-3.0-or-later */
/* environment.h - was it the platform and not the product?
 *
 * A disturbance of a platform (its storage, its network, its machines) moves many series of its
 * tests at once, whatever product version they test; a product change moves the tests of its
 * version on other platforms too, and those of other versions nowhere. So at the place of a change,
 * and one run before and after it:
 *
 * 1. Of every series near it, the medians of the ENVIRONMENT_VALUES values before and after are
 *    compared, with the noise that the differences of neighbouring values show. One that moved by
 *    more than ENVIRONMENT_MOVED standard errors counts as moved.
 * 2. For each release stream that the platform tests, the number of moved series is compared with
 *    the share that moved of the same stream on other platforms (at least ENVIRONMENT_USUAL), as a
 *    binomial count whose variance is ENVIRONMENT_CLUMPING times as large, since series of one test
 *    move together. The excesses of the streams, in standard deviations, are summed over the root
 *    of their number: the score.
 * 3. It is the environment where the score reaches ENVIRONMENT_SCORE, series of at least two tests
 *    of the platform moved, two of its streams show an excess (where it tests more than one), and
 *    the very metrics of the change moved in its direction in more than a third of the platform's
 *    other tests that have them (where there are two), but not in more than ENVIRONMENT_ELSEWHERE
 *    of those of its stream on other platforms: that would be the product.
 *
 * docs/detection.md has what this finds and what it takes wrongly. A second way to know: a metadata
 * field that describes the environment had one value before the change and has another one since
 * (environment_field_changed). Pure: no store, no clock. */
#ifndef RIGEL_TRIAGE_ENVIRONMENT_H
#define RIGEL_TRIAGE_ENVIRONMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { ENVIRONMENT_VALUES = 5, ENVIRONMENT_FEWEST = 3, ENVIRONMENT_NOISE = 20 };
#define ENVIRONMENT_MOVED 3.0
#define ENVIRONMENT_USUAL 0.08
#define ENVIRONMENT_CLUMPING 2.5
#define ENVIRONMENT_EXCESS 0.5 /* of a stream, to count as one that shows it */
#define ENVIRONMENT_SCORE 1.0
#define ENVIRONMENT_ELSEWHERE 0.4
#define ENVIRONMENT_ALIKE 2.0 /* standard errors by which the same metric moved on the platform */
#define ENVIRONMENT_SAME 2.5  /* and elsewhere */

struct environment_test {
    const char *platform, *stream; /* stream "": not said */
};

/* Values that are there, oldest first. */
struct environment_series {
    size_t test; /* of the tests */
    const char *metric;
    const double *values;
    const int64_t *at;
    size_t count;
};

struct environment_data {
    const struct environment_test *tests;
    size_t test_count;
    const struct environment_series *series;
    size_t series_count;
};

struct environment_question {
    size_t test;       /* whose change it is */
    const int64_t *at; /* times of the run it begins at and of its neighbours */
    size_t at_count;
    const char *const *metrics; /* that changed */
    size_t metric_count;
};

struct environment_answer {
    bool environment;
    double score;       /* the largest over the places; NAN: too little is known */
    size_t moved, seen; /* series of the platform, at that place */
    size_t tests;       /* of it whose series moved */
    double elsewhere;   /* share of tests on other platforms with the same metrics moved */
};

struct environment_answer environment_judge(struct arena *arena,
                                            const struct environment_data *data,
                                            const struct environment_question *question);

/* How far the series moved at a time, in standard errors; NAN: too few values around it. */
double environment_moved(const struct environment_series *series, int64_t at);

/* values[0, count): a metadata field of the runs of a test, oldest first, NULL where it is not
 * said. Did it have one value in the ENVIRONMENT_VALUES runs before runs[row] or one next to it,
 * and has another one in every run since (at least ENVIRONMENT_FEWEST)? */
bool environment_field_changed(const char *const *values, size_t count, size_t row);

#endif
