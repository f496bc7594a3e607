/* SPDX-License-Identifier: GPL-3.0-or-later */
/* steady.h - the online change-point detector `steady`: a value in, change points that stay.
 *
 * Three decisions, each made once per value: birth (a generalised likelihood ratio over the last
 * places, on values that weigh no more than their rarity: Siegmund and Venkatraman 1995, Huber
 * 1964), place (profile likelihood), fate (a sequential probability ratio test on values that came
 * after the report: Wald 1945). docs/detection.md has the formulas. The batch answer is the state
 * after the last value: there is no second algorithm.
 *
 * No I/O, clock, globals or locale; equal values in equal order give equal bits. A plan is
 * read-only once made and may be shared by threads; a series belongs to one thread at a time. */
#ifndef RIGEL_ANALYSIS_STEADY_H
#define RIGEL_ANALYSIS_STEADY_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/status.h"

/* One default for all series; h0 and effect are the ones meant for users. */
struct steady_options {
    double h0, h1, young; /* evidence asked of a birth: h0 + h1 / min(values after, before) + young
                           * / values before */
    double clip;          /* values are clipped at median -+ clip robust deviations */
    double carry;         /* values the deviation of the segment before counts as */
    double prior_rho;     /* values by which an autocorrelation is pulled to 0 */
    double keep_rho;      /* values of autocorrelation carried over a change point, at most */
    double settle, drop;  /* log likelihood ratio of fresh values that settles, withdraws */
    double shrink;        /* fresh values are tested for this share of the estimated change */
    double credit;        /* share of the evidence beyond what was asked that counts for the fate */
    double pool;          /* fresh values are tested against the level before (0), or that of the
                           * values before and since together (1), or between */
    double record, fade;  /* a birth exceeds the best evidence that came to nothing by record; that
                           * fades by this factor a value */
    double floor;         /* least deviation, as a share of the level */
    double refine; /* where the new level is so many deviations away, each value is weighed between
                    * the two levels to find the place; 0: never */
    double excursion; /* a level that came and went is kept as a change where its evidence exceeds
                       * h0 by so much; 0: never */
    double widen;     /* autocorrelation widens the sets of places by so much */
    double effect;    /* smallest change of interest, as a share of the level: a smaller one begins
                       * a segment, but is not reported */
    double slack;     /* ... by so many standard errors */
    int window;       /* values before a place that describe the old level, at most */
    int look;         /* a birth is looked for in the last places, this many */
    int least;        /* values before a change point, at least */
    int rank;         /* segments of up to this length get the rank evidence too */
    int hold, mature; /* a place may move this far, while at most `mature` values follow it */
    int reach;        /* places around the best one that are considered at birth */
};
#define STEADY_DEFAULTS                                                                            \
    ((struct steady_options){.h0 = 6.05,                                                           \
                             .h1 = 2.1,                                                            \
                             .young = 0,                                                           \
                             .clip = 3,                                                            \
                             .carry = 10,                                                          \
                             .prior_rho = 25,                                                      \
                             .keep_rho = 60,                                                       \
                             .settle = 4,                                                          \
                             .drop = 4.5,                                                          \
                             .shrink = 0.6,                                                        \
                             .credit = 1,                                                          \
                             .pool = 1,                                                            \
                             .record = 0,                                                          \
                             .fade = 0,                                                            \
                             .floor = 2e-4,                                                        \
                             .effect = 0.01,                                                       \
                             .slack = 1,                                                           \
                             .excursion = 3,                                                       \
                             .refine = 2,                                                          \
                             .widen = 1,                                                           \
                             .window = 200,                                                        \
                             .look = 64,                                                           \
                             .least = 5,                                                           \
                             .rank = 24,                                                           \
                             .hold = 3,                                                            \
                             .mature = 64,                                                         \
                             .reach = 12})
#define STEADY_WINDOW_MAX 2000

/* The options of the method the defaults were developed from (tests/data/steady has its answers).
 */
struct steady_options steady_reference(void);

/* The settings with a meaning. false_reports: changes that are reported in 1,000 values of
 * independent Gaussian noise, also those that are withdrawn later (docs/detection.md has how this
 * was measured); smallest_change: in percent of the level. Other options as by default. */
#define STEADY_FALSE_REPORTS 0.75
#define STEADY_SMALLEST_CHANGE 1.0
struct steady_options steady_settings(double false_reports, double smallest_change);

/* A change point as it is reported. Indexes count from 0 and count the gaps. */
struct steady_point {
    size_t index;          /* the first value of the new level */
    size_t first, last;    /* 90% set of places */
    size_t seen_at;        /* the value at which it was reported first */
    bool settled;          /* never withdrawn any more; else new */
    double before, after;  /* clipped means of the two sides, `window` values at most */
    double difference;     /* after - before */
    double least, most;    /* 90% interval of the difference */
    double deviation, rho; /* standard deviation and autocorrelation before */
    size_t points_before, points_after; /* values in the two means */
    double evidence;                    /* natural log units; the largest so far */
    size_t faded_at;                    /* of a faded one: the value that withdrew it; else 0 */
};

struct steady_plan; /* what depends on the options only */
struct steady;      /* one series */

/* NULL result: *ret_status says why (ANALYSIS_RANGE: an option outside its limits). */
struct steady_plan *steady_plan_new(const struct steady_options *options,
                                    enum analysis_status *ret_status);
void steady_plan_free(struct steady_plan *plan); /* NULL is fine */

/* An empty series; the plan must outlive it. NULL: no memory. */
struct steady *steady_new(const struct steady_plan *plan);
void steady_free(struct steady *steady); /* NULL is fine */
/* Empty again, the memory kept. */
void steady_clear(struct steady *steady);

/* The next value; a NaN or an infinity is a gap: counted and skipped. Its time does not grow with
 * the history. ANALYSIS_NO_MEMORY leaves the series as it was. */
enum analysis_status steady_append(struct steady *steady, double value);

/* Values and gaps so far. */
size_t steady_length(const struct steady *steady);

/* The change points now, ascending, without their figures. */
size_t steady_count(const struct steady *steady);
size_t steady_index(const struct steady *steady, size_t change);
/* And with them. The result lives in the series until its next use. ANALYSIS_NO_MEMORY leaves the
 * outputs untouched. */
enum analysis_status steady_report(struct steady *steady, const struct steady_point **ret_points,
                                   size_t *ret_count);

/* The change points that were reported and that later values did not support: they are change
 * points no more, and keep place and figures as they last were. In the order in which they faded;
 * one that a change point of now is within 2 values of is left out. As steady_report otherwise. */
enum analysis_status steady_faded(struct steady *steady, const struct steady_point **ret_points,
                                  size_t *ret_count);

/* The series as bytes, the caller's to free: version, options, the decisions still open, the values
 * that they can still need, and the figures of what is decided. What follows from these is not in
 * them. The bytes do not depend on the machine. */
enum analysis_status steady_save(struct steady *steady, unsigned char **ret_bytes,
                                 size_t *ret_size);
/* The series that was saved, equal in every bit of what it will report. NULL: *ret_status says why.
 * ANALYSIS_RANGE: the bytes are damaged, of another version, or of other options than the plan's;
 * then append all values to a new one. Any bytes give an error or a series that is safe to use. */
struct steady *steady_restore(const struct steady_plan *plan, const unsigned char *bytes,
                              size_t size, enum analysis_status *ret_status);

#endif
