/* SPDX-License-Identifier: GPL-3.0-or-later */
/* push_files.h - the files that rigel push is given: names, folders, "-". */
#ifndef RIGEL_CMD_PUSH_FILES_H
#define RIGEL_CMD_PUSH_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "adapt/adapt.h"
#include "base/arena.h"

struct push_files {
    struct arena *arena;
    struct adapt_file *files; /* their texts are freed by push_files_done */
    size_t count, capacity;
    int64_t newest_us; /* when the newest of them was written; INT64_MIN: none has such a time */
};

void push_files_init(struct push_files *files, struct arena *arena);
void push_files_done(struct push_files *files);

/* Reads path: a file, "-" for standard input, or a folder, of which every file that is not hidden
 * and whose name has the format's ending is read, by name. ERROR_IO, ERROR_LIMIT; ERROR_INPUT: a
 * folder without such a file. */
MUST_CHECK bool push_files_add(struct push_files *files, const char *path,
                               const struct adapt_format *format, struct error *err);

#endif
