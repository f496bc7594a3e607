/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response.h - a reply as the HTTP library sends it: packed or known to the client already, with
 * the headers that every answer has. */
#ifndef RIGEL_API_RESPONSE_H
#define RIGEL_API_RESPONSE_H

#include <microhttpd.h>

#include "api/reply.h"

/* The answer in the form that the client takes; where it has it already reply->status becomes 304.
 * The bytes go over to the response. NULL: no memory. */
struct MHD_Response *response_make(struct MHD_Connection *connection, struct reply *reply);
void response_header(struct MHD_Response *response, const char *name, const char *value);
/* Those that every answer has, and the reply's own. */
void response_common_headers(struct MHD_Response *response, const struct reply *reply);

#endif
