/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parameter_schema.h - the parameters of parameters.def as OpenAPI tells them: what query.c takes
 * and nothing else. */
#ifndef RIGEL_API_PARAMETER_SCHEMA_H
#define RIGEL_API_PARAMETER_SCHEMA_H

#include <jansson.h>

#include "api/query.h"
#include "json/writer.h"

/* The parameter as an object. operation: of web/openapi, whose answers tell what `format` may be;
 * rows: the schema whose members `fields` names; NULL where the route has neither. */
void parameter_write(struct writer *writer, enum parameter parameter, const json_t *operation,
                     const json_t *rows);
/* The schema of a name in a path or parameter. */
void parameter_write_name_schema(struct writer *writer, const char *key);

#endif
