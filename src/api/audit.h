/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.h - GET /api/v1/audit: every change that somebody asked for, newest first. */
#ifndef RIGEL_API_AUDIT_H
#define RIGEL_API_AUDIT_H

#include "api/request.h"

bool audit_get(struct request *request, struct error *err);

#endif
