/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/noise.h"

#include <math.h>
#include <string.h>

static const char *const names[NOISE_KINDS] = {
    "gauss",   "t3",        "lognormal", "spikes", "bimodal", "ar5", "ar8",
    "counter", "quantised", "common",    "fleet",  "mixed",   "real"};

const char *noise_name(enum noise kind)
{
    return names[kind];
}

enum noise noise_named(const char *name)
{
    enum noise kind = NOISE_GAUSS;

    while (kind < NOISE_KINDS && strcmp(names[kind], name) != 0)
        kind++;
    return kind;
}

/* SplitMix64 (Steele, Lea and Flood 2014). */
static uint64_t next_bits(struct noise_random *random)
{
    uint64_t z = random->state += 0x9e3779b97f4a7c15U;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
}

struct noise_random noise_random_of(uint64_t seed, uint64_t stream)
{
    struct noise_random random = {.state = seed};

    random.state = next_bits(&random) ^ (stream * 0xd1342543de82ef95U);
    random.state = next_bits(&random);
    return random;
}

double noise_uniform(struct noise_random *random)
{
    return (double)(next_bits(random) >> 11) * 0x1p-53;
}

/* Box and Muller 1958: two at a time. */
double noise_gauss(struct noise_random *random)
{
    if (random->has_spare) {
        random->has_spare = false;
        return random->spare;
    }
    const double radius = sqrt(-2 * log(1 - noise_uniform(random)));
    const double angle = 6.283185307179586 * noise_uniform(random);

    random->has_spare = true;
    random->spare = radius * sin(angle);
    return radius * cos(angle);
}

static double student3(struct noise_random *random)
{
    double square = 0;

    for (int i = 0; i < 3; i++) {
        const double z = noise_gauss(random);

        square += z * z;
    }
    return noise_gauss(random) / sqrt(square / 3) / sqrt(3);
}

static double lognormal(struct noise_random *random)
{
    const double mean = exp(0.32), deviation = sqrt((exp(0.64) - 1) * exp(0.64));

    return (exp(0.8 * noise_gauss(random)) - mean) / deviation;
}

static double autoregressive(struct noise_metric *metric, double coefficient)
{
    metric->last = coefficient * metric->last +
                   sqrt(1 - coefficient * coefficient) * noise_gauss(&metric->random);
    return metric->last;
}

static double deviation_of(struct noise_metric *metric, double shared)
{
    struct noise_random *random = &metric->random;

    switch (metric->kind) {
    case NOISE_T3:
        return student3(random);
    case NOISE_LOGNORMAL:
        return lognormal(random);
    case NOISE_SPIKES:
        return noise_gauss(random) + (noise_uniform(random) < 0.02 ? 8 : 0);
    case NOISE_BIMODAL:
        return (noise_uniform(random) < 0.3 ? 1.8 : -0.6) + 0.3 * noise_gauss(random);
    case NOISE_AR5:
        return autoregressive(metric, 0.5);
    case NOISE_AR8:
        return autoregressive(metric, 0.8);
    case NOISE_QUANTISED:
        return round(noise_gauss(random));
    case NOISE_COMMON:
        return sqrt(0.5) * (shared + noise_gauss(random));
    default:
        return noise_gauss(random);
    }
}

/* Poisson, by multiplication (Knuth). */
static double count_of(struct noise_random *random, double mean)
{
    double product = noise_uniform(random), count = 0;

    for (; product > exp(-mean); count++)
        product *= noise_uniform(random);
    return count;
}

/* As the simulated fleet makes its metrics. */
static double fleet_value(struct noise_metric *metric, double shared, size_t sort)
{
    struct noise_random *random = &metric->random;
    const double z = 0.4 * shared + 0.9165 * noise_gauss(random);
    const double cv = 0.05;

    if (sort == 0)
        return 100 * exp(cv * z - cv * cv / 2);
    if (sort == 1)
        return 100 * (z > 0 ? exp(1.25 * cv * z - 0.3 * cv) : 1 + 0.7 * cv * z);
    if (sort == 2)
        return fmax(round(0.1 * (1 + cv * z) / 0.008), 1) * 0.008;
    return count_of(random, 0.25);
}

struct noise_metric noise_metric_of(enum noise kind, size_t metric, uint64_t seed)
{
    struct noise_metric result = {.kind = kind, .random = noise_random_of(seed, metric + 1)};

    if (kind == NOISE_MIXED)
        result.kind = (enum noise)(metric % NOISE_MIXED);
    result.last = noise_gauss(&result.random);
    if (result.kind == NOISE_FLEET)
        result.last = (double)(metric / (kind == NOISE_MIXED ? NOISE_MIXED : 1) % 4);
    return result;
}

double noise_next(struct noise_metric *metric, double shared)
{
    if (metric->kind == NOISE_COUNTER)
        return count_of(&metric->random, 0.223);
    if (metric->kind == NOISE_FLEET)
        return fleet_value(metric, shared, (size_t)metric->last);
    return 100 * (1 + 0.05 * deviation_of(metric, shared));
}
