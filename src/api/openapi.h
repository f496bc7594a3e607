/* SPDX-License-Identifier: GPL-3.0-or-later */
/* openapi.h - GET /api/v1/openapi.json: this interface as an OpenAPI 3.1 document.
 *
 * Made when it is asked for, from what the service itself goes by: routes, roles and sizes of
 * bodies from the route table, parameters from parameters.def, statuses of errors from errors.def.
 * What no table knows is data: web/openapi holds a file a resource with
 *
 *     "operations": {"GET /api/v1/runs": {...}}, "schemas": {"RunPage": {...}}
 *
 * An operation has `id`, `tag`, `answers` (responses as OpenAPI has them, but for the errors) and
 * where they are needed `names` (schemas of names in the path that are not any text), `headers`
 * (parameters of the head), `body` (a request body), `rows` (the schema whose members `fields`
 * chooses among) and `errors` (statuses that the tables do not tell). */
#ifndef RIGEL_API_OPENAPI_H
#define RIGEL_API_OPENAPI_H

#include "api/request.h"

MUST_CHECK bool openapi_get(struct request *request, struct error *err);

#endif
