/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_tree.h - one document as a tree, for the sources that evaluate conditions themselves.
 */
#ifndef RIGEL_INGEST_DOCUMENT_TREE_H
#define RIGEL_INGEST_DOCUMENT_TREE_H

#include <jansson.h>
#include <stddef.h>

#include "base/attributes.h"
#include "base/error.h"

/* The caller's to json_decref; NULL with err: why it cannot be used. */
MUST_CHECK json_t *document_tree(const char *bytes, size_t size, struct error *err);
/* The run id of a document, NULL where it has none; size bytes at out may be used for it. */
const char *document_run(const json_t *document, const char *run_field, char *out, size_t size);

#endif
