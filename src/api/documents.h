/* SPDX-License-Identifier: GPL-3.0-or-later */
/* documents.h - POST /api/v1/documents: documents of those who have no search cluster. */
#ifndef RIGEL_API_DOCUMENTS_H
#define RIGEL_API_DOCUMENTS_H

#include "api/request.h"

/* NDJSON, or with `format` the output of a tool, into the documents of a source of kind push. */
bool documents_post(struct request *request, struct error *err);

#endif
