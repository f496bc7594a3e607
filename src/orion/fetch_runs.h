/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_runs.h - which runs a test takes, and what their metadata say of them.
 *
 * All texts are the arena's given at the start. */
#ifndef RIGEL_ORION_FETCH_RUNS_H
#define RIGEL_ORION_FETCH_RUNS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/strmap.h"
#include "orion/cluster.h"
#include "orion/fetch.h"
#include "orion/fetch_query.h"

struct run_facts {
    const char *id;
    struct cell *display; /* one a field of --display; NULL: not met in the metadata search */
    const char *build_url;
    struct cell version; /* CELL_MISSING: none */
    struct text_list prs;
};

struct run_book {
    struct arena *arena;
    struct cluster *cluster;
    const struct orion_options *options;
    const struct fetch_query *query;
    struct buffer body;     /* of requests */
    struct strmap *by_id;   /* struct run_facts */
    struct run_texts uuids; /* as asked of the server; one may stand there twice */
    const char **fresh;     /* being collected */
    size_t fresh_count, fresh_capacity;
    size_t taken;               /* metadata documents */
    bool has_versions;          /* at least one run has a version */
    struct condition_list must; /* what the search asked for, for checks on what came */
    bool told_pieces, told_build_url;
};

/* display fields come from options. */
void run_book_init(struct run_book *book, struct arena *arena, struct cluster *cluster,
                   const struct orion_options *options, const struct fetch_query *query);
void run_book_done(struct run_book *book);

/* The metadata search, versions, pull requests, the baseline and the iteration filter. FETCH_FRAME:
 * there are runs. index: of the result documents. */
MUST_CHECK enum fetch_outcome run_book_fill(struct run_book *book, const char *index,
                                            struct error *err);

/* NULL: nothing is known of that run. */
const struct run_facts *run_book_facts(const struct run_book *book, const char *id);

/* The conditions of a search for runs like that of --uuid; source: its metadata document. */
void run_conditions_of(struct arena *arena, struct slice source, const char *version_field,
                       struct condition_list *ret);
/* The conditions that a test's runs are searched with; ignored: Orion leaves one out (fault 2). */
void run_conditions_for(struct arena *arena, const struct fetch_query *query, bool correct,
                        struct condition_list *ret, bool *ret_ignored);

#endif
