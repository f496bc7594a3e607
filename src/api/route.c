/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/route.h"

#include <string.h>

#include "base/limits.h"

/* One step along pattern: its next segment without the slash; NULL at the end. */
static const char *next_segment(const char **pattern, size_t *ret_length)
{
    const char *from = *pattern;

    if (*from != '/')
        return NULL;
    from++;
    *ret_length = strcspn(from, "/");
    *pattern = from + *ret_length;
    return from;
}

static bool fits(const char *pattern, const struct target *target, const char **names)
{
    size_t name = 0;

    for (size_t i = 0; i < target->segment_count; i++) {
        const char *segment = target->segments[i];
        size_t length = 0;
        const char *want = next_segment(&pattern, &length);
        if (!want)
            return false;
        if (*want == '{') {
            if (!*segment || strlen(segment) > LIMIT_API_NAME || name == REQUEST_NAMES)
                return false;
            names[name++] = segment;
        } else if (strlen(segment) != length || memcmp(segment, want, length) != 0) {
            return false;
        }
    }
    return *pattern == '\0';
}

const struct route *route_find(const struct target *target, struct request *request)
{
    if (target->segment_count > TARGET_SEGMENTS)
        return NULL;
    for (size_t i = 0; i < route_count; i++) {
        const char *names[REQUEST_NAMES] = {NULL};
        if (fits(routes[i].pattern, target, names)) {
            memcpy(request->names, names, sizeof names);
            return &routes[i];
        }
    }
    return NULL;
}
