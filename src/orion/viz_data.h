/* SPDX-License-Identifier: GPL-3.0-or-later */
/* viz_data.h - what a page of --viz shows, as JSON for web/orion/viz.js.
 *
 *     {"test", "made" (seconds since 1970), "algorithm" ("hunter", "cmr", "anomaly", "none"),
 *      "correct", "regression", "uuid_field", "version_field",
 *      "filter": [[how, field, value], ...]                 which runs were asked for
 *      "rows": [{"run", "time" (null: none), "version", "build" (address; null: none),
 *                "prs": [...], "new_prs": [...]?,
 *                "github": {...}? (what --github-repos found)}, ...]
 *      "fields": [{"name", "cells": [any, a row each]}, ...] attributes, then display fields
 *      "metrics": [{"column", "direction", "threshold", "labels", "correlation", "context",
 *                   "values": [number or null, a row each],
 *                   "changes": [{"row", "before", "after", "percent" (null: infinite), "pvalue"}],
 *                   "dropped": [the same with "rule" and "reason"]}, ...]}
 *
 * The texts are the documents' own, whatever they hold: whoever puts this into HTML escapes it. */
#ifndef RIGEL_ORION_VIZ_DATA_H
#define RIGEL_ORION_VIZ_DATA_H

#include <stdint.h>

#include "base/buffer.h"
#include "orion/judge.h"
#include "orion/options.h"

void viz_data(struct buffer *out, const struct orion_verdict *verdict,
              const struct orion_options *options, int64_t now);

#endif
