/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/index_pattern.h"

#include <stddef.h>
#include <string.h>

static bool match_star(const char *pattern, size_t length, const char *text)
{
    size_t at = 0, star = length, retry = 0, i = 0;

    while (text[i]) {
        if (at < length && pattern[at] == '*') {
            star = at++;
            retry = i;
        } else if (at < length && pattern[at] == text[i]) {
            at++;
            i++;
        } else if (star < length) {
            at = star + 1;
            i = ++retry;
        } else {
            return false;
        }
    }
    while (at < length && pattern[at] == '*')
        at++;
    return at == length;
}

bool index_pattern_match(const char *pattern, const char *index)
{
    bool in = false;

    if (!pattern || !*pattern || strcmp(pattern, "_all") == 0)
        return true;
    for (const char *at = pattern; *at;) {
        const size_t length = strcspn(at, ",");
        const bool out = at[0] == '-' && at != pattern;
        if (match_star(at + out, length - out, index))
            in = !out;
        at += length;
        at += *at == ',';
    }
    return in;
}
