/* SPDX-License-Identifier: GPL-3.0-or-later */
/* noise.h - runs of a test in which nothing changes: metrics of known kinds of noise.
 *
 * Each kind has mean 0 and standard deviation 1 and becomes 100 * (1 + 0.05 * noise), but for the
 * counters. Equal seeds give equal runs. */
#ifndef RIGEL_TESTS_KIT_NOISE_H
#define RIGEL_TESTS_KIT_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum noise {
    NOISE_GAUSS,
    NOISE_T3,        /* Student's t, 3 degrees of freedom */
    NOISE_LOGNORMAL, /* sigma 0.8 */
    NOISE_SPIKES,    /* 2% of the values are 8 deviations off */
    NOISE_BIMODAL,   /* 30% in a second mode */
    NOISE_AR5,       /* AR(1), coefficient 0.5 */
    NOISE_AR8,       /* and 0.8 */
    NOISE_COUNTER,   /* whole numbers, 0 in four of five runs */
    NOISE_QUANTISED, /* steps of one deviation */
    NOISE_COMMON,    /* half of the variance is the run's own, shared by all metrics */
    NOISE_FLEET,     /* log-normal, right-skewed, quantised and counters in turns, 0.16 shared */
    NOISE_MIXED,     /* each metric another of the kinds above */
    NOISE_REAL,      /* values from a file */
    NOISE_KINDS
};

const char *noise_name(enum noise kind);
/* NOISE_KINDS: there is none of that name. */
enum noise noise_named(const char *name);

struct noise_random {
    uint64_t state;
    bool has_spare;
    double spare;
};

struct noise_random noise_random_of(uint64_t seed, uint64_t stream);
double noise_uniform(struct noise_random *random); /* [0, 1) */
double noise_gauss(struct noise_random *random);

/* One metric; last: of an AR process. */
struct noise_metric {
    enum noise kind;
    double last;
    struct noise_random random;
};

struct noise_metric noise_metric_of(enum noise kind, size_t metric, uint64_t seed);
/* The next run's value; shared: a normal deviate of the run. */
double noise_next(struct noise_metric *metric, double shared);

#endif
