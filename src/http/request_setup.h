/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request_setup.h - one request as options of a libcurl handle. Inside the http room only. */
#ifndef RIGEL_HTTP_REQUEST_SETUP_H
#define RIGEL_HTTP_REQUEST_SETUP_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "http/client.h"

/* Resets easy and sets all of the request but where the answer goes. easy borrows options, the
 * request, packed (the packed body) and *headers, which the caller frees after the transfer, also
 * where this fails. ERROR_NO_MEMORY. */
MUST_CHECK bool setup_request(CURL *easy, const struct http_options *options,
                              const struct http_request *request, struct buffer *packed,
                              struct curl_slist **headers, struct error *err);

/* Overwrites a secret text; NULL is fine. */
void setup_wipe(const char *secret);

#endif
