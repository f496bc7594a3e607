/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_block.h - one changed row in the summary "Regression(s) found", of a run or of --report. */
#ifndef RIGEL_ORION_PRINT_BLOCK_H
#define RIGEL_ORION_PRINT_BLOCK_H

#include <stddef.h>

#include "base/buffer.h"
#include "orion/frame.h"
#include "orion/print_value.h"
#include "report/tabulate.h"

struct block_metric {
    const char *name;
    struct table_cell value;
    double percent;
    const char *const *labels; /* used to tell related pull requests */
    size_t label_count;
    const char *label_text; /* as shown; NULL: nothing */
};

struct block {
    const char *test, *version, *previous;
    const char *build; /* NULL or "": no such line */
    const struct block_metric *metrics;
    size_t metric_count;
    struct text_list prs;
    const struct print_value *github; /* NULL: nothing is said of it */
};

void print_block(struct buffer *out, const struct block *block);

#endif
