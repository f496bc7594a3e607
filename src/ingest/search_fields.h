/* SPDX-License-Identifier: GPL-3.0-or-later */
/* search_fields.h - how an index pattern maps the fields that queries need, asked and remembered.
 *
 * Dynamic mapping makes a text into an analysed field with an exact sub-field NAME.keyword; run ids
 * are matched and counted on the exact one. What was found is kept for SEARCH_FIELDS_KEPT_US; what
 * is absent is asked again each time (an index may appear). One thread at a time. */
#ifndef RIGEL_INGEST_SEARCH_FIELDS_H
#define RIGEL_INGEST_SEARCH_FIELDS_H

#include <stdbool.h>

#include "base/attributes.h"
#include "base/error.h"
#include "ingest/search_client.h"
#include "ingest/search_query.h"

#define SEARCH_FIELDS_KEPT_US INT64_C(600000000)

struct search_fields;

struct search_fields *search_fields_new(struct search_client *client); /* never NULL */
void search_fields_free(struct search_fields *fields);                 /* NULL is fine */

struct search_mapping {
    bool exists;            /* some index fits the pattern, and one maps the run id */
    const char *uuid_field; /* the exact field of run ids; lives as long as fields */
    enum query_time time;   /* how the time field is mapped */
};

/* ERROR_REMOTE where indices of the pattern map the run id in ways that one query cannot meet.
 * A pattern without an index gives exists false and a warning in the log, once. */
MUST_CHECK bool search_fields_find(struct search_fields *fields, const char *pattern,
                                   const char *uuid_field, const char *timestamp,
                                   struct search_mapping *ret, struct error *err);

#endif
