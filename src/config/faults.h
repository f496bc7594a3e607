/* SPDX-License-Identifier: GPL-3.0-or-later */
/* faults.h - collects what is wrong with a configuration: all of it is reported, the first fault is
 * kept for the caller's struct error. Warnings are reported only. */
#ifndef RIGEL_CONFIG_FAULTS_H
#define RIGEL_CONFIG_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"
#include "config/position.h"
#include "config/report.h"

struct faults {
    config_report *report; /* may be NULL */
    void *context;
    size_t errors, warnings;
    struct error first; /* where errors > 0 */
};

void faults_init(struct faults *faults, config_report *report, void *context);
/* Each records one fault (code ERROR_CONFIG) and returns false. After LIMIT_CONFIG_FAULTS the rest
 * is counted, no longer reported. */
bool fault_at(struct faults *faults, struct position position, const char *format, ...)
    PRINTF_LIKE(3, 4);
bool fault_add(struct faults *faults, const struct error *fault);
void warning_add(struct faults *faults, const struct error *warning); /* code ERROR_NONE */
void warning_at(struct faults *faults, struct position position, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* True: no error was recorded. Else fills err with the first and returns false. */
MUST_CHECK bool faults_none(const struct faults *faults, struct error *err);

#endif
