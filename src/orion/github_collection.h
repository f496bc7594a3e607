/* SPDX-License-Identifier: GPL-3.0-or-later */
/* github_collection.h - the releases or commits of a repository in a time range, page by page from
 * the GitHub API, in the shape that Orion's JSON has them:
 * {"start", "end", "count", "items"} and, where there are none, "reason". */
#ifndef RIGEL_ORION_GITHUB_COLLECTION_H
#define RIGEL_ORION_GITHUB_COLLECTION_H

#include <jansson.h>

#include "orion/github_page.h"
#include "orion/services_parts.h"

/* start and end: the interval as text; NULL: not known. fault: why nothing can be asked, NULL: ask.
 * Each one is asked for once. Lives as long as services; NULL: no memory. */
json_t *github_collection(struct orion_services *services, const char *repository,
                          enum github_kind kind, const char *start, const char *end,
                          const char *fault);

/* GETs a path of the GitHub API. NULL: *ret_reason is why, in Orion's words; a warning was given
 * where something is wrong. */
json_t *github_ask(struct orion_services *services, struct arena *arena, const char *path,
                   const char **ret_reason);

#endif
