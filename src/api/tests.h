/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests.h - GET /api/v1/tests and /api/v1/tests/{test}. */
#ifndef RIGEL_API_TESTS_H
#define RIGEL_API_TESTS_H

#include "api/request.h"

MUST_CHECK bool tests_list(struct request *request, struct error *err);
MUST_CHECK bool tests_get(struct request *request, struct error *err);

#endif
