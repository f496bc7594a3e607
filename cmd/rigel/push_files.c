/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push_files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/clock.h"

void push_files_init(struct push_files *files, struct arena *arena)
{
    *files = (struct push_files){.arena = arena, .newest_us = INT64_MIN};
}

void push_files_done(struct push_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        free(files->files[i].text);
    files->count = 0;
}

static bool read_all(FILE *in, const char *name, struct buffer *out, struct error *err)
{
    char chunk[65536];
    size_t got;

    while (buffer_ok(out) && (got = fread(chunk, 1, sizeof chunk, in)) > 0)
        buffer_append(out, chunk, got);
    if (!buffer_ok(out))
        return error_set(err, ERROR_LIMIT, name, "more than %u bytes", ADAPT_FILE_SIZE);
    if (ferror(in))
        return error_set(err, ERROR_IO, name, "cannot be read: %s", strerror(errno));
    return true;
}

static bool add_stream(struct push_files *files, FILE *in, const char *name, struct error *err)
{
    AUTO_BUFFER text;

    buffer_init(&text, ADAPT_FILE_SIZE);
    buffer_text(&text, "");
    if (!read_all(in, name, &text, err))
        return false;
    files->files = arena_grow(files->arena, files->files, files->count, &files->capacity,
                              sizeof *files->files);
    struct adapt_file *file = &files->files[files->count];
    file->name = arena_strdup(files->arena, name);
    file->text = buffer_take(&text, &file->size);
    files->count++;
    return true;
}

static bool add_file(struct push_files *files, const char *path, const struct stat *info,
                     struct error *err)
{
    const int64_t written = (int64_t)info->st_mtim.tv_sec * CLOCK_SECOND;
    FILE *in = fopen(path, "rb");

    if (!in)
        return error_set(err, ERROR_IO, path, "cannot be opened: %s", strerror(errno));
    const bool fine = add_stream(files, in, path, err);
    (void)fclose(in);
    if (written > files->newest_us)
        files->newest_us = written;
    return fine;
}

static bool has_ending(const char *name, const char *ending)
{
    const size_t length = strlen(name), end = strlen(ending);

    return name[0] != '.' && length >= end && strcmp(name + length - end, ending) == 0;
}

static bool add_folder(struct push_files *files, const char *path,
                       const struct adapt_format *format, struct error *err)
{
    struct dirent **entries;
    const int count = scandir(path, &entries, NULL, alphasort);
    const size_t before = files->count;
    bool fine = true;

    if (count < 0)
        return error_set(err, ERROR_IO, path, "cannot be read: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        const char *inside = arena_printf(files->arena, "%s/%s", path, entries[i]->d_name);
        struct stat info;
        if (fine && has_ending(entries[i]->d_name, format->ending) && stat(inside, &info) == 0 &&
            S_ISREG(info.st_mode))
            fine = add_file(files, inside, &info, err);
        free(entries[i]);
    }
    free(entries);
    if (fine && files->count == before)
        return error_set(err, ERROR_INPUT, path, "no file *%s is in this folder", format->ending);
    return fine;
}

bool push_files_add(struct push_files *files, const char *path, const struct adapt_format *format,
                    struct error *err)
{
    struct stat info;

    if (strcmp(path, "-") == 0)
        return add_stream(files, stdin, "standard input", err);
    if (stat(path, &info) != 0)
        return error_set(err, ERROR_IO, path, "cannot be read: %s", strerror(errno));
    if (S_ISDIR(info.st_mode))
        return add_folder(files, path, format, err);
    return add_file(files, path, &info, err);
}
