/* SPDX-License-Identifier: GPL-3.0-or-later */
/* services.h - the outside services Orion can ask: the payload PR service, GitHub, a link
 * shortener, Jira. None is asked unless its option says so; all have time limits; each base URL can
 * be set.
 *
 * A failure is logged as a warning and the answer is as if the service had said nothing; only the
 * payload service fails the command where options->correct is not set, as it does with Orion. */
#ifndef RIGEL_ORION_SERVICES_H
#define RIGEL_ORION_SERVICES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/stop.h"
#include "config/ack_file.h"
#include "config/test.h"
#include "orion/frame.h"
#include "orion/judge.h"
#include "orion/options.h"

struct orion_services;

/* options and tests (may be NULL: no Jira keys) must outlive the services, and so must stop (may be
 * NULL). ERROR_CONFIG: a base URL of the options is none; the place names the option. One thread at
 * a time. */
MUST_CHECK struct orion_services *orion_services_open(const struct orion_options *options,
                                                      const struct test_set *tests,
                                                      struct stop *stop, struct error *err);
void orion_services_close(struct orion_services *services); /* NULL is fine */

/* A payload_lookup (fetch.h); context is the services. Answers are kept by version and live as long
 * as the services. Without an address of the service the list is empty. */
bool services_payload(void *context, const char *version, struct text_list *ret, struct error *err);
/* The pull requests in `newer` that are not in `older` (--sippy-pr-search), in Orion's order. They
 * live as long as the services. false: there are none, or the service failed; *ret is untouched. */
bool services_payload_diff(struct orion_services *services, struct arena *arena, const char *older,
                           const char *newer, struct text_list *ret);
/* Replaces the build URLs of the frame's display column buildUrl by short links, in place; each of
 * a list with commas alone. As Orion does, "N/A" is sent too, unless options->correct. */
void services_shorten(struct orion_services *services, struct frame *frame);
/* Fills github_json of the verdict's rows that hold a change. */
void services_github(struct orion_services *services, const struct orion_verdict *verdict);
/* When a pull request was made, as the start of its time range ("2026-01-02T03:04:05Z"); NULL: not
 * known. Lives in arena. */
const char *services_pull_created(struct orion_services *services, struct arena *arena,
                                  const char *organization, const char *repository,
                                  const char *number);

/* Acknowledgements out of Jira (--jira-ack), added to list as those of files are. */
void services_jira_acks(struct orion_services *services, struct ack_list *list);
/* One issue a change that has none yet (--jira-auto-create). */
void services_jira_create(struct orion_services *services, const struct orion_verdict *verdict);

#endif
