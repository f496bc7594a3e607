/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_load.h - the verdict of a run as the tables have it: stored and still current, or made
 * now and stored. */
#ifndef RIGEL_API_VERDICT_LOAD_H
#define RIGEL_API_VERDICT_LOAD_H

#include "api/request.h"
#include "store/verdicts.h"
#include "triage/verdict.h"

struct verdict_question {
    const char *uuid;
    const char *test; /* NULL: every active one */
    struct verdict_options options;
};

struct verdict_answer {
    struct verdict_places places; /* that the verdicts were made from, in their order */
    struct run_verdict run;
};

/* Of a run's places those that are asked for and that the client may see; texts are borrowed. */
struct verdict_places verdict_places_visible(const struct request *request,
                                             const struct verdict_question *question,
                                             struct verdict_places all);
/* In the request's arena. A verdict that cannot be stored is logged and told all the same. */
MUST_CHECK bool verdict_load(struct request *request, const struct verdict_question *question,
                             struct verdict_answer *ret_answer, struct error *err);
/* Nothing of these tests waits for analysis. */
bool verdict_is_analysed(struct verdict_places places);
/* The run is wholly in, and analysed. */
bool verdict_is_final(struct verdict_places places);

#endif
