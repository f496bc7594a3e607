/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/file_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/strmap.h"

struct lister {
    struct arena *arena;
    struct listed_file *files;
    size_t count, capacity;
    size_t root_length; /* of the folder and its '/' */
    struct error *err;
};

static bool ends_in(const char *name, const char *ending)
{
    const size_t length = strlen(name), size = strlen(ending);

    return length > size && strcmp(name + length - size, ending) == 0;
}

static bool is_document_file(const char *name)
{
    return (ends_in(name, ".json") || ends_in(name, ".ndjson") || ends_in(name, ".jsonl")) &&
           !ends_in(name, ".mapping.json");
}

static const char *index_of(struct arena *arena, const char *name)
{
    const char *slash = strrchr(name, '/'), *last = slash ? slash + 1 : name;
    const char *dot = strrchr(last, '.');

    return dot && dot != last ? arena_strndup(arena, last, (size_t)(dot - last)) : last;
}

static bool add(struct lister *lister, const char *path, const char *name)
{
    if (lister->count == LIST_FILES)
        return error_set(lister->err, ERROR_LIMIT, path, "more than %d files", LIST_FILES);
    lister->files = arena_grow(lister->arena, lister->files, lister->count, &lister->capacity,
                               sizeof *lister->files);
    lister->files[lister->count++] =
        (struct listed_file){path, name, index_of(lister->arena, name)};
    return true;
}

static bool fail(struct lister *lister, const char *path)
{
    return error_set(lister->err, ERROR_IO, path, "%s", strerror(errno));
}

static bool walk(struct lister *lister, const char *folder, int depth);

static bool visit(struct lister *lister, const char *folder, const char *name, int depth)
{
    const char *path = arena_printf(lister->arena, "%s/%s", folder, name);
    struct stat status;

    /* Gone since the folder was read, or a link to nowhere: not there. */
    if (stat(path, &status) != 0)
        return errno == ENOENT ? true : fail(lister, path);
    if (S_ISDIR(status.st_mode))
        return depth < LIST_DEPTH ? walk(lister, path, depth + 1) : true;
    if (!S_ISREG(status.st_mode) || !is_document_file(name))
        return true;
    return add(lister, path, path + lister->root_length);
}

static bool walk(struct lister *lister, const char *folder, int depth)
{
    DIR *directory = opendir(folder);
    bool ok = true;
    const struct dirent *entry;

    if (!directory)
        return fail(lister, folder);
    while (ok && (entry = readdir(directory)))
        if (entry->d_name[0] != '.')
            ok = visit(lister, folder, entry->d_name, depth);
    (void)closedir(directory);
    return ok;
}

static int by_name(const void *left, const void *right)
{
    return strcmp(((const struct listed_file *)left)->name,
                  ((const struct listed_file *)right)->name);
}

static uint64_t signature_of(const struct lister *lister)
{
    uint64_t signature = NAME_HASH_SEED;

    for (size_t i = 0; i < lister->count; i++) {
        const char *path = lister->files[i].path;
        struct stat status = {0};
        (void)stat(path, &status);
        const struct {
            int64_t size, seconds, nanoseconds, node;
        } state = {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                   (int64_t)status.st_ino};
        signature = name_hash(signature, path, strlen(path) + 1);
        signature = name_hash(signature, &state, sizeof state);
    }
    return signature;
}

bool file_list_read(const char *path, struct arena *arena, struct file_list *ret_list,
                    struct error *err)
{
    struct lister lister = {.arena = arena, .root_length = strlen(path) + 1, .err = err};
    struct stat status;

    if (stat(path, &status) != 0)
        return fail(&lister, path);
    if (S_ISDIR(status.st_mode)) {
        if (!walk(&lister, path, 1))
            return false;
    } else {
        const char *slash = strrchr(path, '/');
        const char *copy = arena_strdup(arena, path);
        if (!add(&lister, copy, slash ? copy + (slash - path) + 1 : copy))
            return false;
    }
    if (lister.count > 0)
        qsort(lister.files, lister.count, sizeof *lister.files, by_name);
    *ret_list = (struct file_list){lister.files, lister.count, signature_of(&lister)};
    return true;
}
