/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.h - one call of Orion's command line, from its options to its exit status.
 *
 * Tests are fetched and judged one after the other, then told: tables, JSON or JUnit on out, result
 * files in the working directory, one line on stderr (log, room "orion") for what went wrong. */
#ifndef RIGEL_ORION_SESSION_H
#define RIGEL_ORION_SESSION_H

#include <stdio.h>

#include "base/stop.h"
#include "orion/options.h"

/* stop may be NULL. Gives an enum orion_exit. */
int orion_session_run(const struct orion_options *options, FILE *out, struct stop *stop);

#endif
