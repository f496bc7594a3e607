/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/faults.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"

void faults_init(struct faults *faults, config_report *report, void *context)
{
    *faults = (struct faults){.report = report, .context = context};
}

static void tell(struct faults *faults, const struct error *fault)
{
    if (faults->report && faults->errors + faults->warnings <= LIMIT_CONFIG_FAULTS)
        faults->report(faults->context, fault);
}

bool fault_add(struct faults *faults, const struct error *fault)
{
    if (faults->errors++ == 0)
        faults->first = *fault;
    tell(faults, fault);
    return false;
}

bool fault_at(struct faults *faults, struct position position, const char *format, ...)
{
    char place[POSITION_TEXT_SIZE], text[sizeof faults->first.text];
    struct error fault;
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)error_set(&fault, ERROR_CONFIG, position_text(position, place), "%s", text);
    return fault_add(faults, &fault);
}

void warning_add(struct faults *faults, const struct error *warning)
{
    faults->warnings++;
    tell(faults, warning);
}

void warning_at(struct faults *faults, struct position position, const char *format, ...)
{
    char place[POSITION_TEXT_SIZE], text[sizeof faults->first.text];
    struct error warning;
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    (void)error_set(&warning, ERROR_NONE, position_text(position, place), "%s", text);
    warning_add(faults, &warning);
}

bool faults_none(const struct faults *faults, struct error *err)
{
    if (faults->errors == 0)
        return true;
    *err = faults->first;
    return false;
}
