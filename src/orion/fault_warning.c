/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fault_warning.h"

#include "base/log.h"

void fault_warn(const char *fault, const char *key, const char *value)
{
    char quoted[512];

    if (value)
        log_warning("orion", fault, "%s=%s", key, log_quote(value, quoted, sizeof quoted));
    else
        log_warning("orion", fault, "%s", "");
}
