/* SPDX-License-Identifier: GPL-3.0-or-later */
/* percent.h - texts inside URLs: all but letters, digits and -._~ is percent-encoded (RFC 3986). */
#ifndef RIGEL_HTTP_PERCENT_H
#define RIGEL_HTTP_PERCENT_H

#include "base/buffer.h"

/* One piece of a path. */
void percent_path(struct buffer *out, const char *text);
/* A name or value as forms send it: a blank is a plus sign. */
void percent_form(struct buffer *out, const char *text);

#endif
