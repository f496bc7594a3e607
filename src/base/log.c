/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"

static _Atomic int least_level = LOG_INFO;
static const char *const names[] = {"debug", "info", "warning", "error", "none"};

void log_set_level(enum log_level least)
{
    atomic_store(&least_level, (int)least);
}

bool log_level_parse(const char *word, enum log_level *ret_level)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(word, names[i]) == 0) {
            *ret_level = (enum log_level)i;
            return true;
        }
    return false;
}

void log_line(enum log_level level, const char *room, const char *event, const char *format, ...)
{
    char line[2048], when[CLOCK_TEXT_SIZE];
    va_list args;

    if ((int)level < atomic_load(&least_level))
        return;
    int used = snprintf(line, sizeof line - 1, "%s %s %s \"%s\" ",
                        clock_format(clock_now_us(), when), names[level], room, event);
    if (used < 0)
        return;
    if (used > (int)sizeof line / 2) /* an event is a few words; the values need room too */
        used = (int)sizeof line / 2;
    va_start(args, format);
    const int more = vsnprintf(line + used, sizeof line - 1 - (size_t)used, format, args);
    va_end(args);
    size_t size = (size_t)used + (more > 0 ? (size_t)more : 0);
    if (size > sizeof line - 2)
        size = sizeof line - 2;
    line[size++] = '\n';
    /* One write a line keeps lines of several threads apart. A log that cannot be written must
     * not end the service, so the result is not looked at. */
    const ssize_t written = write(STDERR_FILENO, line, size);
    (void)written;
}

void log_error_line(enum log_level level, const char *room, const char *event,
                    const struct error *err)
{
    char place[2 * sizeof err->place], text[2 * sizeof err->text];

    log_line(level, room, event, "code=%s place=%s error=%s", error_slug(err->code),
             log_quote(err->place, place, sizeof place), log_quote(err->text, text, sizeof text));
}

const char *log_quote(const char *text, char *out, size_t size)
{
    size_t at = 0;

    if (size < 4) {
        out[0] = '\0';
        return out;
    }
    out[at++] = '"';
    for (; *text && at < size - 3; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            out[at++] = '\\';
        out[at++] = c < 0x20 || c == 0x7f ? ' ' : *text;
    }
    out[at++] = '"';
    out[at] = '\0';
    return out;
}
