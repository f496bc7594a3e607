/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text.h - regressions as a table for people: structs in, bytes out. */
#ifndef RIGEL_REPORT_TEXT_H
#define RIGEL_REPORT_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

struct report_metric {
    const char *metric;
    double percent; /* NAN: from zero; then the means and the unit say it */
    double pvalue;  /* NAN: none */
    double mean_before, mean_after;
    const char *unit; /* NULL, "": not said */
};

struct report_regression {
    const char *test;
    int64_t at;                                         /* of the run; microseconds since 1970 */
    const char *build, *build_url, *previous_build_url; /* NULL: not known */
    const char *note;                                   /* what became of it; NULL: nothing */
    const struct report_metric *metrics;                /* the most telling first */
    size_t metric_count;
};

/* One row a regression with its most telling metric; further metrics below it, indented. A
 * last column holds the notes where there are any. */
void report_regressions_text(struct buffer *out, const struct report_regression *regressions,
                             size_t count);

enum { PERCENT_TEXT_SIZE = 32 };
/* "+923.1%", "-4.0%", "+inf%"; "n/a" for NAN. Returns out. */
char *percent_text(double percent, char out[PERCENT_TEXT_SIZE]);
/* "0.0004", "1.2e-09"; "-" for NAN. Returns out. */
char *pvalue_text(double pvalue, char out[PERCENT_TEXT_SIZE]);

#endif
