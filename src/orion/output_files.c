/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/output_files.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Length of path without its last extension, as Python's os.path.splitext has it: the dots that
 * begin a name do not count. */
static size_t base_length(const char *path)
{
    const char *name = strrchr(path, '/'), *dot;

    name = name ? name + 1 : path;
    name += strspn(name, ".");
    dot = strrchr(name, '.');
    return dot ? (size_t)(dot - path) : strlen(path);
}

const char *output_result_name(struct arena *arena, const struct orion_options *options,
                               const char *test, const char *ending)
{
    const char *path = options->save_output_path;

    return arena_printf(arena, "%.*s_%s%s", (int)base_length(path), path, test, ending);
}

const char *output_table_name(struct arena *arena, const struct orion_options *options,
                              const char *test, const char *pull)
{
    const char *table = arena_printf(arena, "table_%s", test);

    if (!pull)
        return output_result_name(arena, options, table, ".txt");
    return output_result_name(arena, options, table, arena_printf(arena, "_pr_%s.txt", pull));
}

const char *output_data_name(struct arena *arena, const struct orion_options *options,
                             const char *test)
{
    const char *path = options->save_data_path;

    return arena_printf(arena, "%.*s-%s.csv", (int)strcspn(path, "."), path, test);
}

bool output_write(const char *name, const struct buffer *content, struct error *err)
{
    FILE *file;
    bool written;

    if (!buffer_ok(content))
        return error_set(err, ERROR_NO_MEMORY, name, "no memory for the file's content");
    file = fopen(name, "we");
    if (!file)
        return error_set(err, ERROR_IO, name, "the file cannot be written: %s", strerror(errno));
    written = content->size == 0 || fwrite(content->data, 1, content->size, file) == content->size;
    if (fclose(file) != 0 || !written)
        return error_set(err, ERROR_IO, name, "the file cannot be written: %s", strerror(errno));
    return true;
}
