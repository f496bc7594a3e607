/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/options_scan.h"

#include <string.h>

#include "base/utf8.h"
#include "orion/close_match.h"

struct growing_list {
    const char **items;
    size_t count, capacity;
};

struct scanner {
    struct arena *arena;
    struct options_scan *scan;
    char *const *next, *const *end;
    struct growing_list numbers, extra;
};

static void list_add(struct arena *arena, struct growing_list *list, const char *text)
{
    list->items = arena_grow(arena, list->items, list->count, &list->capacity, sizeof *list->items);
    list->items[list->count++] = text;
}

static void take(struct scanner *scanner, enum orion_option_id id, const char *value)
{
    struct options_scan *scan = scanner->scan;

    if (!scan->options[id].place)
        scan->options[id].place = ++scan->given;
    scan->options[id].value = value;
    if (orion_option_rows[id].kind == OPTION_NUMBERS)
        list_add(scanner->arena, &scanner->numbers, value);
}

/* attached: the value that stands in the same argument; NULL: the next argument is it, whatever it
 * looks like. shown is how the option was written. */
static bool take_with_value(struct scanner *scanner, enum orion_option_id id, const char *shown,
                            const char *attached, struct error *err)
{
    if (!attached && scanner->next == scanner->end)
        return error_set(err, ERROR_PARAMETER, NULL, "Option '%s' requires an argument.", shown);
    take(scanner, id, attached ? attached : *scanner->next++);
    return true;
}

/* "Did you mean": among Orion's own options first, so that its answers stay the same. */
static size_t resembling(const char *name, const char *ret[CLOSE_MATCH_MOST])
{
    size_t found = 0;

    for (enum option_owner owner = OWNER_ORION; owner <= OWNER_RIGEL && !found; owner++) {
        const char *names[ORION_OPTION_COUNT];
        size_t count = 0;
        for (size_t id = 0; id < ORION_OPTION_COUNT; id++)
            if (orion_option_rows[id].owner == owner)
                names[count++] = orion_option_rows[id].name;
        found = close_match_find(names, count, name, ret);
    }
    return found;
}

static bool no_such_option(const char *name, struct error *err)
{
    const char *known[CLOSE_MATCH_MOST] = {0};

    switch (resembling(name, known)) {
    case 0:
        return error_set(err, ERROR_USAGE, NULL, "No such option: %s", name);
    case 1:
        return error_set(err, ERROR_USAGE, NULL, "No such option: %s Did you mean %s?", name,
                         known[0]);
    case 2:
        return error_set(err, ERROR_USAGE, NULL, "No such option: %s (Possible options: %s, %s)",
                         name, known[0], known[1]);
    default:
        return error_set(err, ERROR_USAGE, NULL,
                         "No such option: %s (Possible options: %s, %s, %s)", name, known[0],
                         known[1], known[2]);
    }
}

/* -o, or several letters in one argument: -io json. */
static bool scan_letters(struct scanner *scanner, const char *argument, struct error *err)
{
    for (const char *at = argument + 1; *at;) {
        const size_t size = utf8_sequence(at) ? utf8_sequence(at) : 1;
        const char shown[] = {'-', *at, '\0'};
        size_t id = 0;
        while (id < ORION_OPTION_COUNT &&
               (!orion_option_rows[id].letter || orion_option_rows[id].letter != *at))
            id++;
        if (id == ORION_OPTION_COUNT)
            return error_set(err, ERROR_USAGE, NULL, "No such option: -%.*s", (int)size, at);
        at += size;
        if (option_takes_value(&orion_option_rows[id]))
            return take_with_value(scanner, (enum orion_option_id)id, shown, *at ? at : NULL, err);
        take(scanner, (enum orion_option_id)id, NULL);
    }
    return true;
}

static bool scan_option(struct scanner *scanner, const char *argument, struct error *err)
{
    const size_t length = strcspn(argument, "=");
    const char *attached = argument[length] ? argument + length + 1 : NULL;
    const char *name = arena_strndup(scanner->arena, argument, length);

    for (size_t id = 0; id < ORION_OPTION_COUNT; id++) {
        const struct option_row *row = &orion_option_rows[id];
        if (strcmp(row->name, name) != 0)
            continue;
        if (option_takes_value(row))
            return take_with_value(scanner, (enum orion_option_id)id, name, attached, err);
        if (attached)
            return error_set(err, ERROR_PARAMETER, NULL, "Option '%s' does not take a value.",
                             name);
        take(scanner, (enum orion_option_id)id, NULL);
        return true;
    }
    return argument[1] == '-' ? no_such_option(name, err) : scan_letters(scanner, argument, err);
}

bool options_scan(struct arena *arena, int argc, char *const *argv, struct options_scan *ret,
                  struct error *err)
{
    struct options_scan scan = {0};
    struct scanner scanner = {.arena = arena, .scan = &scan};

    if (argc > 0) {
        scanner.next = argv + 1;
        scanner.end = argv + argc;
    }
    while (scanner.next != scanner.end) {
        const char *argument = *scanner.next++;
        if (strcmp(argument, "--") == 0)
            break;
        if (argument[0] != '-' || !argument[1])
            list_add(arena, &scanner.extra, argument);
        else if (!scan_option(&scanner, argument, err))
            return false;
    }
    while (scanner.next != scanner.end)
        list_add(arena, &scanner.extra, *scanner.next++);
    scan.numbers = (struct text_list){scanner.numbers.items, scanner.numbers.count};
    scan.extra = (struct text_list){scanner.extra.items, scanner.extra.count};
    *ret = scan;
    return true;
}
