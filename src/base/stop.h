/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stop.h - one request to stop, seen by every loop, waited on without polling.
 *
 * The signal handler of cmd/ calls stop_request (async-signal-safe); loops wait in stop_wait, or
 * poll(2) stop_fd beside their own descriptors. */
#ifndef RIGEL_BASE_STOP_H
#define RIGEL_BASE_STOP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attributes.h"

struct stop {
    int read_fd, write_fd;
    _Atomic bool asked;
};

MUST_CHECK bool stop_init(struct stop *stop); /* false: no descriptors, errno is set */
void stop_done(struct stop *stop);
void stop_request(struct stop *stop); /* any thread, any number of times, signal handlers too */
bool stop_asked(const struct stop *stop);
/* Readable for ever once a stop was asked for: for poll(2). */
int stop_fd(const struct stop *stop);
/* Sleeps at most us microseconds; true: a stop was asked for. */
bool stop_wait(struct stop *stop, int64_t us);

#endif
