/* SPDX-License-Identifier: GPL-3.0-or-later */
/* output_files.h - the files Orion's command leaves behind: their names and their writing. */
#ifndef RIGEL_ORION_OUTPUT_FILES_H
#define RIGEL_ORION_OUTPUT_FILES_H

#include "base/arena.h"
#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"
#include "orion/options.h"

/* Names live in arena; test is the test's name, as it is. */

/* "<base>_table_<test>.txt"; pull NULL, or the number of a pull request: "..._pr_<pull>.txt". The
 * base is --save-output-path without its last extension. */
const char *output_table_name(struct arena *arena, const struct orion_options *options,
                              const char *test, const char *pull);
/* "<base>_<test>.json", "<base>_<test>.xml", "<base>_<test>_viz.html", ...: ending with its dot or
 * underscore. */
const char *output_result_name(struct arena *arena, const struct orion_options *options,
                               const char *test, const char *ending);
/* "<--save-data-path up to its first dot>-<test>.csv". */
const char *output_data_name(struct arena *arena, const struct orion_options *options,
                             const char *test);

/* Replaces the file by the bytes of content. ERROR_IO, ERROR_NO_MEMORY (content failed). */
MUST_CHECK bool output_write(const char *name, const struct buffer *content, struct error *err);

#endif
