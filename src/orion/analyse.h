/* SPDX-License-Identifier: GPL-3.0-or-later */
/* analyse.h - one test of Orion's command: fetched, its CSV file written, judged, and judged again
 * over more runs where a change lies among the first ones. */
#ifndef RIGEL_ORION_ANALYSE_H
#define RIGEL_ORION_ANALYSE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "config/ack_file.h"
#include "config/test.h"
#include "orion/fetch.h"
#include "orion/options.h"
#include "orion/pull_scope.h"
#include "orion/services.h"
#include "orion/tell.h"

struct analyser {
    const struct orion_options *options;
    struct arena *arena; /* holds the results */
    struct orion_fetch *fetch;
    struct orion_services *services;
    const struct ack_list *acks;       /* NULL: none */
    const struct pull_scope *pulls;    /* NULL: not in pull-request mode */
    const char *start, *end;           /* the time range; NULL: open */
    const struct edivisive_plan *plan; /* of EDIVISIVE_DEFAULTS, shared by all tests */
};

enum analyse_outcome {
    ANALYSE_JUDGED,
    ANALYSE_UNJUDGED, /* no algorithm was chosen: the CSV file is all there is */
    ANALYSE_NO_DATA,
    ANALYSE_FAILED /* err is set */
};

enum analyse_outcome analyse_test(const struct analyser *analyser, const struct test *test,
                                  struct test_result *ret, struct error *err);

#endif
