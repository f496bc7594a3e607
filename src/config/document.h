/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document.h - a configuration file read: its bytes, its template, its YAML. */
#ifndef RIGEL_CONFIG_DOCUMENT_H
#define RIGEL_CONFIG_DOCUMENT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/variables.h"

/* The tree of the file, which lives in arena. variables NULL: the file is no template. from: the
 * place that names the file, for the fault when it cannot be read. NULL: faults are recorded. */
MUST_CHECK const struct node *document_read(struct arena *arena, const char *file,
                                            const struct variables *variables, struct position from,
                                            struct faults *faults);
/* The same of text[0, size), which is copied. */
MUST_CHECK const struct node *document_parse(struct arena *arena, const char *file,
                                             const char *text, size_t size,
                                             const struct variables *variables,
                                             struct faults *faults);
/* path as it is where it is absolute, else below the folder of `beside`. Lives in arena. */
const char *document_beside(struct arena *arena, const char *beside, const char *path);

#endif
