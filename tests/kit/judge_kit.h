/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge_kit.h - a frame judged, and what was logged meanwhile. */
#ifndef RIGEL_TESTS_KIT_JUDGE_KIT_H
#define RIGEL_TESTS_KIT_JUDGE_KIT_H

#include <stdbool.h>

#include "base/arena.h"
#include "orion/judge.h"

/* A test "a test" with its run id in `uuid`. */
extern const struct test judge_kit_test;

/* Direction, no threshold, no correlation, a context of 5. */
struct metric judge_kit_metric(int direction);

struct judge_options judge_kit_options(enum orion_algorithm algorithm, bool correct);

/* The verdict; fails the test where there is none. *ret_log (may be NULL): the log lines. */
struct orion_verdict judge_kit_verdict(struct arena *arena, const struct frame *frame,
                                       const struct judge_options *options, const char **ret_log);

/* Fails the test unless the frame is refused with this code and a text that holds `part`. */
void judge_kit_refuses(struct arena *arena, const struct frame *frame,
                       const struct judge_options *options, enum error_code code, const char *part);

/* What func(context) writes to stderr. */
const char *judge_kit_log_of(struct arena *arena, void (*func)(void *), void *context);

#endif
