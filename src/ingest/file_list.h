/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_list.h - the document files below a folder, in a fixed order, and whether they changed.
 *
 * Taken are *.json, *.ndjson and *.jsonl, at most LIST_DEPTH folders deep; left out are
 * *.mapping.json and everything hidden. A path that is a file is taken whatever its name. */
#ifndef RIGEL_INGEST_FILE_LIST_H
#define RIGEL_INGEST_FILE_LIST_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"

enum { LIST_DEPTH = 8, LIST_FILES = 1000000 };

struct listed_file {
    const char *path;
    const char *name;  /* below the folder; of a single file its last part */
    const char *index; /* the last part of the name without its ending */
};

struct file_list {
    const struct listed_file *files; /* by name */
    size_t count;
    uint64_t signature; /* of names, sizes, times: another one means that something changed */
};

/* Lives in arena. ERROR_IO: path or a folder below it cannot be read. */
MUST_CHECK bool file_list_read(const char *path, struct arena *arena, struct file_list *ret_list,
                               struct error *err);

#endif
