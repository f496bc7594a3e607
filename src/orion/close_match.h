/* SPDX-License-Identifier: GPL-3.0-or-later */
/* close_match.h - which known words does a mistyped one resemble? As Python's difflib sees it. */
#ifndef RIGEL_ORION_CLOSE_MATCH_H
#define RIGEL_ORION_CLOSE_MATCH_H

#include <stddef.h>

enum { CLOSE_MATCH_MOST = 3 };

/* 2 * (characters in common blocks) / (characters of both), 0 to 1. Blocks are the longest common
 * one, then those left and right of it, and so on. Of texts longer than any option: 0. */
double close_match_ratio(const char *known, const char *word);
/* The words of known[0, count) with a ratio of at least 0.6, the best CLOSE_MATCH_MOST of them,
 * sorted by name; gives how many. */
size_t close_match_find(const char *const *known, size_t count, const char *word,
                        const char *ret[CLOSE_MATCH_MOST]);

#endif
