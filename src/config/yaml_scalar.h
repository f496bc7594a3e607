/* SPDX-License-Identifier: GPL-3.0-or-later */
/* yaml_scalar.h - the type of a plain (unquoted) YAML scalar, as PyYAML's safe loader decides it
 * by YAML 1.1: yes/no/on/off, octal 010, 1:30 base 60, 1_000, dates; 1e3 and 08 are texts there.
 *
 * Source: the implicit resolvers and constructors of PyYAML 6, which Orion reads its files with. */
#ifndef RIGEL_CONFIG_YAML_SCALAR_H
#define RIGEL_CONFIG_YAML_SCALAR_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/test.h"

struct yaml_scalar {
    struct value value; /* value.text is Python's str() of it */
    const char *repr;   /* Python's repr() where it is not str() (dates); else NULL */
};

/* text becomes part of the result and must live as long as arena. False: it looks like a type but
 * is not one (2026-02-30, 0b_); *ret_fault says so. A whole number beyond 64 bits becomes a
 * VALUE_REAL with all its digits as text. */
MUST_CHECK bool yaml_scalar_read(struct arena *arena, const char *text, struct yaml_scalar *ret,
                                 const char **ret_fault);

#endif
