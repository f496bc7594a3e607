/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.h - the key tables as people read them. docs/configuration.md holds the Markdown, and
 * configs/rigel.yaml is the sample, word for word. */
#ifndef RIGEL_CONFIG_EXPLAIN_H
#define RIGEL_CONFIG_EXPLAIN_H

#include "base/attributes.h"
#include "base/buffer.h"
#include "base/error.h"

/* Every key, or those whose path is key, begins with "key." or (for sources) "sources." key: type,
 * default, limits, reloadable, meaning. ERROR_NOT_FOUND: there is no such key. */
MUST_CHECK bool explain_text(struct buffer *out, const char *key, struct error *err);
/* Both tables in Markdown. */
void explain_markdown(struct buffer *out);
/* A rigel.yaml with every key, its meaning as a comment, and its default or an example. */
void explain_yaml(struct buffer *out);

#endif
