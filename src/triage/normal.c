/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/normal.h"

#include <math.h>

double normal_tail(double deviate)
{
    return erfc(deviate / sqrt(2)) / 2;
}

/* Hastings' start (Abramowitz and Stegun 26.2.23), then Newton's steps. */
static double upper_deviate(double chance)
{
    const double t = sqrt(-2 * log(chance));
    double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));

    for (int step = 0; step < 2; step++)
        x += (normal_tail(x) - chance) * sqrt(2 * acos(-1)) * exp(x * x / 2);
    return x;
}

double normal_deviate(double chance)
{
    const double near = fmax(1e-15, fmin(chance, 1 - chance));

    return chance <= 0.5 ? upper_deviate(near) : -upper_deviate(near);
}

double normal_of_student(double t, size_t degrees)
{
    const double df = (double)degrees;

    return copysign((8 * df + 1) / (8 * df + 3) * sqrt(df * log1p(t * t / df)), t);
}

double normal_to_student(double deviate, size_t degrees)
{
    const double df = (double)degrees, scaled = deviate * (8 * df + 3) / (8 * df + 1);

    return copysign(sqrt(df * expm1(scaled * scaled / df)), deviate);
}
