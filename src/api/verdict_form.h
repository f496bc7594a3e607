/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_form.h - the forms that a verdict comes in, and the one that a client asks for. */
#ifndef RIGEL_API_VERDICT_FORM_H
#define RIGEL_API_VERDICT_FORM_H

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "triage/verdict.h"

enum verdict_form { VERDICT_JSON, VERDICT_TEXT, VERDICT_JUNIT };

/* word: of the parameter `format`, NULL: by the Accept header, NULL: JSON. *ret_type: the media
 * type to answer with, as it was asked for. ERROR_PARAMETER, ERROR_NOT_ACCEPTABLE: there is no such
 * one. */
MUST_CHECK bool verdict_form_choose(const char *word, const char *accept,
                                    enum verdict_form *ret_form, const char **ret_type,
                                    struct error *err);
void verdict_form_write(struct buffer *out, enum verdict_form form, const struct run_verdict *run);

#endif
