/* SPDX-License-Identifier: GPL-3.0-or-later */
/* histories.c - prints the series of kit/history.h as lines for `rigel detect`.
 *
 *     histories FROM TO */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "kit/history.h"

int main(int argc, char **argv)
{
    static double values[HISTORY_MOST];
    const unsigned long from = argc > 1 ? strtoul(argv[1], NULL, 10) : 0;
    const unsigned long to = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;

    for (unsigned long number = from; number < to; number++) {
        const size_t n = history_make(number, values);

        (void)printf("{\"name\": \"%lu\", \"from\": 1, \"values\": [", number);
        for (size_t i = 0; i < n; i++) {
            (void)fputs(i ? ", " : "", stdout);
            if (isnan(values[i]))
                (void)fputs("null", stdout);
            else
                (void)printf("%.17g", values[i]);
        }
        (void)puts("]}");
    }
    return 0;
}
