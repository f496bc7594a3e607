/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/print_workload.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "orion/print_block.h"

enum { BOX_WIDTH = 52 };

void workloads_put(struct workloads *workloads, const char *name, const struct print_value *rows)
{
    for (size_t i = 0; i < workloads->count; i++)
        if (!strcmp(workloads->items[i].name, name)) {
            workloads->items[i].rows = rows;
            return;
        }
    workloads->items = arena_grow(workloads->arena, workloads->items, workloads->count,
                                  &workloads->capacity, sizeof *workloads->items);
    workloads->items[workloads->count++] = (struct workload){name, rows};
}

static int by_name(const void *one, const void *other)
{
    const struct workload *first = one, *second = other;

    return strcmp(first->name, second->name);
}

/* One row of a document on its way into a block. */
struct reading {
    struct arena *arena;
    const struct workload *workload;
    size_t index;
};

static bool wrong_shape(const struct reading *reading, struct error *err, const char *what,
                        const char *expected)
{
    return error_set(err, ERROR_INPUT, reading->workload->name, "row %zu: %s: expected %s",
                     reading->index, what, expected);
}

static struct table_cell value_cell(struct arena *arena, const struct print_value *value)
{
    if (!value || value->kind == PRINT_NULL)
        return (struct table_cell){.kind = TABLE_NONE};
    if (value->kind == PRINT_BOOL)
        return (struct table_cell){.kind = TABLE_BOOL, .integer = value->truth};
    if (value->kind == PRINT_REAL)
        return (struct table_cell){.kind = TABLE_REAL, .real = value->real};
    /* Whole numbers as their digits: of any length, and read as numbers there. */
    return (struct table_cell){.kind = TABLE_TEXT, .text = print_value_text(arena, value)};
}

static void take_labels(const struct reading *reading, const struct print_value *labels,
                        struct block_metric *metric)
{
    if (!labels) {
        metric->label_text = "";
        return;
    }
    if (labels->kind == PRINT_NULL)
        return;
    metric->label_text = print_value_text(reading->arena, labels);
    const size_t count = labels->kind == PRINT_LIST ? labels->count : 1;
    const char **texts = ARENA_ARRAY(reading->arena, const char *, count);
    for (size_t i = 0; i < count; i++)
        texts[i] = print_value_text(reading->arena,
                                    labels->kind == PRINT_LIST ? &labels->items[i] : labels);
    metric->labels = texts;
    metric->label_count = count;
}

/* false with err set, or *ret_changed says whether there is a change. null is what --correct writes
 * for a change from 0. */
static bool take_percent(const struct reading *reading, const struct print_value *percent,
                         struct block_metric *metric, bool *ret_changed, struct error *err)
{
    *ret_changed = false;
    if (!percent)
        return true;
    if (percent->kind == PRINT_NULL) {
        metric->percent = (double)INFINITY;
        *ret_changed = true;
        return true;
    }
    if (percent->kind != PRINT_INTEGER && percent->kind != PRINT_REAL)
        return wrong_shape(reading, err, "percentage_change", "a number");
    metric->percent = percent->real;
    *ret_changed = percent->real != 0;
    return true;
}

static bool take_metrics(const struct reading *reading, const struct print_value *metrics,
                         struct block_metric *ret, size_t *ret_count, struct error *err)
{
    for (size_t i = 0; i < metrics->count; i++) {
        const struct print_value *info = &metrics->items[i];
        struct block_metric metric = {.name = metrics->keys[i]};
        bool changed;

        if (info->kind != PRINT_OBJECT)
            return wrong_shape(reading, err, metrics->keys[i], "an object");
        if (!take_percent(reading, print_value_member(info, "percentage_change"), &metric, &changed,
                          err))
            return false;
        if (!changed)
            continue;
        metric.value = value_cell(reading->arena, print_value_member(info, "value"));
        take_labels(reading, print_value_member(info, "labels"), &metric);
        ret[(*ret_count)++] = metric;
    }
    return true;
}

/* The text of a member, or fallback where it is absent. */
static const char *member_text(struct arena *arena, const struct print_value *object,
                               const char *name, const char *fallback)
{
    const struct print_value *value = print_value_member(object, name);

    return value ? print_value_text(arena, value) : fallback;
}

static const char *version_of(const struct reading *reading, const struct print_value *context,
                              const char *name, size_t row)
{
    const struct print_value *told = print_value_member(context, name);

    if (print_value_truth(told))
        return print_value_text(reading->arena, told);
    return member_text(reading->arena, &reading->workload->rows->items[row], "ocpVersion",
                       "unknown");
}

static void take_prs(const struct reading *reading, const struct print_value *prs,
                     struct text_list *ret)
{
    if (!prs || prs->kind != PRINT_LIST)
        return;
    const char **texts = ARENA_ARRAY(reading->arena, const char *, prs->count);
    for (size_t i = 0; i < prs->count; i++)
        texts[i] = print_value_text(reading->arena, &prs->items[i]);
    *ret = (struct text_list){texts, prs->count};
}

/* Fills the block of a row; no metric in it: the row holds no change. */
static bool take_row(const struct reading *reading, struct block *ret, struct error *err)
{
    const struct print_value *row = &reading->workload->rows->items[reading->index];
    const struct print_value *metrics = print_value_member(row, "metrics");
    const struct print_value *context = print_value_member(row, "github_context");

    *ret = (struct block){.test = reading->workload->name, .previous = ""};
    if (row->kind != PRINT_OBJECT)
        return wrong_shape(reading, err, "it", "an object");
    if (!print_value_truth(print_value_member(row, "is_changepoint")) || !metrics)
        return true;
    if (metrics->kind != PRINT_OBJECT)
        return wrong_shape(reading, err, "metrics", "an object");
    struct block_metric *taken = ARENA_ARRAY(reading->arena, struct block_metric, metrics->count);
    ret->metrics = taken;
    if (!take_metrics(reading, metrics, taken, &ret->metric_count, err))
        return false;
    ret->version = version_of(reading, context, "current_version", reading->index);
    if (reading->index > 0)
        ret->previous = version_of(reading, context, "previous_version", reading->index - 1);
    else if (print_value_truth(print_value_member(context, "previous_version")))
        ret->previous = member_text(reading->arena, context, "previous_version", "");
    const struct print_value *build = print_value_member(row, "buildUrl");
    ret->build = print_value_truth(build) ? print_value_text(reading->arena, build) : NULL;
    take_prs(reading, print_value_member(row, "prs"), &ret->prs);
    ret->github = context;
    return true;
}

static void put_section(struct buffer *out, const char *name, const char *what)
{
    buffer_printf(out,
                  "\xe2\x94\x80\xe2\x94\x80\xe2\x94\x80 %s \xe2\x94\x80\xe2\x94\x80\xe2\x94\x80 "
                  "%s\n\n",
                  name, what);
}

static bool put_workload(struct buffer *out, const struct workload *workload, bool *ret_any,
                         struct error *err)
{
    AUTO_ARENA arena = arena_new();

    *ret_any = false;
    for (size_t i = 0; i < workload->rows->count; i++) {
        const struct reading reading = {arena, workload, i};
        struct block block;

        if (!take_row(&reading, &block, err))
            return false;
        if (block.metric_count == 0)
            continue;
        if (!*ret_any) {
            put_section(out, workload->name, "REGRESSION DETECTED");
            buffer_text(out, "Regression(s) found :\n");
        }
        *ret_any = true;
        print_block(out, &block);
    }
    if (*ret_any)
        buffer_byte(out, '\n');
    else
        put_section(out, workload->name,
                    workload->rows->count > 0 ? "PASS (no changepoints)" : "SKIP (no data)");
    return true;
}

static void put_rule(struct buffer *out, const char *begin, size_t count, const char *end)
{
    buffer_text(out, begin);
    for (; count > 0; count--)
        buffer_text(out, "\xe2\x95\x90");
    buffer_text(out, end);
    buffer_byte(out, '\n');
}

static void put_title(struct buffer *out)
{
    static const char title[] = "Orion Regression Report";
    const int blanks = BOX_WIDTH - (int)(sizeof title - 1), left = blanks / 2;

    buffer_byte(out, '\n');
    put_rule(out, "\xe2\x95\x94", BOX_WIDTH, "\xe2\x95\x97");
    buffer_printf(out, "\xe2\x95\x91%*s%s%*s\xe2\x95\x91\n", left, "", title, blanks - left, "");
    put_rule(out, "\xe2\x95\x9a", BOX_WIDTH, "\xe2\x95\x9d");
    buffer_byte(out, '\n');
}

bool workloads_print(struct buffer *out, struct workloads *workloads, bool *ret_any,
                     struct error *err)
{
    size_t changed = 0, skipped = 0;

    if (workloads->count > 0)
        qsort(workloads->items, workloads->count, sizeof *workloads->items, by_name);
    put_title(out);
    for (size_t i = 0; i < workloads->count; i++) {
        bool any;
        if (!put_workload(out, &workloads->items[i], &any, err))
            return false;
        changed += any;
        skipped += workloads->items[i].rows->count == 0;
    }
    put_rule(out, "", BOX_WIDTH + 2, "");
    buffer_printf(out, " Summary: %zu workloads | %zu REGRESSION | %zu PASS | %zu SKIP\n",
                  workloads->count, changed, workloads->count - changed - skipped, skipped);
    put_rule(out, "", BOX_WIDTH + 2, "");
    buffer_byte(out, '\n');
    *ret_any = changed > 0;
    return true;
}
