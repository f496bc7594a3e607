/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query.h - the parameters of a request as typed values, checked against what its route takes.
 *
 * A parameter that the route does not take, one given twice, or a value that does not fit is
 * ERROR_PARAMETER with the parameter's name as place. The table is parameters.def.
 *
 * Texts are measured in characters, not in bytes, as the schemas of openapi.h are. A time is what
 * RFC 3339 takes for one (or its date alone), every year of it: before CLOCK_MIN and after
 * CLOCK_MAX stand for the ends. since after until is an empty span, not an error. */
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

enum parameter_kind {
    KIND_NAME,
    KIND_ALGORITHM,
    KIND_STATE,
    KIND_TOOL,
    KIND_TIME,
    KIND_COUNT,
    KIND_CURSOR,
    KIND_FIELDS, /* names between commas; listing.h knows which */
    KIND_FORM,   /* form.h knows which a route offers */
    KIND_WAIT,   /* a length of time, or seconds */
    KIND_FLAG,   /* 1 or 0 */
    KIND_EVENTS, /* kinds of events between commas */
    KIND_EVENT,  /* the id of one */
    KIND_PULL    /* a whole number from 1 to 999999999 */
};

/* Sets of parameters: TAKES(TEST) | TAKES(LIMIT) */
#define TAKES(name) (UINT64_C(1) << PARAMETER_##name)

enum { QUERY_LIMIT_DEFAULT = 100 };

struct query {
    const char *texts[PARAMETER_COUNT]; /* as given; NULL: not given */
    int64_t since, until;               /* microseconds; CLOCK_MIN and CLOCK_MAX where not given */
    int64_t at, as_of;                  /* 0 where not given */
    size_t limit;                       /* QUERY_LIMIT_DEFAULT where not given */
    int64_t wait_us;                    /* 0 where not given */
    bool strict, rebuild;
};

#define QUERY_TEXT(query, name) ((query)->texts[PARAMETER_##name])

MUST_CHECK bool query_parse(const struct target *target, uint64_t takes, struct query *ret_query,
                            struct error *err);
const char *parameter_name(enum parameter parameter);
const char *parameter_expected(enum parameter parameter);
enum parameter_kind parameter_kind(enum parameter parameter);
/* What a parameter of a kind with few values may be, NULL at the end; NULL: any other kind. */
const char *const *parameter_words(enum parameter_kind kind);

#endif
