/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/route.h"

#include <string.h>

#include "base/attributes.h"
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

static const struct {
    enum method method;
    const char *name;
} methods[] = {{METHOD_GET, "GET"},      {METHOD_HEAD, "HEAD"}, {METHOD_OPTIONS, "OPTIONS"},
               {METHOD_POST, "POST"},    {METHOD_PUT, "PUT"},   {METHOD_PATCH, "PATCH"},
               {METHOD_DELETE, "DELETE"}};

const char *method_name(enum method method)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++)
        if (methods[i].method == method)
            return methods[i].name;
    return "another method";
}

const char *role_name(enum role role)
{
    static const char *const names[] = {"", "read", "push", "triage", "admin"};

    return names[role];
}

/* "GET, HEAD, PATCH, OPTIONS" of the rows that share routes[first].pattern. */
static const char *allow_of(struct arena *arena, size_t first)
{
    const char *allow = "";

    for (size_t i = first; i < route_count; i++) {
        if (strcmp(routes[i].pattern, routes[first].pattern) != 0)
            break;
        allow = arena_printf(arena, "%s%s%s, ", allow, method_name(routes[i].method),
                             routes[i].method == METHOD_GET ? ", HEAD" : "");
    }
    return arena_printf(arena, "%sOPTIONS", allow);
}

static bool answers(const struct route *route, enum method method)
{
    return route->method == method || (route->method == METHOD_GET && method == METHOD_HEAD);
}

const struct route *route_find(const struct target *target, struct request *request,
                               const char **ret_allow)
{
    const struct route *found = NULL;

    *ret_allow = NULL;
    for (size_t i = 0; i < route_count && target->segment_count <= TARGET_SEGMENTS; i++) {
        const char *names[REQUEST_NAMES] = {NULL};
        if (!fits(routes[i].pattern, target, names))
            continue;
        if (!*ret_allow) {
            *ret_allow = allow_of(request->arena, i);
            memcpy(request->names, names, sizeof names);
        }
        if (!found && answers(&routes[i], request->method))
            found = &routes[i];
        if (i + 1 == route_count || strcmp(routes[i + 1].pattern, routes[i].pattern) != 0)
            break;
    }
    return found;
}
