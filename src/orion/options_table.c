/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/options_table.h"

#include "orion/options.h"

const struct option_row orion_option_rows[ORION_OPTION_COUNT] = {
#define OPTION(id, option_name, option_letter, option_kind, member, option_standard, option_word,  \
               option_variables, option_group, option_owner, option_help)                          \
    [ORION_OPTION_##id] = {                                                                        \
        .name = (option_name),                                                                     \
        .standard = (option_standard),                                                             \
        .word = (option_word),                                                                     \
        .variables = (option_variables),                                                           \
        .help = (option_help),                                                                     \
        .offset = offsetof(struct orion_options, member),                                          \
        .kind = OPTION_##option_kind,                                                              \
        .group = GROUP_##option_group,                                                             \
        .owner = OWNER_##option_owner,                                                             \
        .letter = (option_letter),                                                                 \
    },
#include "orion/options.def"
#undef OPTION
};

bool option_takes_value(const struct option_row *row)
{
    return row->kind != OPTION_FLAG && row->kind != OPTION_ALGORITHM && row->kind != OPTION_EAGER;
}
