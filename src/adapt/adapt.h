/* SPDX-License-Identifier: GPL-3.0-or-later */
/* adapt.h - outputs of well-known tools into documents: bytes in, documents out.
 *
 * A document is one JSON object on one line, in the shape that producers index into search clusters
 * (uuid, timestamp, metricName, values, labels), so that the metrics of a test file match it. Each
 * call gives the documents of one run and, last, one metadata document of the run, by which a test
 * takes it. Numbers stay as the tool printed them; times and sizes with a unit are shifted to
 * milliseconds, seconds and bytes without a second rounding. docs/push.md has each format's fields.
 *
 * The same content gives the same document ids, in any file and in any order: an id is made from
 * the part of the file that a document came from, and from how many equal parts were before it.
 *
 * A format's file is taken whole or refused: err->place is file:line:column and err->text begins
 * with the field. Only `documents` goes on after a bad line (adapt_reject). */
#ifndef RIGEL_ADAPT_ADAPT_H
#define RIGEL_ADAPT_ADAPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/error.h"

#define ADAPT_FILE_SIZE (256u << 20) /* bytes of one file */
#define ADAPT_DOCUMENTS 1000000      /* documents of one call */
#define ADAPT_METADATA_INDEX "rigel-runs"
#define ADAPT_RESULT_INDEX "rigel-results"

struct adapt_pair {
    const char *key, *value;
};

/* What the caller knows of the run; NULL where it does not. */
struct adapt_run {
    const char *uuid;                   /* NULL: the documents' own, where the tool gives one */
    const char *build;                  /* `version` and `ocpVersion` of the metadata document */
    const char *build_url;              /* `buildUrl` */
    const char *confirm;                /* `rigelConfirm` */
    int64_t at_us;                      /* when it was, for tools that do not say */
    bool at_decides;                    /* at_us, whatever the tool says */
    const char *index, *metadata_index; /* NULL: the names above */
    const struct adapt_pair *metadata;  /* further fields of the metadata document, as texts */
    size_t metadata_count;
};

struct adapt_file {
    const char *name; /* for errors; clusterloader2: names the measurement */
    char *text;       /* is not changed; need not end with NUL */
    size_t size;
};

/* Lives for the call. */
struct adapt_document {
    const char *index, *id, *run;
    const char *body; /* NUL-terminated, without line feed */
    size_t size;
    size_t line; /* of its file, where it begins; 0: the metadata document */
};

/* A line of `documents` that is not taken. */
struct adapt_reject {
    size_t line, column; /* from 1 */
    const char *field;   /* "": the line itself */
    const char *reason;  /* what was expected */
};

/* false with err set ends the call. */
typedef bool adapt_sink(void *context, const struct adapt_document *document, struct error *err);
typedef bool adapt_reject_sink(void *context, const struct adapt_reject *reject, struct error *err);

struct adapt_sinks {
    adapt_sink *document;
    adapt_reject_sink *reject; /* NULL: a bad line refuses the file */
    void *context;
};

struct output;

struct adapt_format {
    const char *name;
    const char *reads;  /* one line for people */
    const char *ending; /* of its files' names: what a folder is looked through for */
    bool (*read)(struct output *out, const struct adapt_file *file, struct error *err);
    bool needs_run; /* its files hold no run id */
    bool lines;     /* `documents`: bad lines are rejected one by one */
};

extern const struct adapt_format adapt_formats[];
extern const size_t adapt_format_count;

const struct adapt_format *adapt_format_find(const char *name); /* NULL: there is none */

/* The documents of all files, then the run's metadata document (of `documents` only where run says
 * something of it). ERROR_INPUT, ERROR_LIMIT, ERROR_USAGE (no run id), what a sink set. */
MUST_CHECK bool adapt_files(const struct adapt_format *format, const struct adapt_run *run,
                            const struct adapt_file *files, size_t count,
                            const struct adapt_sinks *sinks, struct error *err);

#endif
