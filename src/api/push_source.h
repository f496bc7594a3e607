/* SPDX-License-Identifier: GPL-3.0-or-later */
/* push_source.h - which source of kind push a request is for, and may its client push there? */
#ifndef RIGEL_API_PUSH_SOURCE_H
#define RIGEL_API_PUSH_SOURCE_H

#include "api/request.h"

/* The source that the parameter `source` names, or the only one; its name in the request's arena.
 * A token that is bound to projects may push where all tests of the source are of these: a document
 * may come to count in any of them. ERROR_NOT_FOUND, ERROR_PARAMETER, ERROR_FORBIDDEN. */
MUST_CHECK bool push_source_find(const struct request *request, const char **ret_name,
                                 struct error *err);

#endif
