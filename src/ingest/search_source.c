/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_source.h"

#include <stdlib.h>

#include "base/limits.h"
#include "ingest/search_page.h"

struct search_source *search_source_of(struct source *source)
{
    return (struct search_source *)source;
}

unsigned search_page_size(const struct source *source)
{
    const unsigned size = source->config->page_size;

    return size == 0 || size > LIMIT_PAGE ? LIMIT_PAGE : size;
}

static void search_free(struct source *source)
{
    struct search_source *search = search_source_of(source);

    search_fields_free(search->fields);
    search_client_free(search->client);
    free(search);
}

bool search_benchmark_index(const struct source *source, const struct test *test, const char **ret,
                            struct error *err)
{
    const char *index =
        test->benchmark_index ? test->benchmark_index : source->config->benchmark_index;

    if (!index || !*index)
        return error_set(err, ERROR_CONFIG, test->place,
                         "test '%s' has no benchmark_index and source '%s' names none: expected "
                         "the index of the result documents in one of them",
                         test->name, source->config->name);
    *ret = index;
    return true;
}

static bool metadata_index(const struct source *source, const struct test *test, const char **ret,
                           struct error *err)
{
    const char *index =
        test->metadata_index ? test->metadata_index : source->config->metadata_index;

    if (!index || !*index)
        return error_set(err, ERROR_CONFIG, test->place,
                         "test '%s' has no metadata_index and source '%s' names none: expected "
                         "the index of the run metadata in one of them",
                         test->name, source->config->name);
    *ret = index;
    return true;
}

static bool search_runs(struct source *source, const struct test *test, int64_t since_us,
                        const char *uuid, hit_sink *sink, void *context, struct error *err)
{
    struct search_source *search = search_source_of(source);
    struct search_pages pages = {.page_size = search_page_size(source)};
    struct search_mapping mapping;
    AUTO_BUFFER query;

    buffer_init(&query, LIMIT_HTTP_BODY);
    if (!metadata_index(source, test, &pages.index, err) ||
        !search_fields_find(search->fields, pages.index, test->uuid_field, test->timestamp,
                            &mapping, err))
        return false;
    if (!mapping.exists)
        return true;
    struct writer writer = writer_on(&query);
    query_write_runs(&writer, NULL, test, mapping.time, since_us, mapping.uuid_field, uuid);
    if (!buffer_ok(&query))
        return error_set(err, ERROR_LIMIT, test->place, "the metadata query is too large");
    pages.query = &query;
    return search_pages_read(search->client, &pages, sink, context, err);
}

static const struct source_ops search_ops = {
    .free = search_free,
    .runs = search_runs,
    .fingerprints = search_fingerprints,
    .group_values = search_group_values,
    .documents = search_documents,
    .aggregates = search_aggregates,
};

struct source *search_source_open(const struct source_config *config, struct stop *stop,
                                  struct error *err)
{
    struct search_client *client = search_client_open(config, stop, err);

    if (!client)
        return NULL;
    struct search_source *search = source_new(sizeof *search, &search_ops, config, err);
    if (!search) {
        search_client_free(client);
        return NULL;
    }
    search->client = client;
    search->fields = search_fields_new(client);
    return &search->source;
}
