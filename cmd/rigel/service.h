/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service.h - the parts of `rigel serve` put together: started, reloaded and stopped as one.
 *
 * Ingest, analysis and the HTTP side share nothing but the configuration, the metrics and the
 * request to stop; each has a pool of database connections of its own, so that a burst of one never
 * starves another. Called by the main thread only. */
#ifndef RIGEL_CMD_SERVICE_H
#define RIGEL_CMD_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"

enum service_role {
    SERVICE_INGEST = 1,
    SERVICE_ANALYSIS = 2,
    SERVICE_API = 4,
    SERVICE_AUDIT = 8,
    SERVICE_ALERT = 16,
    SERVICE_ALL = 31
};

struct service_options {
    const char *config_file;
    unsigned roles;     /* enum service_role */
    const char *listen; /* "ADDRESS:PORT" instead of the configuration's; NULL: that one, and only
                           where the API is among the roles */
};

struct service;

/* Loads the configuration, brings the schema up to date where that is allowed, starts the parts.
 * NULL: err says why; nothing is left running. */
MUST_CHECK struct service *service_start(const struct service_options *options, struct error *err);
/* "http://..."; NULL: this process does not listen. */
const char *service_url(const struct service *service);
/* Loads the configuration again and swaps it in whole. Where anything in it is wrong, every fault
 * is logged with its place and the old one stays. */
void service_reload(struct service *service);
/* Ends all parts at their next safe place, and frees. NULL is fine. */
void service_stop(struct service *service);

#endif
