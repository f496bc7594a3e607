/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/status.h"

const char *analysis_status_text(enum analysis_status status)
{
    switch (status) {
    case ANALYSIS_OK:
        return "done";
    case ANALYSIS_RANGE:
        return "an option, a length or an index is outside its limits";
    case ANALYSIS_NOT_FINITE:
        return "a NaN or an infinity where none is allowed";
    case ANALYSIS_NO_MEMORY:
        return "no memory";
    case ANALYSIS_NO_VALUES:
        return "older values are needed than are at hand";
    }
    return "unknown status";
}
