/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int http, exit;
    const char *slug, *title;
} errors[ERROR_CODE_COUNT] = {
    [ERROR_NONE] = {200, 0, "none", "No error"},
#define ERROR(name, http, exit, slug, title) [ERROR_##name] = {http, exit, slug, title},
#include "base/errors.def"
#undef ERROR
};

/* One line a message: what came from outside may hold anything. */
static void flatten(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at; at++)
        if (*at < 0x20 || *at == 0x7f)
            *at = ' ';
}

bool error_set(struct error *err, enum error_code code, const char *place, const char *format, ...)
{
    struct error made = {.code = code};
    va_list args;

    if (place)
        (void)snprintf(made.place, sizeof made.place, "%s", place);
    va_start(args, format);
    (void)vsnprintf(made.text, sizeof made.text, format, args);
    va_end(args);
    flatten(made.place);
    flatten(made.text);
    *err = made; /* last: place or a value may point into *err */
    return false;
}

bool error_within(struct error *err, const char *format, ...)
{
    char outer[sizeof err->place], joined[2 * sizeof err->place + 2];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(outer, sizeof outer, format, args);
    va_end(args);
    (void)snprintf(joined, sizeof joined, err->place[0] ? "%s: %s" : "%s%s", outer, err->place);
    flatten(joined);
    memcpy(err->place, joined, sizeof err->place - 1);
    err->place[sizeof err->place - 1] = '\0';
    return false;
}

int error_http_status(enum error_code code)
{
    return errors[code].http;
}

int error_exit_status(enum error_code code)
{
    return errors[code].exit;
}

const char *error_slug(enum error_code code)
{
    return errors[code].slug;
}

const char *error_title(enum error_code code)
{
    return errors[code].title;
}
