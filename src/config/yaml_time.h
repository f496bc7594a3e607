/* SPDX-License-Identifier: GPL-3.0-or-later */
/* yaml_time.h - unquoted dates and times of YAML 1.1, printed as Python's datetime prints them. */
#ifndef RIGEL_CONFIG_YAML_TIME_H
#define RIGEL_CONFIG_YAML_TIME_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"

/* True: PyYAML resolves text as a timestamp. */
bool yaml_time_looks_so(const char *text);
/* str() and repr() of the date or time. False: there is no such day or hour. */
MUST_CHECK bool yaml_time_read(struct arena *arena, const char *text, const char **ret_text,
                               const char **ret_repr);

#endif
