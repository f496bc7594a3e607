/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/series_kit.h"

#include <float.h>
#include <math.h>

uint64_t series_draw(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(2685821657736338717);
}

static double uniform(uint64_t *state)
{
    return (double)(series_draw(state) >> 11) / 9007199254740992.0;
}

static double gaussian(uint64_t *state)
{
    double sum = -6.0;

    for (int i = 0; i < 12; i++)
        sum += uniform(state);
    return sum;
}

/* The level at i of a series with steps at random places. */
static double stepped(uint64_t *state, double level, double size)
{
    return series_draw(state) % 40 == 0 ? level + size * gaussian(state) : level;
}

double series_value(unsigned kind, size_t i, double *level, uint64_t *state)
{
    const double noise = gaussian(state);

    switch (kind) {
    case 0:
        return 100 + noise;
    case 1:
        *level = stepped(state, *level, 5);
        return 100 + *level + noise;
    case 2:
        *level = 0.9 * *level + noise; /* autoregression */
        return *level;
    case 3:
        *level += noise; /* random walk */
        return *level;
    case 4:
        return 1.0 / 3;
    case 5:
        *level = stepped(state, *level, 1);
        return *level; /* constant steps */
    case 6:
        return (double)(series_draw(state) % 3); /* many equal energies */
    case 7:
        return (double)i; /* exact ramp */
    case 8:
        return (double)i * 0.1;
    case 9:
        return (double)(i % 7);
    case 10:
        return 1e9 + noise;
    case 11:
        *level = stepped(state, *level, 4);
        return 1e15 + *level + noise;
    case 12:
        *level = stepped(state, *level, 4);
        return (noise + *level) * 1e-160;
    case 13:
        return (double)(series_draw(state) % 50) * DBL_TRUE_MIN; /* denormals */
    case 14:
        return noise * (series_draw(state) % 20 == 0 ? 1e308 : 1e289); /* sums that overflow */
    case 15:
        return series_draw(state) % 30 == 0 ? (double)NAN : noise;
    case 16:
        return series_draw(state) % 60 == 0 ? (double)INFINITY : noise;
    default:
        return noise / (uniform(state) + 1e-3) + (i > 60 ? 20 : 0); /* heavy tails */
    }
}
