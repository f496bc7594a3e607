/* SPDX-License-Identifier: GPL-3.0-or-later */
/* health.h - GET /healthz, /readyz and /metrics: for probes and for Prometheus. */
#ifndef RIGEL_API_HEALTH_H
#define RIGEL_API_HEALTH_H

#include "api/request.h"

/* Touches nothing but this process. */
MUST_CHECK bool health_alive(struct request *request, struct error *err);
/* 200 where the database answers with the schema of this program and no worker has failed, else
 * 503; the body says each. */
MUST_CHECK bool health_ready(struct request *request, struct error *err);
MUST_CHECK bool health_metrics(struct request *request, struct error *err);

#endif
