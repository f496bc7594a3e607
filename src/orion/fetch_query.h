/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fetch_query.h - the requests of Orion's command line, as JSON bodies of a search.
 *
 * Each function replaces the content of out. Pure: nothing is sent. */
#ifndef RIGEL_ORION_FETCH_QUERY_H
#define RIGEL_ORION_FETCH_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "config/test.h"

/* Documents a page, and values of a group_by. */
enum { FETCH_PAGE = 10000, FETCH_GROUP_VALUES = 1000 };

struct run_texts {
    const char *const *items;
    size_t count;
};

/* Which runs: conditions of the metadata index. start and end NULL: open. */
struct run_search {
    struct condition_list must, must_not, wildcard;
    const char *time_field, *start, *end;
    int64_t size;
};
void query_of_runs(struct buffer *out, const struct run_search *search);
/* The metadata of one run. */
void query_of_uuid(struct buffer *out, const char *uuid_field, const char *uuid);
/* Documents of the runs in which a field exists. */
void query_of_existing(struct buffer *out, const char *uuid_field, const struct run_texts *runs,
                       const char *field, const char *time_field);
/* jobSummary documents of kube-burner. */
void query_of_iterations(struct buffer *out, const char *uuid_field, const struct run_texts *runs);
/* The values of metric->group_by. */
void query_of_group(struct buffer *out, const char *uuid_field, const struct run_texts *runs,
                    const struct metric *metric);

/* The name of the aggregation that gives a metric's own time (correct answers only). */
#define FETCH_OWN_TIME "rigel_time"

struct metric_search {
    const char *uuid_field, *time_field;
    const struct run_texts *runs;
    bool own_time; /* aggregated: with FETCH_OWN_TIME in each metric */
};
/* One request for aggregated metrics. Of two with one name the last one stands in the first one's
 * place. */
void query_of_aggregates(struct buffer *out, const struct metric_search *search,
                         const struct metric *const *metrics, size_t count);
void query_of_aggregate(struct buffer *out, const struct metric_search *search,
                        const struct metric *metric);
void query_of_documents(struct buffer *out, const struct metric_search *search,
                        const struct metric *const *metrics, size_t count);
void query_of_document(struct buffer *out, const struct metric_search *search,
                       const struct metric *metric);

#endif
