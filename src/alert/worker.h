/* SPDX-License-Identifier: GPL-3.0-or-later */
/* worker.h - takes events from the outbox and sends what the rules say.
 *
 * alerts.threads threads each run alert_worker_run; any number of processes may. A thread takes
 * events, claims a delivery that is due, tries it, and writes how that ended, each in a transaction
 * of its own; so a process that is killed leaves events untaken or deliveries pending, and what it
 * had sent without writing it down is sent again, with the same id. The rules are those of the
 * configuration at the time the event is taken, the receivers those at the time of the try. */
#ifndef RIGEL_ALERT_WORKER_H
#define RIGEL_ALERT_WORKER_H

#include "base/metrics.h"
#include "base/stop.h"
#include "config/shared.h"
#include "store/store.h"

struct alert_service {
    struct store *store;
    struct config_shared *config;
    struct metrics *metrics;
    struct stop *stop;
};

/* Until stop is asked for; errors are logged and tried again. */
void alert_worker_run(struct alert_service *service);

#endif
