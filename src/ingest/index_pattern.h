/* SPDX-License-Identifier: GPL-3.0-or-later */
/* index_pattern.h - index names as a search request takes them: a comma list of names and patterns
 * with `*`; one that begins with '-' takes out of those named before it. */
#ifndef RIGEL_INGEST_INDEX_PATTERN_H
#define RIGEL_INGEST_INDEX_PATTERN_H

#include <stdbool.h>

/* pattern NULL or "": every index, as "_all". */
bool index_pattern_match(const char *pattern, const char *index);

#endif
