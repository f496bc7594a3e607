/* SPDX-License-Identifier: GPL-3.0-or-later */
/* normal.h - the normal distribution, one-sided, and Student's t on its scale. */
#ifndef RIGEL_TRIAGE_NORMAL_H
#define RIGEL_TRIAGE_NORMAL_H

#include <stddef.h>

/* Chance of more than this deviate. */
double normal_tail(double deviate);
/* The deviate with this chance of more, within 1e-9; a chance beyond 1e-15 to 1 - 1e-15 counts as
 * that. */
double normal_deviate(double chance);

/* A normal deviate about as rare as t is with so many degrees of freedom (Wallace 1959), and back:
 * at one in 2,000 t is 0.4% too large with nine degrees, 9% with three, a third with two. */
double normal_of_student(double t, size_t degrees);
double normal_to_student(double deviate, size_t degrees);

#endif
