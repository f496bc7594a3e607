/* SPDX-License-Identifier: GPL-3.0-or-later */
/* file_index.h - where each document of a file or folder begins, and to which run it belongs.
 *
 * One pass over the files notes 40 bytes a document; the documents themselves are read again when
 * they are asked for, so memory does not grow with their size. Taken are *.json, *.ndjson and
 * *.jsonl below a folder (not *.mapping.json, not hidden ones), or one file of any name. Documents
 * of _bulk form have the index and id of their action, and a later one of the same index and id
 * takes the place of the earlier; others have the file's name without its ending as index, and
 * file:line as id.
 *
 * An index belongs to one thread at a time. */
#ifndef RIGEL_INGEST_FILE_INDEX_H
#define RIGEL_INGEST_FILE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "base/stop.h"

struct file_entry {
    uint64_t offset;
    uint64_t run; /* hash of the run id; 0: none */
    uint32_t size;
    uint32_t line;
    uint32_t file;   /* number of the file */
    uint32_t index;  /* number of the index name */
    uint32_t action; /* bytes from the start of the _bulk action to offset; 0: not of _bulk form */
    bool bad;        /* cannot be used: document_tree says why */
    bool replaced;   /* a later one has its id */
    bool told;       /* for the source: handed out as rejected already */
};

/* The documents of one run stand together, ascending. */
struct file_run {
    uint64_t run;
    uint32_t position;
};

struct file_index;

/* run_field: the field that holds the run id. stop may be NULL (ERROR_CANCELLED). */
MUST_CHECK struct file_index *file_index_build(const char *path, const char *run_field,
                                               struct stop *stop, struct error *err);
void file_index_free(struct file_index *index); /* NULL is fine */

/* The files are still those that were read: names, sizes, times. */
bool file_index_is_current(const struct file_index *index);
/* Makes the index know runs by another field; reads every document once more. */
MUST_CHECK bool file_index_use_field(struct file_index *index, const char *run_field,
                                     struct stop *stop, struct error *err);

size_t file_index_count(const struct file_index *index);
struct file_entry *file_index_entry(struct file_index *index, size_t position);
const char *file_index_name(const struct file_index *index, const struct file_entry *entry);
/* The documents whose run id has this hash; they may include another run's (a hash is no id). */
const struct file_run *file_index_run(const struct file_index *index, uint64_t run,
                                      size_t *ret_count);
uint64_t file_index_hash(const char *run_id); /* never 0 */

/* Where it stands: file:line, into arena. */
const char *file_index_place(const struct file_index *index, const struct file_entry *entry,
                             struct arena *arena);
/* The document's bytes, at most `most` of them, into arena. ERROR_IO: the file cannot be read, or
 * changed since it was indexed. */
MUST_CHECK bool file_index_bytes(struct file_index *index, const struct file_entry *entry,
                                 size_t most, struct arena *arena, const char **ret_bytes,
                                 size_t *ret_size, struct error *err);
/* The id that its _bulk action gives it, else file:line. */
MUST_CHECK bool file_index_id(struct file_index *index, const struct file_entry *entry,
                              struct arena *arena, const char **ret_id, struct error *err);
#endif
