/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/test_read.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "config/conditions.h"
#include "config/definition.h"
#include "config/fan_out.h"
#include "config/inherit.h"
#include "config/metric_read.h"
#include "config/nearest.h"
#include "config/test_check.h"

struct test_reader {
    struct test_file *file;
    struct test *test;
    const struct node *metadata; /* own and inherited */
    struct node_list metrics;    /* the same, before fan_out */
    double threshold;
    const char *regression_algorithm;
};

/* Keys of a test, all that are not handled by name elsewhere being texts. */
static const char *const test_keys[] = {
    "name",
    "metadata",
    "metrics",
    "uuid_field",
    "version_field",
    "timestamp",
    "threshold",
    "direction",
    "benchmark_index",
    "metadata_index",
    "local_config",
    "local_metrics",
    "IgnoreGlobal",
    "IgnoreGlobalMetrics",
    "source",
    "pull",
    "project",
    "regression_algorithm",
};

static const char default_project[] = "default";

/* The text at key, or otherwise where it is absent. */
static bool read_file_text(const struct test_file *file, const struct node *node, const char *key,
                           const char *otherwise, const char **ret)
{
    const struct node *value = node_get(node, key);

    *ret = otherwise;
    if (node_is_null(value))
        return true;
    if (file->orion && value->kind == NODE_SCALAR && !value->value.text[0])
        return true; /* to Orion an empty text is none */
    if (value->kind != NODE_SCALAR || !value->value.text[0])
        return fault_at(file->faults, value->position, "%s is a text, not %s", key,
                        value->kind == NODE_SCALAR ? "an empty one" : node_kind_name(value));
    *ret = value->value.text;
    return true;
}

static bool read_text(const struct test_reader *reader, const struct node *node, const char *key,
                      const char *otherwise, const char **ret)
{
    return read_file_text(reader->file, node, key, otherwise, ret);
}

bool test_file_project(struct test_file *file, const struct node *root)
{
    file->project = default_project;
    return file->orion || /* the key is rigel's own */
           read_file_text(file, root, "project", default_project, &file->project);
}

static bool read_pull(struct test_reader *reader, const struct node *node)
{
    const struct node *value = node_get(node, "pull");
    const char *way;

    if (!read_text(reader, node, "pull", "documents", &way))
        return false;
    reader->test->pull = strcmp(way, "aggregates") == 0 ? PULL_AGGREGATES : PULL_DOCUMENTS;
    if (strcmp(way, "aggregates") == 0 || strcmp(way, "documents") == 0)
        return true;
    return fault_at(reader->file->faults, value->position,
                    "pull is 'documents' or 'aggregates', not '%s'", way);
}

static bool read_threshold(struct test_reader *reader, const struct node *node)
{
    const struct node *value = node_get(node, "threshold");

    reader->threshold = 0;
    if (!value || threshold_of(value, reader->file->orion, &reader->threshold))
        return true;
    reader->threshold = NAN;
    return reader->file->orion || /* only metrics without a threshold of their own fail */
           fault_at(reader->file->faults, value->position, "threshold is a percentage, not %s",
                    node_kind_name(value));
}

static bool read_regression_algorithm(struct test_reader *reader, const struct node *node)
{
    const struct node *value = node_get(node, "regression_algorithm");

    return node_is_null(value) ||
           regression_algorithm_of(value, &reader->regression_algorithm, reader->file->faults);
}

static bool read_own_keys(struct test_reader *reader, const struct node *node)
{
    struct test *test = reader->test;
    bool fine = read_text(reader, node, "uuid_field", "uuid", &test->uuid_field);

    fine = read_text(reader, node, "version_field", "ocpVersion", &test->version_field) && fine;
    fine = read_text(reader, node, "timestamp", "timestamp", &test->timestamp) && fine;
    fine = read_text(reader, node, "benchmark_index", NULL, &test->benchmark_index) && fine;
    fine = read_text(reader, node, "metadata_index", NULL, &test->metadata_index) && fine;
    fine = read_threshold(reader, node) && fine;
    reader->regression_algorithm = reader->file->regression_algorithm;
    if (reader->file->orion)
        return fine; /* the rest is rigel's own */
    fine = read_text(reader, node, "source", NULL, &test->source) && fine;
    fine = read_text(reader, node, "project", reader->file->project, &test->project) && fine;
    fine = read_regression_algorithm(reader, node) && fine;
    return read_pull(reader, node) && fine;
}

static void warn_of_keys(struct test_reader *reader, const struct node *node)
{
    for (size_t i = 0; i < node->count; i++) {
        const struct node *key = node->entries[i].key;
        const char *near = nearest_of(key->value.text, test_keys, ARRAY_LEN(test_keys));
        if (near && strcmp(near, key->value.text) == 0) {
            if (strcmp(near, "direction") == 0)
                warning_at(reader->file->faults, key->position,
                           "direction belongs to a metric: here it has no effect");
            continue;
        }
        warning_at(reader->file->faults, key->position,
                   near ? "a test has no key '%s'; is '%s' meant?" : "a test has no key '%s'",
                   key->value.text, near);
    }
}

/* The fields of a local_config; correct: those of its `metadata` level over those beside it. */
static const struct node *local_fields(const struct test_file *file, const struct node *local)
{
    const struct node *level = node_get(local, "metadata");
    size_t count = 0;

    if (!level || level->kind != NODE_MAP)
        return local;
    if (!file->correct) {
        if (file->orion)
            warning_at(file->faults, level->position,
                       "fault 20: this level is taken for a field; --correct reads what is in it");
        return local;
    }
    struct node_entry *beside = ARENA_ARRAY(file->arena, struct node_entry, local->count);
    for (size_t i = 0; i < local->count; i++)
        if (local->entries[i].value != level)
            beside[count++] = local->entries[i];
    return inherit_metadata(file->arena, level, node_new_map(file->arena, local, beside, count));
}

/* Own metadata over local_config over parentConfig. */
static bool join_metadata(struct test_reader *reader, const struct node *node)
{
    const struct node *own = node_get(node, "metadata"), *local = node_get(node, "local_config");

    if (!node_is_null(own) && own->kind != NODE_MAP)
        return fault_at(reader->file->faults, own->position,
                        "metadata is a map of field to value, not %s", node_kind_name(own));
    reader->metadata = node_is_null(own) ? NULL : own;
    /* Orion passes over a test without the key, and dies of one without a value. */
    const bool is_empty = own && node_is_null(own) && !local && reader->file->orion;
    if (local) {
        local = test_file_include(reader->file, local, NODE_MAP);
        if (!local)
            return false;
        reader->metadata = inherit_metadata(reader->file->arena, reader->metadata,
                                            local_fields(reader->file, local));
    }
    if (!node_is_true(node_get(node, "IgnoreGlobal")))
        reader->metadata =
            inherit_metadata(reader->file->arena, reader->metadata, reader->file->parent_metadata);
    return !is_empty || reader->metadata ||
           fault_at(reader->file->faults, own->position, "metadata holds nothing");
}

static bool join_local_metrics(struct test_reader *reader, const struct node *name)
{
    const struct node *list = test_file_include(reader->file, name, NODE_LIST);
    struct node_list local = {.count = 0};

    if (!list || !test_file_metrics(reader->file, list, &local))
        return false;
    reader->metrics = inherit_metrics(reader->file->arena, &reader->metrics, &local);
    return true;
}

static bool join_metrics(struct test_reader *reader, const struct node *node)
{
    const struct node *own = node_get(node, "metrics"), *local = node_get(node, "local_metrics");

    if (!node_is_null(own) && own->kind != NODE_LIST)
        return fault_at(reader->file->faults, own->position, "metrics is a list, not %s",
                        node_kind_name(own));
    bool fine = node_is_null(own) || test_file_metrics(reader->file, own, &reader->metrics);
    if (local)
        fine = join_local_metrics(reader, local) && fine;
    if (!node_is_true(node_get(node, "IgnoreGlobalMetrics")))
        reader->metrics =
            inherit_metrics(reader->file->arena, &reader->metrics, &reader->file->global_metrics);
    if (reader->metrics.count == 0 && fine && !reader->file->incomplete &&
        !(reader->file->orion && own && !node_is_null(own)))
        return fault_at(reader->file->faults, node->position,
                        "the test has no metrics, neither its own nor from a file");
    return fine;
}

static bool read_metrics(struct test_reader *reader)
{
    struct arena *arena = reader->file->arena;
    const struct metric_defaults defaults = {.threshold = reader->threshold,
                                             .timestamp = reader->test->timestamp,
                                             .pull = reader->test->pull,
                                             .regression_algorithm = reader->regression_algorithm,
                                             .orion = reader->file->orion};
    struct node_list expanded = {.count = 0};
    bool fine = true;

    for (size_t i = 0; i < reader->metrics.count; i++)
        fine = fan_out_expand(arena, reader->metrics.items[i], reader->file->faults, &expanded) &&
               fine;
    if (expanded.count > LIMIT_METRICS)
        return fault_at(reader->file->faults, expanded.items[LIMIT_METRICS]->position,
                        "a test may have %d metrics, here are %zu", LIMIT_METRICS, expanded.count);
    struct metric *metrics = ARENA_ARRAY(arena, struct metric, expanded.count);
    for (size_t i = 0; i < expanded.count; i++)
        fine =
            metric_read(arena, expanded.items[i], &defaults, &metrics[i], reader->file->faults) &&
            fine;
    reader->test->metrics = metrics;
    reader->test->metric_count = expanded.count;
    return fine;
}

static bool read_name(struct test_reader *reader, const struct node *node)
{
    const struct node *name = node_get(node, "name");

    if (!name)
        return fault_at(reader->file->faults, node->position, "the test has no name");
    if (reader->file->orion && (name->kind != NODE_SCALAR || name->value.type != VALUE_TEXT))
        return fault_at(reader->file->faults, name->position, "name is a text, not %s",
                        node_kind_name(name));
    reader->test->name = name->value.text;
    if (reader->file->orion)
        return true;
    if (!read_text(reader, node, "name", NULL, &reader->test->name))
        return false;
    return reader->test->name ||
           fault_at(reader->file->faults, name->position, "the test's name is empty");
}

static bool check(struct test_file *file, const struct test *test)
{
    return file->orion ? test_check_orion(file->arena, file->identities, test, file->faults)
                       : test_check(file->arena, test, file->faults);
}

bool test_read(struct test_file *file, const struct node *node, struct test *ret, bool *ret_skipped)
{
    struct test test = {.config_file = file->path,
                        .project = default_project,
                        .place = position_keep(node->position, file->arena)};
    struct test_reader reader = {.file = file, .test = &test};

    if (node->kind != NODE_MAP)
        return fault_at(file->faults, node->position, "a test is a map, not %s",
                        node_kind_name(node));
    warn_of_keys(&reader, node);
    bool fine = read_name(&reader, node);
    fine = read_own_keys(&reader, node) && fine;
    fine = join_metadata(&reader, node) && fine;
    *ret_skipped = fine && !reader.metadata && !file->incomplete;
    if (*ret_skipped)
        warning_at(file->faults, node->position, "the test has no metadata: it is left out");
    if (*ret_skipped && !file->orion)
        return true;
    if (reader.metadata)
        fine = conditions_of_metadata(file->arena, reader.metadata, test.version_field, &test.runs,
                                      file->faults) &&
               fine;
    fine = join_metrics(&reader, node) && fine;
    fine = read_metrics(&reader) && fine; /* what can be read is: all faults are wanted */
    if (!fine || !check(file, &test))
        return false;
    test.test_id = name_id(test.name, NULL);
    test_set_definition(file->arena, &test);
    *ret = test;
    return true;
}
