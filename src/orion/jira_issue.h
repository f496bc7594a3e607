/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jira_issue.h - what Jira's answers hold: a page of issues, and in an issue the run and the metric
 * that it acknowledges. Pure. */
#ifndef RIGEL_ORION_JIRA_ISSUE_H
#define RIGEL_ORION_JIRA_ISSUE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"

/* Where run id and metric are kept: "description" and "labels", or a customfield_NUMBER. */
struct jira_fields {
    const char *uuid, *metric;
};

struct jira_issue {
    const char *key, *summary;
    const char *uuid, *metric; /* NULL: the issue does not say */
};

/* How a page says what follows it: Jira Cloud by a token, a server by the number of all issues. */
struct jira_more {
    const char *token; /* NULL: none */
    int64_t total;     /* 0: not said */
};

/* Adds the issues of a page to `issues`, an array. ERROR_REMOTE: another shape. */
MUST_CHECK bool jira_page_read(struct arena *arena, const json_t *page, const char *what,
                               json_t *issues, struct jira_more *ret_more, struct error *err);
bool jira_field_is_custom(const char *field);

/* The run id is the braced word after "UUID:" in the description, else its first word of five parts
 * with dashes. The metric is the one of the summary "Regression in METRIC" where it is a label too,
 * else the first label that looks like one (an underscore, or an ending such as CPU) and is neither
 * a version nor test, else the summary's. test may be NULL. */
struct jira_issue jira_issue_read(struct arena *arena, const json_t *issue,
                                  struct jira_fields fields, const char *test);
bool jira_issue_has_label(const json_t *issue, const char *label);

/* A description as text: it is one already, or (Jira Cloud) a document of nested nodes. */
const char *jira_description_text(struct arena *arena, const json_t *description);
/* What is wrong, in the words of an error answer; NULL: it does not say. */
const char *jira_reason(struct arena *arena, const json_t *answer);

#endif
