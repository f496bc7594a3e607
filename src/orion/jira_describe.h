/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jira_describe.h - an issue about a change: summary, labels and a description in Jira's markup, so
 * written that jira_issue.h (and Orion) reads run and metric out of it again. Pure. */
#ifndef RIGEL_ORION_JIRA_DESCRIBE_H
#define RIGEL_ORION_JIRA_DESCRIBE_H

#include <jansson.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "orion/jira_issue.h"
#include "orion/judge.h"

/* A change of a verdict, with what its issue is labelled with. */
struct jira_change {
    const struct orion_verdict *verdict;
    const struct frame_change *change;
    const char *version; /* "4.19"; "" for none */
    const char *test;    /* the benchmark, else the test's name */
    const char *uuid, *metric;
};

struct jira_change jira_change_of(struct arena *arena, const struct orion_verdict *verdict,
                                  size_t at);
/* A text as a label: Jira's have no blanks. */
const char *jira_label(struct arena *arena, const char *text);
void jira_describe(const struct jira_change *change, struct buffer *out);
/* The fields of a new issue, the caller's to json_decref. NULL: no memory, or not UTF-8. */
MUST_CHECK json_t *jira_issue_fields(struct arena *arena, const struct jira_change *change,
                                     const char *project, const char *component,
                                     struct jira_fields fields);

#endif
