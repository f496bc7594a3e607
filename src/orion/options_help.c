/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "orion/options_parse.h"
#include "orion/options_table.h"

enum { HELP_COLUMN = 32, HELP_WIDTH = 100 };

static const char *const headings[GROUP_COUNT] = {
    [GROUP_INPUT] = "What to look at",
    [GROUP_RUNS] = "Which runs",
    [GROUP_SEARCH] = "How to search (one of the first three)",
    [GROUP_OUTPUT] = "What comes out",
    [GROUP_ACKNOWLEDGED] = "Known changes",
    [GROUP_SERVICES] =
        "Pull requests and outside services; none is asked unless its option is given",
    [GROUP_COMMAND] = "The command itself",
};

/* Words of text from *column on, broken before HELP_WIDTH, later lines at HELP_COLUMN. */
static void wrapped(struct buffer *out, size_t *column, const char *text)
{
    while (*text) {
        const size_t length = strcspn(text, " ");
        if (*column > HELP_COLUMN && *column + 1 + length > HELP_WIDTH) {
            buffer_printf(out, "\n%*s", HELP_COLUMN, "");
            *column = HELP_COLUMN;
        } else if (*column > HELP_COLUMN) {
            buffer_byte(out, ' ');
            ++*column;
        }
        buffer_append(out, text, length);
        *column += length;
        text += length;
        text += strspn(text, " ");
    }
}

static void standard_and_variables(struct buffer *out, const struct option_row *row)
{
    const char *at = row->variables;

    if (row->standard && *row->standard)
        buffer_printf(out, " [default: %s]", row->standard);
    for (const char *before = " [environment: "; at && *at; before = ", ") {
        const size_t length = strcspn(at, " ");
        buffer_printf(out, "%s%.*s", before, (int)length, at);
        at += length;
        at += strspn(at, " ");
    }
    if (row->variables)
        buffer_byte(out, ']');
}

static void option_text(struct buffer *out, const struct option_row *row)
{
    const size_t before = out->size;
    AUTO_BUFFER text;

    buffer_init(&text, SIZE_MAX / 2);
    if (row->letter)
        buffer_printf(out, "  -%c, %s", row->letter, row->name);
    else
        buffer_printf(out, "  %s", row->name);
    if (option_takes_value(row))
        buffer_printf(out, " %s", row->word);
    size_t column = out->size - before;
    if (column + 2 > HELP_COLUMN) {
        buffer_byte(out, '\n');
        column = 0;
    }
    buffer_printf(out, "%*s", (int)(HELP_COLUMN - column), "");
    column = HELP_COLUMN;
    buffer_text(&text, row->help);
    standard_and_variables(&text, row);
    wrapped(out, &column, buffer_ok(&text) ? text.data : row->help);
    buffer_byte(out, '\n');
}

void orion_options_help(struct buffer *out)
{
    buffer_text(out,
                "Usage: orion [OPTIONS]\n\n"
                "Looks for performance regressions between the runs of a benchmark, straight in "
                "OpenSearch or\nElasticsearch, with the options, exit statuses and outputs of "
                "Orion. `rigel orion` is the same.\n");
    for (size_t group = 0; group < GROUP_COUNT; group++) {
        buffer_printf(out, "\n%s:\n", headings[group]);
        for (size_t id = 0; id < ORION_OPTION_COUNT; id++)
            if (orion_option_rows[id].group == (enum option_group)group)
                option_text(out, &orion_option_rows[id]);
    }
    buffer_text(out,
                "\nOther environment variables: PROW_JOB_ID, set and not blank, has the JSON files "
                "written as well;\nJOBTYPE, PULL_NUMBER, ORGANIZATION and REPOSITORY tell "
                "--pr-analysis what to look at.\n"
                "\nExit status:\n"
                "  0    no regression\n"
                "  1    the command failed: a file, the server, the configuration\n"
                "  2    a regression; a usage error too, unless --correct is given (then 1)\n"
                "  3    no data: a test without runs, or without any metric\n"
                "  130  ended by an interrupt\n");
}
