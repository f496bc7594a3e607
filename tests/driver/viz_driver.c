/* SPDX-License-Identifier: GPL-3.0-or-later */
/* viz_driver.c - a page of --viz from a verdict given by hand, for the system tests.
 *
 *     viz_driver < verdict.json > page.html
 *
 * verdict.json has the shape of src/orion/viz_data.h: what the page is to show. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "orion/viz.h"

static const char *text_of(const json_t *object, const char *name, const char *otherwise)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : otherwise;
}

static double number_of(const json_t *object, const char *name, double otherwise)
{
    const json_t *value = json_object_get(object, name);

    return json_is_number(value) ? json_number_value(value) : otherwise;
}

static int64_t integer_of(const json_t *object, const char *name, int64_t otherwise)
{
    const json_t *value = json_object_get(object, name);

    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

static struct text_list texts_of(struct arena *arena, const json_t *list)
{
    const size_t count = json_array_size(list);
    const char **items = ARENA_ARRAY(arena, const char *, count + 1);

    for (size_t i = 0; i < count; i++)
        items[i] = json_string_value(json_array_get(list, i));
    return (struct text_list){items, count};
}

static struct cell cell_of(struct arena *arena, const json_t *json)
{
    struct cell cell = {.kind = CELL_MISSING};

    if (json_is_boolean(json)) {
        cell.kind = CELL_BOOL;
        cell.integer = json_is_true(json);
    } else if (json_is_integer(json)) {
        cell.kind = CELL_INTEGER;
        cell.integer = json_integer_value(json);
        cell.real = (double)cell.integer;
    } else if (json_is_real(json)) {
        cell.kind = CELL_REAL;
        cell.real = json_real_value(json);
    } else if (json_is_string(json)) {
        cell.kind = CELL_TEXT;
        cell.text = arena_strdup(arena, json_string_value(json));
    }
    return cell;
}

static struct cell *cells_of(struct arena *arena, const json_t *list, size_t count)
{
    struct cell *cells = ARENA_ARRAY(arena, struct cell, count + 1);

    for (size_t i = 0; i < count; i++)
        cells[i] = cell_of(arena, json_array_get(list, i));
    return cells;
}

static const char *github_of(struct arena *arena, const json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    const char *kept = arena_strdup(arena, text);

    free(text);
    return kept;
}

static void read_rows(struct frame *frame, const json_t *list)
{
    frame->row_count = json_array_size(list);
    frame->rows = ARENA_ARRAY(frame->arena, struct frame_row, frame->row_count + 1);
    for (size_t i = 0; i < frame->row_count; i++) {
        const json_t *row = json_array_get(list, i);

        frame->rows[i] = (struct frame_row){
            .run = text_of(row, "run", ""),
            .time = integer_of(row, "time", 0),
            .has_time = json_is_integer(json_object_get(row, "time")),
            .version = cell_of(frame->arena, json_object_get(row, "version")),
            .prs = texts_of(frame->arena, json_object_get(row, "prs")),
            .new_prs = texts_of(frame->arena, json_object_get(row, "new_prs")),
            .build_url = json_string_value(json_object_get(row, "build")),
            .has_new_prs = json_object_get(row, "new_prs") != NULL,
            .github_json = github_of(frame->arena, json_object_get(row, "github")),
        };
    }
}

static struct metric *metric_of(struct arena *arena, const json_t *json)
{
    struct metric *metric = ARENA_NEW(arena, struct metric);
    const struct text_list labels = texts_of(arena, json_object_get(json, "labels"));

    metric->labels = labels.items;
    metric->label_count = labels.count;
    metric->direction = (int)integer_of(json, "direction", 1);
    metric->threshold = number_of(json, "threshold", 0);
    metric->correlation = text_of(json, "correlation", "");
    metric->context = (int)integer_of(json, "context", 5);
    return metric;
}

static struct frame_change change_of(const json_t *json, size_t column)
{
    return (struct frame_change){
        .row = (size_t)integer_of(json, "row", 0),
        .column = column,
        .mean_before = number_of(json, "before", 0),
        .mean_after = number_of(json, "after", 0),
        .percent = number_of(json, "percent", HUGE_VAL),
        .pvalue = number_of(json, "pvalue", 1),
    };
}

static enum drop_reason rule_of(const char *name)
{
    static const struct {
        const char *name;
        enum drop_reason rule;
    } rules[] = {
        {"direction", DROP_DIRECTION},
        {"acknowledged", DROP_ACKNOWLEDGED},
        {"threshold", DROP_THRESHOLD},
        {"correlation", DROP_CORRELATION},
    };

    for (size_t i = 0; i < ARRAY_LEN(rules); i++)
        if (strcmp(name, rules[i].name) == 0)
            return rules[i].rule;
    return DROP_EARLY;
}

struct found {
    struct frame_change changes[10000];
    struct dropped_change dropped[10000];
};

static void read_changes(struct orion_verdict *verdict, struct found *found, const json_t *metric,
                         size_t column)
{
    const json_t *json;
    size_t i;

    json_array_foreach(json_object_get(metric, "changes"), i,
                       json) if (verdict->count < ARRAY_LEN(found->changes))
        found->changes[verdict->count++] = change_of(json, column);
    json_array_foreach(json_object_get(metric, "dropped"), i,
                       json) if (verdict->dropped_count < ARRAY_LEN(found->dropped))
        found->dropped[verdict->dropped_count++] = (struct dropped_change){
        .change = change_of(json, column),
        .rule = rule_of(text_of(json, "rule", "")),
        .reason = text_of(json, "reason", ""),
    };
}

static void read_columns(struct frame *frame, struct orion_verdict *verdict, struct found *found,
                         const json_t *tree)
{
    const json_t *metrics = json_object_get(tree, "metrics");
    const json_t *fields = json_object_get(tree, "fields");
    const size_t metric_count = json_array_size(metrics);

    frame->column_count = metric_count + json_array_size(fields);
    frame->columns = ARENA_ARRAY(frame->arena, struct frame_column, frame->column_count + 1);
    for (size_t i = 0; i < frame->column_count; i++) {
        const bool is_value = i < metric_count;
        const json_t *json =
            is_value ? json_array_get(metrics, i) : json_array_get(fields, i - metric_count);

        frame->columns[i] = (struct frame_column){
            .name = text_of(json, is_value ? "column" : "name", ""),
            .role = is_value ? COLUMN_VALUE : COLUMN_DISPLAY,
            .metric = is_value ? metric_of(frame->arena, json) : NULL,
            .cells = cells_of(frame->arena, json_object_get(json, is_value ? "values" : "cells"),
                              frame->row_count),
        };
        if (is_value)
            read_changes(verdict, found, json, i);
    }
}

static enum orion_algorithm algorithm_of(const char *name)
{
    if (strcmp(name, "cmr") == 0)
        return ORION_CMR;
    return strcmp(name, "anomaly") == 0 ? ORION_ANOMALY : ORION_HUNTER;
}

int main(void)
{
    json_t *tree = json_loadf(stdin, JSON_REJECT_DUPLICATES, NULL);
    AUTO_ARENA arena = arena_new();
    struct found *found = ARENA_NEW(arena, struct found);
    AUTO_BUFFER page;

    buffer_init(&page, 256u << 20);
    if (!tree) {
        fputs("viz_driver: stdin holds no JSON object\n", stderr);
        return 1;
    }
    const struct test test = {
        .name = text_of(tree, "test", "test"),
        .uuid_field = text_of(tree, "uuid_field", "uuid"),
        .version_field = text_of(tree, "version_field", "ocpVersion"),
    };
    struct frame frame = {.arena = arena, .test = &test};
    struct orion_verdict verdict = {.frame = &frame,
                                    .changes = found->changes,
                                    .dropped = found->dropped,
                                    .regression =
                                        json_is_true(json_object_get(tree, "regression"))};
    const struct orion_options options = {
        .algorithm = algorithm_of(text_of(tree, "algorithm", "hunter")),
        .correct = json_is_true(json_object_get(tree, "correct")),
    };

    read_rows(&frame, json_object_get(tree, "rows"));
    read_columns(&frame, &verdict, found, tree);
    viz_page(&page, &verdict, &options, integer_of(tree, "made", 0));
    const bool written = buffer_ok(&page) && fwrite(page.data, 1, page.size, stdout) == page.size;
    json_decref(tree);
    return written && fflush(stdout) == 0 ? 0 : 1;
}
