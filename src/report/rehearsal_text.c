/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/clock.h"
#include "report/rehearsal_forms.h"
#include "report/text.h"
#include "report/text_table.h"

static const struct text_column columns[] = {
    {"test", false},   {"time", false},  {"build", false}, {"state", false},
    {"metric", false}, {"change", true}, {"why", false},
};
enum { COLUMNS = ARRAY_LEN(columns) };

struct cells {
    struct arena *arena;
    const char **items;
    size_t rows;
};

static const char *time_cell(struct arena *arena, int64_t at)
{
    char text[CLOCK_TEXT_SIZE];

    return arena_strdup(arena, clock_format(at, text));
}

static const char *percent_cell(struct arena *arena, double percent)
{
    char text[PERCENT_TEXT_SIZE];

    return isnan(percent) ? "from 0" : arena_strdup(arena, percent_text(percent, text));
}

/* What happens to one metric of a regression. */
static const char *member_cell(struct arena *arena, const struct rehearsal_regression *regression,
                               const struct rehearsal_member *member)
{
    if (member->before && member->after) {
        const char *word = regression->kind == REHEARSAL_MOVED ? "moves" : "stays";

        return member->percent == member->percent_before
                   ? word
                   : arena_printf(arena, "%s (before: %s)", word,
                                  percent_cell(arena, member->percent_before));
    }
    if (regression->kind == REHEARSAL_GAINED || regression->kind == REHEARSAL_LOST)
        return member->says;
    return arena_printf(arena, "%s: %s", member->after ? "gained" : "lost", member->says);
}

static const char *build_cell(struct arena *arena, const struct rehearsal_regression *regression)
{
    const struct rehearsal_place *before = &regression->before, *after = &regression->after;
    const struct rehearsal_place *place = after->uuid ? after : before;
    const char *build = place->build ? place->build : place->uuid;

    if (regression->kind != REHEARSAL_MOVED)
        return build;
    return arena_printf(arena, "%s (before: %s)", build,
                        before->build ? before->build : before->uuid);
}

static void add_regression(struct cells *cells, const struct rehearsal_regression *regression)
{
    const struct rehearsal_place *place =
        regression->after.uuid ? &regression->after : &regression->before;

    for (size_t i = 0; i < regression->member_count || i == 0; i++) {
        const char **row = &cells->items[cells->rows++ * COLUMNS];

        if (i == 0) {
            row[0] = regression->test;
            row[1] = time_cell(cells->arena, place->at);
            row[2] = build_cell(cells->arena, regression);
            row[3] = regression->state;
        }
        if (i == regression->member_count)
            break;
        row[4] = regression->members[i].metric;
        row[5] = percent_cell(cells->arena, regression->members[i].percent);
        row[6] = member_cell(cells->arena, regression, &regression->members[i]);
    }
}

static void write_kind(struct buffer *out, const struct rehearsal *rehearsal,
                       enum rehearsal_kind kind)
{
    AUTO_ARENA arena = arena_new();
    struct cells cells = {.arena = arena};
    size_t rows = 0;

    if (rehearsal->counts[kind] == 0)
        return;
    for (size_t i = 0; i < rehearsal->count; i++)
        rows += rehearsal->regressions[i].member_count + 1;
    cells.items = ARENA_ARRAY(arena, const char *, rows *COLUMNS);
    for (size_t i = 0; i < rehearsal->count; i++)
        if (rehearsal->regressions[i].kind == kind)
            add_regression(&cells, &rehearsal->regressions[i]);
    buffer_printf(out, "%s:\n", rehearsal_kind_name(kind));
    text_table_write(out, columns, COLUMNS, cells.items, cells.rows);
    buffer_byte(out, '\n');
}

static const char *note_cell(struct arena *arena, const struct rehearsal_note *note)
{
    switch (note->kind) {
    case REHEARSAL_NEW_TEST:
        return "new: it has no history yet";
    case REHEARSAL_ENDED_TEST:
        return arena_printf(arena, "no longer analysed; regressions that stay: %" PRId64,
                            note->count);
    case REHEARSAL_NEW_METRIC:
        return "new: it has no points yet";
    case REHEARSAL_BACK_METRIC:
        return arena_printf(arena,
                            "analysed before, with %" PRId64
                            " points; those of the runs since are not read yet",
                            note->count);
    case REHEARSAL_READ_AGAIN:
        return arena_printf(arena,
                            "'%s' differs: what it changes is known once the documents are "
                            "read again",
                            note->key);
    case REHEARSAL_GROUP_VALUES:
        return "values of its group_by that no series has yet are not known";
    case REHEARSAL_WAITING:
        return arena_printf(arena, "series that wait for an analysis already: %" PRId64,
                            note->count);
    }
    return "";
}

static void write_notes(struct buffer *out, const struct rehearsal *rehearsal)
{
    static const struct text_column note_columns[] = {
        {"test", false}, {"metric", false}, {"note", false}};
    AUTO_ARENA arena = arena_new();
    const char **cells = ARENA_ARRAY(arena, const char *, rehearsal->note_count * 3 + 1);

    if (rehearsal->note_count == 0)
        return;
    for (size_t i = 0; i < rehearsal->note_count; i++) {
        cells[3 * i] = rehearsal->notes[i].test;
        cells[3 * i + 1] = rehearsal->notes[i].metric;
        cells[3 * i + 2] = note_cell(arena, &rehearsal->notes[i]);
    }
    buffer_text(out, "notes:\n");
    text_table_write(out, note_columns, ARRAY_LEN(note_columns), cells, rehearsal->note_count);
    buffer_byte(out, '\n');
}

void rehearsal_text(struct buffer *out, const struct rehearsal *rehearsal)
{
    for (int kind = 0; kind < REHEARSAL_KINDS; kind++)
        write_kind(out, rehearsal, (enum rehearsal_kind)kind);
    write_notes(out, rehearsal);
    for (int kind = 0; kind < REHEARSAL_KINDS; kind++)
        buffer_printf(out, "%zu %s, ", rehearsal->counts[kind],
                      rehearsal_kind_name((enum rehearsal_kind)kind));
    buffer_printf(out, "%zu of %zu tests analysed again\n", rehearsal->analysed, rehearsal->tests);
}
