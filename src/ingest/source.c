/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/source.h"

#include <stdlib.h>

void *source_new(size_t size, const struct source_ops *ops, const struct source_config *config,
                 struct error *err)
{
    struct source *source = calloc(1, size);

    if (source)
        *source = (struct source){.ops = ops, .config = config};
    else
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
    return source;
}

struct source *source_open(const struct source_config *config, struct store *store,
                           struct stop *stop, struct error *err)
{
    switch (config->kind) {
    case SOURCE_SEARCH:
        return search_source_open(config, stop, err);
    case SOURCE_FILES:
        return file_source_open(config, stop, err);
    case SOURCE_PUSH:
        return push_source_open(config, store, stop, err);
    }
    (void)error_set(err, ERROR_INTERNAL, config->place, "unknown kind of source");
    return NULL;
}

void source_close(struct source *source)
{
    if (source)
        source->ops->free(source);
}
