/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/progress.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/log.h"

static const int64_t terminal_every_us = CLOCK_SECOND / 5, log_every_us = 10 * CLOCK_SECOND;

void progress_init(struct progress *progress, bool terminal)
{
    *progress = (struct progress){.terminal = terminal};
}

static int64_t every(const struct progress *progress)
{
    return progress->terminal ? terminal_every_us : log_every_us;
}

void progress_begin(struct progress *progress, const char *test, int64_t expected)
{
    if (!progress)
        return;
    progress->test = test;
    progress->documents = 0;
    progress->expected = expected;
    progress->next_us = clock_monotonic_us() + every(progress);
}

static void show(struct progress *progress)
{
    if (progress->terminal) {
        (void)fprintf(stderr, "\r\033[K%s: %" PRId64 " of about %" PRId64 " documents",
                      progress->test, progress->documents, progress->expected);
        (void)fflush(stderr);
        progress->shown = true;
    } else {
        log_info("ingest", "pulling", "test=%s documents=%" PRId64 " expected=%" PRId64,
                 progress->test, progress->documents, progress->expected);
    }
}

void progress_add(struct progress *progress, int64_t documents)
{
    if (!progress)
        return;
    progress->documents += documents;
    const int64_t now = clock_monotonic_us();
    if (now < progress->next_us)
        return;
    progress->next_us = now + every(progress);
    show(progress);
}

void progress_end(struct progress *progress)
{
    if (!progress || !progress->shown)
        return;
    (void)fputs("\r\033[K", stderr);
    (void)fflush(stderr);
    progress->shown = false;
}
