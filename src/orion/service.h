/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service.h - one outside service: its connection, its time limits, and whether it is still asked.
 *
 * A request has SERVICE_CONNECT_US to connect and SERVICE_TIMEOUT_US in all; it is sent once,
 * redirects are not followed. A service that gave no answer in that time, or that took more than
 * SERVICE_BUDGET_US in all, is not asked again by this process. One thread at a time. */
#ifndef RIGEL_ORION_SERVICE_H
#define RIGEL_ORION_SERVICE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/stop.h"
#include "http/client.h"

#define SERVICE_CONNECT_US INT64_C(5000000)
#define SERVICE_TIMEOUT_US INT64_C(15000000)
#define SERVICE_BUDGET_US INT64_C(300000000)

struct service {
    const char *name;           /* as warnings call it */
    struct http_client *client; /* NULL: not open */
    int64_t spent_us;
    struct http_answer answer; /* of the last request */
    unsigned warnings_left;    /* later ones are for --debug only */
    bool gone;                 /* not asked again */
    bool told;                 /* a warning said so */
    char place[256];           /* of the last request, for errors: without its query */
};

/* name lives as long as the service. */
void service_init(struct service *service, const char *name, unsigned warnings);
void service_done(struct service *service);
/* access says URL and credentials; limits and retries are set here. ERROR_CONFIG: not a URL. */
MUST_CHECK bool service_open(struct service *service, const struct http_options *access,
                             struct stop *stop, struct error *err);

/* true: an answer of any status is in service->answer. */
MUST_CHECK bool service_send(struct service *service, const struct http_request *request,
                             struct error *err);
MUST_CHECK bool service_get(struct service *service, const char *path, const char *accept,
                            struct error *err);
/* The answer's body as JSON, the caller's to json_decref. NULL: ERROR_REMOTE. */
MUST_CHECK json_t *service_json(const struct service *service, struct error *err);
/* Tells that the service failed: the first few times as a warning; nothing after a stop. */
void service_warn(struct service *service, const struct error *err);

/* Appends "?name=value" or "&name=value", encoded as a form is. */
void service_query(struct buffer *path, const char *name, const char *value);

#endif
