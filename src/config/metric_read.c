/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/metric_read.h"

#include <limits.h>
#include <math.h>
#include <string.h>

#include "config/aggregation_read.h"
#include "config/conditions.h"
#include "config/metric_columns.h"

struct metric_reader {
    struct arena *arena;
    struct faults *faults;
    struct metric *metric;
    struct condition_builder must, must_not;
    bool orion;
    enum pull_way pull;
};

typedef bool key_reader(struct metric_reader *reader, const struct node *value);

static bool wrong(struct metric_reader *reader, const struct node *value, const char *expected)
{
    return fault_at(reader->faults, value->position, "%s expected, not %s", expected,
                    node_kind_name(value));
}

static bool text_of(struct metric_reader *reader, const struct node *value, const char *expected,
                    const char **ret)
{
    if (node_is_null(value) || value->kind != NODE_SCALAR || !value->value.text[0])
        return wrong(reader, value, expected);
    *ret = value->value.text;
    return true;
}

static bool read_name(struct metric_reader *reader, const struct node *value)
{
    if (reader->orion && value->kind == NODE_SCALAR && value->value.type == VALUE_TEXT) {
        reader->metric->name = value->value.text;
        return true;
    }
    if (reader->orion)
        return wrong(reader, value, "the metric's name, a text, is");
    return text_of(reader, value, "the metric's name is", &reader->metric->name);
}

static bool read_field(struct metric_reader *reader, const struct node *value)
{
    if (reader->orion && node_is_null(value))
        return true; /* as if it were not there */
    return text_of(reader, value, "the name of a field is", &reader->metric->field);
}

static bool read_timestamp(struct metric_reader *reader, const struct node *value)
{
    return text_of(reader, value, "the name of a time field is", &reader->metric->timestamp);
}

static bool read_agg(struct metric_reader *reader, const struct node *value)
{
    const struct aggregation_use use = {.orion = reader->orion, .pull = reader->pull};

    return aggregation_read(reader->arena, value, &use, reader->metric, reader->faults);
}

/* Orion compares with the numbers 1 and -1 and takes everything else for both directions; but CMR
 * and the isolation forest go by the sign alone. */
static bool read_direction(struct metric_reader *reader, const struct node *value)
{
    double number;

    if (reader->orion) {
        if (!node_python_int(value, &number))
            return wrong(reader, value, "direction 1, -1 or another whole number is");
        reader->metric->direction = number == 1 || number == -1 ? (int)number : 0;
        if (reader->metric->direction == 0)
            reader->metric->sign = (number > 0) - (number < 0);
        return true;
    }
    reader->metric->direction = 0;
    if (value->kind == NODE_SCALAR && value->value.type != VALUE_TEXT &&
        (value->value.real == 1 || value->value.real == -1))
        reader->metric->direction = value->value.real > 0 ? 1 : -1;
    else if (value->kind != NODE_SCALAR || value->value.type != VALUE_INTEGER)
        warning_at(reader->faults, value->position,
                   "direction is the number 1 or -1; %s counts as both directions",
                   node_kind_name(value));
    return true;
}

bool threshold_of(const struct node *value, bool orion, double *ret)
{
    double threshold;

    if (orion && !node_python_int(value, &threshold))
        return false;
    if (!node_number(value, &threshold) && !orion)
        return false;
    *ret = fabs(threshold);
    return true;
}

static bool read_threshold(struct metric_reader *reader, const struct node *value)
{
    double threshold;

    if (!threshold_of(value, reader->orion, &threshold))
        return wrong(reader, value, "a percentage is");
    reader->metric->threshold = threshold;
    return true;
}

static bool read_context(struct metric_reader *reader, const struct node *value)
{
    double context;

    if (reader->orion) {
        if (!node_number(value, &context) || value->value.type == VALUE_TEXT)
            return wrong(reader, value, "a number of runs is");
        reader->metric->context = (int)fmax(fmin(floor(context), INT_MAX), -1);
        return true;
    }
    if (!node_number(value, &context) || value->value.type == VALUE_TEXT || context < 0 ||
        context > INT_MAX || context != floor(context))
        return wrong(reader, value, "a whole number of runs, 0 or more, is");
    reader->metric->context = (int)context;
    return true;
}

static bool read_correlation(struct metric_reader *reader, const struct node *value)
{
    if (value->kind != NODE_SCALAR)
        return wrong(reader, value, "the name of a column is");
    /* To Orion "nothing" is a column that is not there. */
    reader->metric->correlation = node_is_null(value) && !reader->orion ? "" : value->value.text;
    return true;
}

static bool read_labels(struct metric_reader *reader, const struct node *value)
{
    const bool is_list = value->kind == NODE_LIST;
    const size_t count = is_list ? value->count : node_is_null(value) ? 0 : 1;
    const char **labels = ARENA_ARRAY(reader->arena, const char *, count);

    if (value->kind == NODE_MAP)
        return wrong(reader, value, "a list of texts is");
    for (size_t i = 0; i < count; i++)
        labels[i] = node_text(reader->arena, is_list ? value->items[i] : value);
    reader->metric->labels = labels;
    reader->metric->labels_is_text = !is_list && count > 0;
    reader->metric->label_count = count;
    return true;
}

static bool read_not(struct metric_reader *reader, const struct node *value)
{
    return conditions_of_not(reader->arena, value, &reader->must_not, reader->faults);
}

static bool read_group_by(struct metric_reader *reader, const struct node *value)
{
    const struct node *field = value;

    if (value->kind == NODE_LIST) {
        if (value->count != 1)
            return fault_at(reader->faults, value->position,
                            "group_by takes one field, here are %zu", value->count);
        field = value->items[0];
    }
    return text_of(reader, field, "the name of a field is", &reader->metric->group_by);
}

static bool read_limit_end(struct metric_reader *reader, const struct node_entry *end)
{
    struct metric *metric = reader->metric;
    const bool is_min = strcmp(end->key->value.text, "min") == 0;
    double *limit = is_min ? &metric->limit_min : &metric->limit_max;

    if (!is_min && strcmp(end->key->value.text, "max") != 0)
        return fault_at(reader->faults, end->key->position, "limit has min and max, no '%s'",
                        end->key->value.text);
    if (!node_number(end->value, limit))
        return wrong(reader, end->value, "a number, the limit, is");
    *(is_min ? &metric->has_limit_min : &metric->has_limit_max) = true;
    return true;
}

static bool read_limit(struct metric_reader *reader, const struct node *value)
{
    const struct metric *metric = reader->metric;
    bool fine = true;

    for (size_t i = 0; i < value->count; i++)
        fine = read_limit_end(reader, &value->entries[i]) && fine;
    if (fine && value->count == 0)
        return fault_at(reader->faults, value->position, "limit names neither min nor max");
    if (fine && metric->has_limit_min && metric->has_limit_max &&
        metric->limit_min > metric->limit_max)
        return fault_at(reader->faults, value->position,
                        "the limit's min, %g, is above its max, %g: no value is within",
                        metric->limit_min, metric->limit_max);
    return fine;
}

static bool read_unit(struct metric_reader *reader, const struct node *value)
{
    if (node_is_null(value))
        return true;
    return text_of(reader, value, "a unit, a text, is", &reader->metric->unit);
}

/* `unit` says what the samples are in; what a metric makes of them may be in another one. */
static const char *unit_of_columns(struct arena *arena, const struct metric *metric)
{
    if (metric->aggregation == AGG_CV)
        return "%";
    if (metric->aggregation != AGG_SLOPE)
        return metric->unit;
    return arena_printf(arena, "%s/h", metric->unit);
}

bool regression_algorithm_of(const struct node *value, const char **ret, struct faults *faults)
{
    static const char *const names[] = {"edivisive", "percent", "steady"};

    if (value->kind != NODE_SCALAR)
        return fault_at(faults, value->position, "regression_algorithm is a text, not %s",
                        node_kind_name(value));
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(value->value.text, names[i]) == 0) {
            *ret = names[i];
            return true;
        }
    return fault_at(faults, value->position,
                    "regression_algorithm is 'edivisive', 'percent' or 'steady', not '%s'",
                    value->value.text);
}

static bool read_regression_algorithm(struct metric_reader *reader, const struct node *value)
{
    return regression_algorithm_of(value, &reader->metric->regression_algorithm, reader->faults);
}

/* rigel's own keys. To Orion they are fields of documents like any other; a limit that is no map
 * is one here too. */
static key_reader *own_reader_of(const struct metric_reader *reader, const struct node_entry *entry)
{
    if (reader->orion)
        return NULL;
    if (strcmp(entry->key->value.text, "unit") == 0)
        return read_unit;
    if (strcmp(entry->key->value.text, "regression_algorithm") == 0)
        return read_regression_algorithm;
    if (strcmp(entry->key->value.text, "limit") != 0)
        return NULL;
    if (entry->value->kind == NODE_MAP)
        return read_limit;
    warning_at(reader->faults, entry->value->position,
               "this asks for documents whose field 'limit' has that value; a limit of the "
               "metric is written {min: N, max: N}");
    return NULL;
}

static key_reader *reader_of(const char *key)
{
    static const struct {
        const char *key;
        key_reader *read;
    } readers[] = {
        {"name", read_name},           {"metric_of_interest", read_field},
        {"timestamp", read_timestamp}, {"agg", read_agg},
        {"direction", read_direction}, {"threshold", read_threshold},
        {"context", read_context},     {"correlation", read_correlation},
        {"labels", read_labels},       {"not", read_not},
        {"group_by", read_group_by},
    };

    for (size_t i = 0; i < ARRAY_LEN(readers); i++)
        if (strcmp(readers[i].key, key) == 0)
            return readers[i].read;
    return NULL;
}

static void add_condition(struct metric_reader *reader, const char *field, const struct node *value)
{
    const struct condition condition = {.field = field, .value = node_value(reader->arena, value)};

    if (strcmp(field, "type") == 0 && strcmp(condition.value.text, "metadata") == 0) {
        reader->metric->is_metadata = true;
        return;
    }
    if (value->kind != NODE_SCALAR)
        warning_at(reader->faults, value->position,
                   "'%s' is compared with the text of %s; a field inside an object is written "
                   "with a dot, %s.field",
                   field, node_kind_name(value), field);
    else if (node_is_null(value))
        warning_at(reader->faults, value->position, "'%s' has no value: no document matches",
                   field);
    condition_add(reader->arena, &reader->must, &condition);
}

static bool read_entry(struct metric_reader *reader, const struct node_entry *entry)
{
    if (!condition_field(entry, reader->faults))
        return false;
    key_reader *read = reader_of(entry->key->value.text);
    if (!read)
        read = own_reader_of(reader, entry);
    if (read)
        return read(reader, entry->value);
    add_condition(reader, entry->key->value.text, entry->value);
    return true;
}

static bool is_complete(struct metric_reader *reader, const struct node *node)
{
    bool fine = true;

    if (!node_get(node, "name"))
        fine = fault_at(reader->faults, node->position, "the metric has no name");
    if (!node_get(node, "metric_of_interest") && reader->orion)
        warning_at(reader->faults, node->position,
                   "the metric has no metric_of_interest: it has no values");
    else if (!node_get(node, "metric_of_interest"))
        fine = fault_at(reader->faults, node->position,
                        "the metric has no metric_of_interest, the field with the value");
    return fine;
}

bool metric_read(struct arena *arena, const struct node *node,
                 const struct metric_defaults *defaults, struct metric *ret, struct faults *faults)
{
    struct metric metric = {.direction = 1,
                            .threshold = defaults->threshold,
                            .correlation = "",
                            .unit = "",
                            .regression_algorithm = defaults->regression_algorithm,
                            .context = 5,
                            .timestamp = defaults->timestamp,
                            .place = position_keep(node->position, arena)};
    struct metric_reader reader = {.arena = arena,
                                   .faults = faults,
                                   .metric = &metric,
                                   .orion = defaults->orion,
                                   .pull = defaults->pull};
    bool fine = is_complete(&reader, node);

    for (size_t i = 0; i < node->count; i++)
        fine = read_entry(&reader, &node->entries[i]) && fine;
    if (isnan(metric.threshold))
        fine = fault_at(faults, node->position,
                        "the metric has no threshold, and that of its test is no number");
    if (!fine)
        return false;
    metric.must = condition_list_of(&reader.must);
    metric.must_not = condition_list_of(&reader.must_not);
    metric_set_columns(arena, &metric);
    metric.unit = unit_of_columns(arena, &metric);
    *ret = metric;
    return true;
}
