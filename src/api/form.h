/* SPDX-License-Identifier: GPL-3.0-or-later */
/* form.h - which form of an answer a client gets: by `format`, else by its Accept header.
 *
 * Of the forms that a route offers, the one with the highest weight wins, the first one offered
 * where several have it (RFC 9110, section 12.5.1); without an Accept header the first one. */
#ifndef RIGEL_API_FORM_H
#define RIGEL_API_FORM_H

#include "api/request.h"

enum form { FORM_JSON, FORM_CSV, FORM_TEXT, FORM_JUNIT, FORM_COUNT };

const char *form_type(enum form form);         /* "text/csv" */
const char *form_word(const char *media_type); /* of `format`: "csv"; NULL: no such form */

/* offered[0, count), count > 0. ERROR_PARAMETER: `format` names none of them; ERROR_NOT_ACCEPTABLE:
 * the Accept header takes none. The answer's Vary then names Accept. */
MUST_CHECK bool form_choose(struct request *request, const enum form *offered, size_t count,
                            enum form *ret_form, struct error *err);
/* The weight, in thousandths, that an Accept value gives to a media type; accept NULL: 1000. */
int form_weight(const char *accept, const char *media_type);

#endif
