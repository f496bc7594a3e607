/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status.h - how an analysis ended. This room is liftable: it has its own words. */
#ifndef RIGEL_ANALYSIS_STATUS_H
#define RIGEL_ANALYSIS_STATUS_H

enum analysis_status {
    ANALYSIS_OK,
    ANALYSIS_RANGE,      /* an option, a length or an index outside its limits */
    ANALYSIS_NOT_FINITE, /* a NaN or an infinity where none is allowed */
    ANALYSIS_NO_MEMORY,
    ANALYSIS_NO_VALUES /* older values would be needed than are at hand */
};

const char *analysis_status_text(enum analysis_status status);

#endif
