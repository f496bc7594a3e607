/* SPDX-License-Identifier: GPL-3.0-or-later */
/* definition.h - a test as canonical JSON, and its hash: two configurations that mean the same to
 * the service have the same bytes, whatever their files look like. */
#ifndef RIGEL_CONFIG_DEFINITION_H
#define RIGEL_CONFIG_DEFINITION_H

#include "base/arena.h"
#include "config/test.h"

/* Sets definition (keys sorted, no blanks) and hash from the other members. */
void test_set_definition(struct arena *arena, struct test *test);

#endif
