/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/student.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/* Gamma(a + 1/2) / Gamma(a) by its asymptotic series, from a = 32 on; below that, stepped down
 * with Gamma(z + 1) = z Gamma(z). */
static double gamma_half_step(double a)
{
    double up = 1.0, down = 1.0;

    for (; a < 32.0; a += 1.0) {
        up *= a;
        down *= a + 0.5;
    }

    const double u = 1.0 / a;
    const double series =
        1.0 +
        u * (-1.0 / 8 +
             u * (1.0 / 128 + u * (5.0 / 1024 + u * (-21.0 / 32768 + u * (-399.0 / 262144 +
                                                                          u * 869.0 / 4194304)))));

    return sqrt(a) * series * (up / down);
}

/* base^exponent by squaring. */
static double whole_power(double base, size_t exponent)
{
    double power = 1.0;

    for (; exponent; exponent >>= 1) {
        if (exponent & 1)
            power *= base;
        base *= base;
    }
    return power;
}

/* The continued fraction of I(x; a, b), by Lentz's method; x < (a + 1) / (a + b + 2), where every
 * denominator stays clear of zero. */
static double beta_fraction(double a, double b, double x)
{
    double c = 1.0;
    double d = 1.0 / (1.0 - (a + b) * x / (a + 1.0));
    double value = d;

    for (double m = 1.0; m < 10000.0; m += 1.0) {
        const double even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m));
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0));

        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        value *= d * c;
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        value *= d * c;
        if (fabs(d * c - 1.0) < 1e-15)
            break;
    }
    return value;
}

double student_pvalue(double t, size_t degrees)
{
    const double df = (double)degrees;
    const double a = df / 2, square = t * t;
    const double root = sqrt(df / (df + square)); /* of x */
    const double x = root * root;
    const double y = square / (df + square); /* 1 - x, without cancellation */

    if (isnan(t))
        return t;
    if (isinf(square)) /* so scipy does, though one degree of freedom would still give 1e-154 */
        return 0.0;
    if (y == 0.0)
        return 1.0;

    /* x^a (1-x)^(1/2) / B(a, 1/2); 1 / sqrt(pi) */
    const double front =
        whole_power(root, degrees) * sqrt(y) * gamma_half_step(a) * 0.56418958354775628695;

    if (x < (a + 1.0) / (a + 2.5))
        return front / a * beta_fraction(a, 0.5, x);
    return 1.0 - front * 2.0 * beta_fraction(0.5, a, y);
}

double student_critical(double p, size_t degrees)
{
    double low = 0.0, high = 1.0;

    while (student_pvalue(high, degrees) > p) {
        low = high;
        high *= 2;
        if (isinf(high))
            return high;
    }
    while (high - low > high * 1e-11) {
        const double middle = low + (high - low) / 2;

        if (student_pvalue(middle, degrees) > p)
            low = middle;
        else
            high = middle;
    }
    return high;
}
