/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glob.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "orion/interactive_parts.h"

const char *asking_set_variable(struct arena *arena, const char *names)
{
    while (*names) {
        const size_t length = strcspn(names, " ");
        const char *name = arena_strndup(arena, names, length);
        const char *value = getenv(name);
        if (value && *value)
            return name;
        names += length;
        names += strspn(names, " ");
    }
    return NULL;
}

static const char *read_text(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "r");
    AUTO_BUFFER text;
    char block[4096];
    size_t size;

    buffer_init(&text, LIMIT_CONFIG_FILE);
    if (!file)
        return NULL;
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_append(&text, block, size);
    const bool fine = !ferror(file);
    (void)fclose(file);
    buffer_byte(&text, '\0');
    return fine && buffer_ok(&text) ? arena_strndup(arena, text.data, text.size) : NULL;
}

static void list_files(struct asking *asking, glob_t *found)
{
    static const char *const patterns[] = {"examples/*.yaml", "examples/*.yml", "*.yaml", "*.yml"};

    for (size_t i = 0; i < ARRAY_LEN(patterns); i++)
        (void)glob(patterns[i], i ? GLOB_APPEND : 0, NULL, found);
    for (size_t i = 0; i < found->gl_pathc; i++)
        (void)fprintf(asking->prompt.out, "  %zu  %s\n", i + 1, found->gl_pathv[i]);
}

/* Gives the text of the file that was chosen, by number or path; NULL: the input ended. */
static const char *ask_config(struct asking *asking)
{
    struct arena *arena = asking->prompt.arena;
    const char *text = NULL;
    glob_t found = {0};

    list_files(asking, &found);
    while (!text && !asking->prompt.ended) {
        const char *path = prompt_text(
            &asking->prompt, found.gl_pathc ? "Test file, number or path:" : "Test file:", NULL);
        char *end = NULL;
        const unsigned long number = strtoul(path, &end, 10);
        if (*path >= '0' && *path <= '9' && !*end && number >= 1 && number <= found.gl_pathc)
            path = arena_strdup(arena, found.gl_pathv[number - 1]);
        text = read_text(arena, path);
        if (text)
            asking_value(asking, ORION_OPTION_CONFIG, path);
        else if (!asking->prompt.ended)
            (void)fprintf(asking->prompt.out, "  %s cannot be read.\n", path);
    }
    globfree(&found);
    return text;
}

const char *asking_variable_names(struct arena *arena, const char *name)
{
    char *both = arena_printf(arena, "%s %s", name, name);

    for (char *at = both; *at != ' '; at++)
        if (*at >= 'a' && *at <= 'z')
            *at = (char)(*at - 'a' + 'A');
    return both;
}

void asking_variable(struct asking *asking, const struct template_name *variable)
{
    struct arena *arena = asking->prompt.arena;
    const char *set = asking_set_variable(arena, asking_variable_names(arena, variable->name));
    const char *what = variable->needed ? "" : " (optional)";
    const char *answer;

    if (set)
        answer = prompt_line(&asking->prompt,
                             arena_printf(arena, "  %s (Enter keeps $%s):", variable->name, set));
    else
        answer = prompt_text(&asking->prompt, arena_printf(arena, "  %s%s:", variable->name, what),
                             variable->needed ? NULL : "");
    /* The environment's names are lower-cased, so it cannot give a name with capitals. */
    if (!*answer && set && strpbrk(variable->name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
        answer = getenv(set);
    if (answer && *answer)
        (void)json_object_set_new(asking->variables, variable->name, json_string(answer));
}

void asking_input(struct asking *asking)
{
    struct template_name *names;

    prompt_heading(&asking->prompt, "1/7 Configuration");
    const char *text = ask_config(asking);
    const size_t count = text ? template_names(asking->prompt.arena, text, &names) : 0;
    if (count)
        (void)fputs("  The file's template has these variables:\n", asking->prompt.out);
    for (size_t i = 0; i < count; i++)
        asking_variable(asking, &names[i]);
}
