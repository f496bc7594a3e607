/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Argument lists of Orion's command line, one argument a line: any list is parsed or refused, what
 * is parsed can be told as a command, and parsing it again gives the same. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "orion/interactive.h"
#include "orion/options_parse.h"

enum { ARGUMENTS_MOST = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool same(const struct orion_options *a, const struct orion_options *b)
{
    return a->algorithm == b->algorithm && a->format == b->format &&
           a->lookback_size == b->lookback_size && a->node_count == b->node_count &&
           a->pull_numbers.count == b->pull_numbers.count && a->display.count == b->display.count &&
           strcmp(a->input_vars, b->input_vars) == 0;
}

static void check_parsed(struct arena *arena, int argc, char **argv,
                         const struct orion_options *options, enum orion_action action)
{
    const struct text_list list = {(const char *const *)argv, (size_t)argc};
    struct orion_options again;
    enum orion_action same_action;
    struct error err;

    if (!orion_options_parse(arena, argc, argv, &again, &same_action, &err) ||
        same_action != action)
        abort();
    if ((action == ORION_ACTION_RUN || action == ORION_ACTION_ASK) && !same(options, &again))
        abort();
    if (strncmp(orion_command_line(arena, &list), "orion", 5) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    char program[] = "orion";
    char *argv[ARGUMENTS_MOST] = {program};
    struct orion_options options;
    enum orion_action action;
    struct error err = {0};
    int argc = 1;

    log_set_level(LOG_NONE);
    if (memchr(data, 0, size))
        return 0;
    for (char *at = arena_strndup(arena, (const char *)data, size); argc < ARGUMENTS_MOST;) {
        char *end = strchr(at, '\n');
        argv[argc++] = at;
        if (!end)
            break;
        *end = '\0';
        at = end + 1;
    }
    if (orion_options_parse(arena, argc, argv, &options, &action, &err))
        check_parsed(arena, argc, argv, &options, action);
    else if (!*err.text)
        abort();
    return 0;
}
