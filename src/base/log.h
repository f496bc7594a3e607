/* SPDX-License-Identifier: GPL-3.0-or-later */
/* log.h - one line an event on stderr: time, level, room, event, key=value.
 *
 *     log_info("ingest", "run settled", "test=%s run=%s", test, uuid);
 *     2026-11-22T12:00:00.123456Z info ingest "run settled" test=kapi run=...
 *
 * Lines of several threads do not mix. Never give it a secret. Values that come from outside pass
 * through log_quote. */
#ifndef RIGEL_BASE_LOG_H
#define RIGEL_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_NONE };

void log_set_level(enum log_level least);
/* "debug", "info", "warning", "error", "none"; false: another word, nothing stored. */
MUST_CHECK bool log_level_parse(const char *word, enum log_level *ret_level);

void log_line(enum log_level level, const char *room, const char *event, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* An error at the level given, with code, place and text. */
void log_error_line(enum log_level level, const char *room, const char *event,
                    const struct error *err);
/* text as a quoted value with escapes, cut at size; returns out. */
const char *log_quote(const char *text, char *out, size_t size);

#define log_debug(room, event, ...) log_line(LOG_DEBUG, room, event, __VA_ARGS__)
#define log_info(room, event, ...) log_line(LOG_INFO, room, event, __VA_ARGS__)
#define log_warning(room, event, ...) log_line(LOG_WARNING, room, event, __VA_ARGS__)
#define log_error(room, event, ...) log_line(LOG_ERROR, room, event, __VA_ARGS__)

#endif
