/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/judge_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

const struct test judge_kit_test = {.name = "a test", .uuid_field = "uuid"};

struct metric judge_kit_metric(int direction)
{
    return (struct metric){.direction = direction, .correlation = "", .context = 5};
}

struct judge_options judge_kit_options(enum orion_algorithm algorithm, bool correct)
{
    return (struct judge_options){
        .algorithm = algorithm,
        .anomaly_window = 5,
        .min_anomaly_percent = 10,
        .correct = correct,
    };
}

const char *judge_kit_log_of(struct arena *arena, void (*func)(void *), void *context)
{
    char text[8192];
    FILE *captured = tmpfile();
    const int kept = dup(STDERR_FILENO);

    assert_non_null(captured);
    assert_int_not_equal(dup2(fileno(captured), STDERR_FILENO), -1);
    func(context);
    assert_int_not_equal(dup2(kept, STDERR_FILENO), -1);
    (void)close(kept);
    rewind(captured);

    const size_t size = fread(text, 1, sizeof text, captured);

    (void)fclose(captured);
    return arena_strndup(arena, text, size);
}

struct call {
    struct arena *arena;
    const struct frame *frame;
    const struct judge_options *options;
    struct orion_verdict verdict;
    struct error err;
    bool done;
};

static void judge(void *context)
{
    struct call *call = context;

    call->done = judge_frame(call->arena, call->frame, call->options, &call->verdict, &call->err);
}

struct orion_verdict judge_kit_verdict(struct arena *arena, const struct frame *frame,
                                       const struct judge_options *options, const char **ret_log)
{
    struct call call = {.arena = arena, .frame = frame, .options = options};
    const char *log = judge_kit_log_of(arena, judge, &call);

    if (!call.done)
        fail_msg("%s: %s", call.err.place, call.err.text);
    if (ret_log)
        *ret_log = log;
    return call.verdict;
}

void judge_kit_refuses(struct arena *arena, const struct frame *frame,
                       const struct judge_options *options, enum error_code code, const char *part)
{
    struct call call = {.arena = arena, .frame = frame, .options = options};

    judge(&call);
    assert_false(call.done);
    assert_int_equal(call.err.code, code);
    if (!strstr(call.err.text, part))
        fail_msg("expected \"%s\" in \"%s\"", part, call.err.text);
}
