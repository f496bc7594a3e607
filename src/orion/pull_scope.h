/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pull_scope.h - which pull requests `--pr-analysis` looks at. */
#ifndef RIGEL_ORION_PULL_SCOPE_H
#define RIGEL_ORION_PULL_SCOPE_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/options.h"

struct pull_scope {
    const char *organization, *repository;
    struct text_list numbers; /* ascending, each once */
};

/* From --pull-number, --input-vars (jobtype, organization, repository, pull_number, pull_numbers)
 * and the environment (JOBTYPE, ORGANIZATION, REPOSITORY, PULL_NUMBER), in this order. ERROR_USAGE
 * names everything that is missing. Lives in arena. */
MUST_CHECK bool pull_scope_read(struct arena *arena, const struct orion_options *options,
                                struct pull_scope *ret, struct error *err);

#endif
