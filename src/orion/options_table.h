/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options_table.h - options.def as a table to walk over. */
#ifndef RIGEL_ORION_OPTIONS_TABLE_H
#define RIGEL_ORION_OPTIONS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum orion_option_id {
#define OPTION(id, name, letter, kind, member, standard, word, variables, group, whose, help)      \
    ORION_OPTION_##id,
#include "orion/options.def"
#undef OPTION
    ORION_OPTION_COUNT
};

enum option_kind {
    OPTION_FLAG,      /* takes no value; the member is a bool */
    OPTION_ALGORITHM, /* a flag that excludes the other ones of its kind */
    OPTION_EAGER,     /* a flag that ends the command; no member */
    OPTION_BOOLEAN,   /* a word for true or false */
    OPTION_INTEGER,   /* int64_t */
    OPTION_FORMAT,    /* enum orion_format */
    OPTION_TEXT,      /* const char * */
    OPTION_JSON,      /* const char *, parsed once */
    OPTION_LIST,      /* struct text_list, cut at commas and nothing else */
    OPTION_PATHS,     /* struct text_list, cut at commas, blanks around and empty ones dropped */
    OPTION_NUMBERS    /* struct text_list of whole numbers; may be given several times */
};

enum option_group {
    GROUP_INPUT,
    GROUP_RUNS,
    GROUP_SEARCH,
    GROUP_OUTPUT,
    GROUP_ACKNOWLEDGED,
    GROUP_SERVICES,
    GROUP_COMMAND,
    GROUP_COUNT
};

enum option_owner { OWNER_ORION, OWNER_RIGEL };

struct option_row {
    const char *name; /* "--config" */
    const char *standard, *word, *variables, *help;
    size_t offset; /* of the member in struct orion_options */
    enum option_kind kind;
    enum option_group group;
    enum option_owner owner;
    char letter; /* 'o' for -o; 0: none */
};

extern const struct option_row orion_option_rows[ORION_OPTION_COUNT];

bool option_takes_value(const struct option_row *row);

#endif
