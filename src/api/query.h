/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.h - the parameters of a request as typed values, checked against what its route takes.
 *
 * A parameter that the route does not take, one given twice, or a value that does not fit is
 * ERROR_PARAMETER with the parameter's name as place. The table is parameters.def. */
#ifndef RIGEL_API_QUERY_H
#define RIGEL_API_QUERY_H

#include <stdint.h>

#include "api/target.h"

enum parameter {
#define PARAMETER(name, text, kind, expected) PARAMETER_##name,
#include "api/parameters.def"
#undef PARAMETER
    PARAMETER_COUNT
};

/* Sets of parameters: TAKES(TEST) | TAKES(LIMIT) */
#define TAKES(name) (UINT64_C(1) << PARAMETER_##name)

enum { QUERY_LIMIT_DEFAULT = 100 };

struct query {
    const char *texts[PARAMETER_COUNT]; /* as given; NULL: not given */
    int64_t since, until;               /* microseconds; CLOCK_MIN and CLOCK_MAX where not given */
    size_t limit;                       /* QUERY_LIMIT_DEFAULT where not given */
};

#define QUERY_TEXT(query, name) ((query)->texts[PARAMETER_##name])

MUST_CHECK bool query_parse(const struct target *target, uint64_t takes, struct query *ret_query,
                            struct error *err);
const char *parameter_name(enum parameter parameter);
const char *parameter_expected(enum parameter parameter);

#endif
