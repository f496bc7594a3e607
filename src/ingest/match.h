/* SPDX-License-Identifier: GPL-3.0-or-later */
/* match.h - the metadata query and the metrics' conditions, evaluated on one document as a search
 * server with dynamic mapping would.
 *
 * A plain field name is a match on analysed text (any word in common, case folded), a ".keyword"
 * one is the whole text up to 256 characters, numbers and truth values compare as such, texts that
 * are ISO dates as instants. Dotted names descend into objects and arrays; any of several values
 * will do. What the server knows from its mapping is guessed here from the document's own value;
 * the differences are in docs/configuration.md, File source.
 *
 * No state: any thread. */
#ifndef RIGEL_INGEST_MATCH_H
#define RIGEL_INGEST_MATCH_H

#include <jansson.h>
#include <stdbool.h>

#include "config/test.h"

/* Visits each value (scalars; not null) that the dotted field has; stops where visit gives true and
 * gives true then. A ".keyword" ending is part of the name here. */
typedef bool match_visit(void *context, const json_t *value);
bool match_values(const json_t *document, const char *field, match_visit *visit, void *context);

bool match_condition(const json_t *document, const struct condition *condition);
bool match_wildcard(const json_t *document, const struct condition *condition);
bool match_run(const json_t *document, const struct run_filter *filter);
/* The metric's own conditions; the run is not looked at. */
bool match_metric(const json_t *document, const struct metric *metric);

/* The text by which `terms` aggregates a value: a text up to 256 characters, a number, a truth
 * value. NULL: it is in no bucket. size bytes at out may be used for it. */
const char *match_term(const json_t *value, char *out, size_t size);

#endif
