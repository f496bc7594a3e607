/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_links.h - the addresses that a verdict points at. base: what stands before "/api/v1"; ""
 * for addresses relative to the server. Texts live in arena. */
#ifndef RIGEL_REPORT_VERDICT_LINKS_H
#define RIGEL_REPORT_VERDICT_LINKS_H

#include <stdint.h>

#include "base/arena.h"

const char *verdict_link(struct arena *arena, const char *base, const char *uuid,
                         const char *test); /* test may be NULL */
const char *series_link(struct arena *arena, const char *base, const char *test,
                        const char *metric);
const char *points_link(struct arena *arena, const char *base, const char *test,
                        const char *metric);
const char *regression_link(struct arena *arena, const char *base, int64_t regression_id);

#endif
