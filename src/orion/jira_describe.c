/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/jira_describe.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "json/field.h"

enum { DESCRIPTION_SIZE = 30000, MOST_COMMITS = 10, TITLE_SIZE = 80 };

/* "4.19" of "4.19.0-0.nightly-2025-06-12", as Orion cuts it: four characters, no dot at the end. */
static const char *short_version(struct arena *arena, const struct cell *version)
{
    const char *text = version->kind == CELL_TEXT ? version->text : "";
    size_t length = strnlen(text, 4);

    while (length && text[length - 1] == '.')
        length--;
    return arena_strndup(arena, text, length);
}

struct jira_change jira_change_of(struct arena *arena, const struct orion_verdict *verdict,
                                  size_t at)
{
    const struct frame *frame = verdict->frame;
    const struct frame_change *change = &verdict->changes[at];
    const struct condition *benchmark = run_filter_find(&frame->test->runs, "benchmark.keyword");
    const bool named = benchmark && benchmark->value.text && benchmark->value.text[0];

    return (struct jira_change){.verdict = verdict,
                                .change = change,
                                .version = short_version(arena, &frame->rows[change->row].version),
                                .test = named ? benchmark->value.text : frame->test->name,
                                .uuid = frame->rows[change->row].run,
                                .metric = frame->columns[change->column].name};
}

const char *jira_label(struct arena *arena, const char *text)
{
    char *label = arena_strdup(arena, text);

    for (char *at = label; *at; at++)
        if (isspace((unsigned char)*at))
            *at = '_';
    return label;
}

/* The first line of somebody else's text, without markup that would change what stands around it;
 * about `most` bytes, no character in halves. */
static void plain(struct buffer *out, const char *text, size_t most)
{
    for (size_t i = 0; text[i] && text[i] != '\n'; i++) {
        if (i >= most && ((unsigned char)text[i] & 0xc0) != 0x80)
            return;
        buffer_byte(out, strchr("[]{}|", text[i]) || (unsigned char)text[i] < ' ' ? ' ' : text[i]);
    }
}

static void cell_text(struct buffer *out, const struct cell *cell)
{
    if (cell->kind == CELL_INTEGER)
        buffer_printf(out, "%" PRId64, cell->integer);
    else if (cell->kind == CELL_REAL)
        buffer_printf(out, "%.6g", cell->real);
    else if (cell->kind == CELL_TEXT)
        plain(out, cell->text, TITLE_SIZE);
}

static void version_line(const struct jira_change *change, struct buffer *out)
{
    const struct frame_row *rows = change->verdict->frame->rows;
    const size_t at = change->change->row;

    buffer_text(out, "*Version:* ");
    if (at) {
        cell_text(out, &rows[at - 1].version);
        buffer_text(out, " → ");
    }
    cell_text(out, &rows[at].version);
    buffer_byte(out, '\n');
}

static void build_line(const struct jira_change *change, struct buffer *out)
{
    const struct frame *frame = change->verdict->frame;

    for (size_t c = 0; c < frame->column_count; c++) {
        const struct cell *cell = &frame->columns[c].cells[change->change->row];
        if (frame->columns[c].role != COLUMN_DISPLAY ||
            strcmp(frame->columns[c].name, "buildUrl") != 0 || cell->kind != CELL_TEXT ||
            strncmp(cell->text, "http", 4) != 0)
            continue;
        buffer_text(out, "*Build:* ");
        plain(out, cell->text, 2048);
        buffer_byte(out, '\n');
    }
}

/* Every metric that changed with this run. */
static void table(const struct jira_change *change, struct buffer *out)
{
    const struct orion_verdict *verdict = change->verdict;

    buffer_text(out, "\nh3. Metrics that changed with this run\n|| Metric || Change || Value ||\n");
    for (size_t i = 0; i < verdict->count; i++) {
        const struct frame_change *other = &verdict->changes[i];
        if (other->row != change->change->row)
            continue;
        const struct frame_column *column = &verdict->frame->columns[other->column];
        buffer_text(out, "| ");
        plain(out, column->name, TITLE_SIZE * 4);
        buffer_printf(out, " | %+.2f%% | ", other->percent);
        cell_text(out, &column->cells[other->row]);
        buffer_text(out, " |\n");
    }
}

static void pulls(const struct jira_change *change, struct buffer *out)
{
    const struct frame_row *row = &change->verdict->frame->rows[change->change->row];
    const struct text_list *list = row->has_new_prs ? &row->new_prs : &row->prs;

    if (list->count)
        buffer_text(out, "\nh3. Pull requests of the payload\n");
    for (size_t i = 0; i < list->count; i++) {
        buffer_text(out, "* ");
        plain(out, list->items[i], 2048);
        buffer_byte(out, '\n');
    }
}

static const char *member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static void commits(const char *repository, const json_t *collection, struct buffer *out)
{
    const json_t *items = json_object_get(collection, "items");
    const size_t count = json_array_size(items);

    if (!count)
        return;
    buffer_text(out, "\nh3. Commits to ");
    plain(out, repository, TITLE_SIZE);
    buffer_printf(out, " (%zu)\n", count);
    for (size_t i = 0; i < count && i < MOST_COMMITS; i++) {
        const json_t *commit = json_array_get(items, i);
        buffer_text(out, "* ");
        plain(out, member(commit, "message"), TITLE_SIZE);
        buffer_text(out, " - ");
        plain(out, member(commit, "html_url"), 2048);
        buffer_byte(out, '\n');
    }
}

static void repositories(const struct jira_change *change, struct buffer *out)
{
    const char *text = change->verdict->frame->rows[change->change->row].github_json;
    AUTO_JSON context = text ? json_loads(text, 0, NULL) : NULL;
    json_t *all = json_object_get(context, "repositories");
    const char *name;
    json_t *one;

    json_object_foreach(all, name, one) commits(name, json_object_get(one, "commits"), out);
}

void jira_describe(const struct jira_change *change, struct buffer *out)
{
    const struct frame_row *row = &change->verdict->frame->rows[change->change->row];
    char text[CLOCK_TEXT_SIZE];

    buffer_text(out, "h2. Performance regression\n*Test:* ");
    plain(out, change->verdict->frame->test->name, TITLE_SIZE * 4);
    buffer_text(out, "\n*UUID:* {{");
    plain(out, change->uuid, TITLE_SIZE * 4);
    buffer_text(out, "}}\n");
    version_line(change, out);
    if (row->has_time)
        buffer_printf(out, "*Time:* %s\n", clock_format(row->time * CLOCK_SECOND, text));
    build_line(change, out);
    buffer_text(out, "*Metric:* ");
    plain(out, change->metric, TITLE_SIZE * 4);
    buffer_printf(out, "\n*Change:* %+.2f%%\n", change->change->percent);
    table(change, out);
    pulls(change, out);
    repositories(change, out);
    buffer_text(out, "\n----\n_Made by rigel orion._\n");
    /* Jira takes some 32,000 characters. Of hundreds of pull requests the last ones are left out;
     * run and metric are on top. */
    if (!buffer_ok(out) && out->data) {
        char *end = strrchr(out->data, '\n');
        if (end)
            end[1] = '\0';
    }
}

static json_t *labels_of(struct arena *arena, const struct jira_change *change)
{
    const char *const texts[] = {change->version, change->test, change->metric};
    json_t *labels = json_array();

    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        if (*texts[i] &&
            json_array_append_new(labels, json_string(jira_label(arena, texts[i]))) != 0) {
            json_decref(labels);
            return NULL;
        }
    return labels;
}

static bool set_custom(json_t *all, const char *field, const char *value)
{
    return !jira_field_is_custom(field) || json_object_set_new(all, field, json_string(value)) == 0;
}

json_t *jira_issue_fields(struct arena *arena, const struct jira_change *change,
                          const char *project, const char *component, struct jira_fields fields)
{
    const bool versioned = change->version[0] != '\0';
    const char *summary =
        arena_printf(arena, "Regression in %s%s%s%s", change->metric, versioned ? " (" : "",
                     change->version, versioned ? ")" : "");
    AUTO_BUFFER description;

    buffer_init(&description, DESCRIPTION_SIZE);
    jira_describe(change, &description);
    AUTO_JSON all = json_pack("{s:{s:s}, s:s, s:s, s:{s:s}, s:o}", "project", "key", project,
                              "summary", summary, "description", description.data, "issuetype",
                              "name", "Bug", "labels", labels_of(arena, change));
    if (!all || !set_custom(all, fields.uuid, change->uuid) ||
        !set_custom(all, fields.metric, change->metric))
        return NULL;
    if (*component &&
        json_object_set_new(all, "components", json_pack("[{s:s}]", "name", component)) != 0)
        return NULL;
    return TAKE(all);
}
