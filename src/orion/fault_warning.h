/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault_warning.h - one line in the log where a known fault of Orion is reproduced and changes the
 * answer. docs/orion.md numbers the faults. */
#ifndef RIGEL_ORION_FAULT_WARNING_H
#define RIGEL_ORION_FAULT_WARNING_H

/* fault: "fault 3: missing values hide changes of a metric". key and value say where (value may
 * come from a document; NULL: nothing is said). */
void fault_warn(const char *fault, const char *key, const char *value);

#endif
