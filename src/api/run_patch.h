/* SPDX-License-Identifier: GPL-3.0-or-later */
/* run_patch.h - what a client may do with a run: take it out of baselines, say that it repeats
 * another one, have it pulled now. */
#ifndef RIGEL_API_RUN_PATCH_H
#define RIGEL_API_RUN_PATCH_H

#include "api/request.h"

enum { RUN_PATCH_MOST = 65536, RUN_REASON_MOST = 1000 }; /* bytes of a body, characters */

/* PATCH /api/v1/runs/{uuid} */
MUST_CHECK bool run_patch(struct request *request, struct error *err);
/* POST /api/v1/runs/{uuid}/ingest */
MUST_CHECK bool run_ingest(struct request *request, struct error *err);

struct run_changes {
    bool sets_excluded, sets_confirms;
    const char *excluded; /* NULL: it counts again */
    int64_t confirms;     /* run_id of the run that it repeats; 0: none */
    const char *token;    /* as given; NULL: none */
};

/* A body: {"excluded": REASON or null, "confirms": TOKEN or null}, at least one of them. Texts in
 * arena. ERROR_INPUT with the member as place. */
MUST_CHECK bool run_changes_read(struct arena *arena, const char *body, size_t size,
                                 struct run_changes *ret_changes, struct error *err);

#endif
