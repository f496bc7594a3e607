/* SPDX-License-Identifier: GPL-3.0-or-later */
/* process.h - CPU time, memory and descriptors of this process, into the metrics. */
#ifndef RIGEL_API_PROCESS_H
#define RIGEL_API_PROCESS_H

#include "base/metrics.h"

void process_measure(struct metrics *metrics); /* what the system does not tell is left as it was */

#endif
