/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tell.h - the results of all tests, told: on the output stream and in files. */
#ifndef RIGEL_ORION_TELL_H
#define RIGEL_ORION_TELL_H

#include <stdint.h>
#include <stdio.h>

#include "base/attributes.h"
#include "base/error.h"
#include "orion/judge.h"
#include "orion/options.h"
#include "orion/print.h"

/* One judged test. */
struct test_result {
    struct orion_verdict verdict; /* of a pull request's test: of the periodic runs */
    bool is_pull;
    const struct pull_result *pulls; /* by number; those without a run have no verdict */
    size_t pull_count;
};

struct telling {
    const struct orion_options *options;
    FILE *out;
    int64_t now; /* seconds since 1970 */
};

/* In order; the summary comes last. ERROR_IO: a file or the stream could not be written. */
MUST_CHECK bool tell_results(const struct telling *telling, const struct test_result *results,
                             size_t count, struct error *err);

#endif
