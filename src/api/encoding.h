/* SPDX-License-Identifier: GPL-3.0-or-later */
/* encoding.h - gzip for answers whose client takes it. */
#ifndef RIGEL_API_ENCODING_H
#define RIGEL_API_ENCODING_H

#include "base/buffer.h"

enum { ENCODING_LEAST = 512 }; /* bytes of a body that is worth packing */

/* Does an Accept-Encoding value take gzip (by name or by *, with a weight above 0)? NULL: no. */
bool encoding_takes_gzip(const char *header);
/* Packs the body into *packed, initialised by the caller. False: no memory, or not smaller. */
MUST_CHECK bool encoding_gzip(const struct buffer *body, struct buffer *packed);

#endif
