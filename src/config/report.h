/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h - the callback that hears every fault of a configuration, not only the first. */
#ifndef RIGEL_CONFIG_REPORT_H
#define RIGEL_CONFIG_REPORT_H

#include "base/error.h"

/* fault is borrowed for the call; its place is file:line:column where that is known. Its code is
 * ERROR_NONE for a warning: something accepted that probably means something else. */
typedef void config_report(void *context, const struct error *fault);

#endif
