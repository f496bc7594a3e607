/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress.h - how far a long pull is: one line that is rewritten on a terminal, else a log line
 * now and then.
 *
 * Belongs to one thread at a time. Every function accepts NULL. */
#ifndef RIGEL_INGEST_PROGRESS_H
#define RIGEL_INGEST_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct progress {
    bool terminal;
    bool shown; /* a line stands on the terminal */
    const char *test;
    int64_t documents, expected; /* of this test's present pull */
    int64_t next_us;             /* monotonic: when to tell next */
};

/* terminal: stderr is one, and the caller may write on it. */
void progress_init(struct progress *progress, bool terminal);
/* A pull of about expected documents begins. test is kept until progress_end. */
void progress_begin(struct progress *progress, const char *test, int64_t expected);
void progress_add(struct progress *progress, int64_t documents);
void progress_end(struct progress *progress);

#endif
