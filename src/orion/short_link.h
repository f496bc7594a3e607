/* SPDX-License-Identifier: GPL-3.0-or-later */
/* short_link.h - the answer of a link shortener: one URL as plain text. */
#ifndef RIGEL_ORION_SHORT_LINK_H
#define RIGEL_ORION_SHORT_LINK_H

#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"

/* The URL without the blanks around it, the caller's to free(). NULL: ERROR_REMOTE (no http or
 * https URL of visible ASCII characters, or a long one), ERROR_NO_MEMORY. */
MUST_CHECK char *short_link_read(const char *bytes, size_t size, const char *what,
                                 struct error *err);

#endif
