/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print.h - Orion's outputs: structs in, the same bytes out.
 *
 * Nothing here writes files or reads clocks; `now` is seconds since 1970. Sources: REFERENCE of
 * docs/orion.md; the layouts are those of Python's tabulate 0.9 ("simple", "psql", "outline"),
 * json, pandas 2 and xml.dom.minidom. */
#ifndef RIGEL_ORION_PRINT_H
#define RIGEL_ORION_PRINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "orion/judge.h"
#include "orion/options.h"

/* The table of a test, without heading, as it stands in the text file: ends without line feed. */
void print_text_table(struct buffer *out, const struct orion_verdict *verdict,
                      const struct orion_options *options);
/* The JSON array of a test: ends without line feed. */
void print_json(struct buffer *out, const struct orion_verdict *verdict,
                const struct orion_options *options);
/* options->correct: one JSON document for all tests (fault 19), an object that holds each test's
 * array under its name: ends without line feed. */
void print_json_set(struct buffer *out, const struct orion_verdict *verdicts, size_t count,
                    const struct orion_options *options);
/* The JUnit document of a test: ends with a line feed (on stdout Orion prints one more). */
void print_junit(struct buffer *out, const struct orion_verdict *verdict,
                 const struct orion_options *options, int64_t now);
/* The CSV file of a frame. */
void print_csv(struct buffer *out, const struct frame *frame);

/* A title and the line of '=' below it. */
void print_heading(struct buffer *out, const char *text);
/* The block(s) of "Regression(s) found" for one test, without that heading: whole lines;
 * nothing where the verdict is no regression. */
void print_summary(struct buffer *out, const struct orion_verdict *verdict,
                   const struct orion_options *options);

/* Pull-request mode. */
struct pull_result {
    const char *number;
    const struct orion_verdict *verdict; /* NULL: no run */
};
/* "<test> | Comparison", underlined, and its table: ends without line feed. Pull requests without a
 * run have a column of "-". */
void print_comparison(struct buffer *out, const struct orion_verdict *periodic,
                      const struct pull_result *pulls, size_t count,
                      const struct orion_options *options);
void print_pull_json(struct buffer *out, const struct orion_verdict *periodic,
                     const struct pull_result *pulls, size_t count,
                     const struct orion_options *options);
void print_pull_junit(struct buffer *out, const struct orion_verdict *periodic,
                      const struct pull_result *pulls, size_t count,
                      const struct orion_options *options, int64_t now);

/* `--report`: the whole report of earlier JSON files. *ret_status: ORION_PASS or ORION_REGRESSION.
 * Files that cannot be read are told in the report as Orion tells them. */
MUST_CHECK bool print_report(struct buffer *out, const struct orion_options *options,
                             enum orion_exit *ret_status, struct error *err);

#endif
