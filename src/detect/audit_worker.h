/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_worker.h - measures the detector on every test, again and again, in spare time.
 *
 * One thread. It works while no series waits for analysis, a test after the other, the one that was
 * measured longest ago first; at most one process of a database at a time (an advisory lock). In
 * each audit.interval it takes audit.cpu of CPU time at most; a test that was begun is ended. The
 * caller gives the thread its low priority. */
#ifndef RIGEL_DETECT_AUDIT_WORKER_H
#define RIGEL_DETECT_AUDIT_WORKER_H

#include "base/stop.h"
#include "config/shared.h"
#include "store/store.h"

struct audit_service {
    struct store *store;
    struct config_shared *config;
    struct stop *stop;
};

/* Until stop is asked for; errors are logged and tried again. */
void audit_worker_run(struct audit_service *service);

#endif
