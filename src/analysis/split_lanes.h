/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split_lanes.h - the best split of a piece, four values of kappa at a time.
 *
 * The same bits as split_plain: every sum of the specification belongs to one kappa or to one row,
 * so sums run next to each other in the lanes of a vector while each keeps its own order; nothing
 * is re-associated. Names as in the specification: H(t, k), R(tau, k), V(s, t), W(tau).
 *
 * H and R depend on the window only, not on the piece; lanes_prepare works them out once a window.
 * They lie in blocks of four kappa, row by row, in the order in which the search reads them, and so
 * do the factors of the energy (struct lanes_tables). A factor is NaN where kappa <= tau: such an
 * energy compares false and needs no mask.
 *
 * Two forms are compiled: for AVX2 (without FMA) and for any processor with vectors of two doubles.
 * The plan chooses at run time; both give the same bits. */
#ifndef RIGEL_ANALYSIS_SPLIT_LANES_H
#define RIGEL_ANALYSIS_SPLIT_LANES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/split_plain.h"
#include "analysis/status.h"

enum {
    LANES = 4,
    LANES_WINDOW_MAX = 512 /* tables grow with the square of the window */
};

/* What depends on the window's length and the level of significance; read-only once made. */
struct lanes_tables {
    size_t window, blocks; /* blocks of kappa: window / 4 + 1 */
    /* Energy factors for begin % 4 = 0..3, then the block of kappa counted from begin's: rows of
     * tau = begin + 1, ...: four factors of W and four of R. */
    double *factors;
    size_t variant;    /* doubles for one begin % 4 */
    double *across;    /* 2 / (kappa - begin), the same order without the rows */
    double *positions; /* 0.0, 1.0, 2.0, ... */
    double *inverse;   /* 1 / n for n = 0..window (0 unused) and four zeros */
    double *backward;  /* 1 / (window - i) for i = 0..window - 1 and four zeros */
    /* By degrees of freedom 1..window - 2: the critical |t| of the level, and its square over the
     * degrees for the bound (capped, so that it can be multiplied). */
    double *critical, *critical_square;
    double sum_error; /* relative error of the running sums of a window */
};

enum analysis_status lanes_tables_init(struct lanes_tables *tables, size_t window, double level);
void lanes_tables_done(struct lanes_tables *tables);

/* One window under search; grows, belongs to one thread. All arrays are aligned to 64 bytes. */
struct lanes_field {
    size_t capacity; /* longest window there is room for */
    size_t n;        /* values of this one */
    double largest;  /* absolute value */
    double *x;       /* the values, zeros up to whole blocks */
    double *first;   /* running sums of x - centre, [0] = 0 */
    double *second;  /* of its square */
    double *chains;  /* row k, place t: V chain after k terms where k <= t, H(t, k) where k > t */
    double *v0;      /* V0(t) */
    double *within;  /* W of the piece being searched */
    double *h, *r;   /* blocks of four kappa */
};

enum analysis_status lanes_field_reserve(struct lanes_field *field, size_t window);
void lanes_field_done(struct lanes_field *field);

struct lanes {
    const char *name;
    /* True: no split of [begin, end) of the window can pass the t-test, for certain. An upper bound
     * of |t| by running sums, with a margin above all rounding; needs lanes_field_load. */
    bool (*hopeless)(const struct lanes_tables *tables, const struct lanes_field *field,
                     size_t begin, size_t end);
    void (*prepare)(struct lanes_field *field);
    /* Needs prepare; end - begin >= 2. */
    struct split (*search)(const struct lanes_tables *tables, struct lanes_field *field,
                           size_t begin, size_t end);
};

/* Takes values[0, n). False: a value is NaN, infinite or so large that a sum may overflow. */
bool lanes_field_load(struct lanes_field *field, const double *values, size_t n);

extern const struct lanes lanes_of_two;
extern const struct lanes lanes_of_four;
/* The fastest form that this processor can run. */
const struct lanes *lanes_best(void);
/* lanes_of_four can be run here. */
bool lanes_four_supported(void);

#endif
