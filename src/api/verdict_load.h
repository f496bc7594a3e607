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
    const struct verdict_place *places; /* that the verdicts were made from, in their order */
    size_t count;
    struct run_verdict run;
};

/* The places of the run that the client may see. */
MUST_CHECK bool verdict_places_visible(struct request *request,
                                       const struct verdict_question *question,
                                       struct verdict_place **ret_places, size_t *ret_count,
                                       struct error *err);
/* In the request's arena. A verdict that cannot be stored is logged and told all the same. */
MUST_CHECK bool verdict_load(struct request *request, const struct verdict_question *question,
                             struct verdict_answer *ret_answer, struct error *err);
/* Nothing of these tests waits for analysis. */
bool verdict_is_analysed(const struct verdict_place *places, size_t count);
/* The run is wholly in, and analysed. */
bool verdict_is_final(const struct verdict_place *places, size_t count);

#endif
