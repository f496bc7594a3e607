/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/file_index.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/strmap.h"
#include "ingest/bulk_action.h"
#include "ingest/document_tree.h"
#include "ingest/file_list.h"
#include "ingest/json_pieces.h"

enum { RUN_ID_SIZE = 64, ACTION_MOST = 64 << 10 };
#define NO_ENTRY UINT32_MAX

struct file_index {
    struct arena *arena; /* holds this struct too */
    const char *path, *run_field;
    struct file_list list;
    struct strmap *numbers; /* index name to its number + 1 */
    const char **names;
    size_t name_count, name_capacity;
    struct file_entry *entries;
    size_t count, capacity;
    struct file_run *runs;
    size_t run_count;
    int fd; /* of the file read last; -1 */
    uint32_t fd_file;
};

/* What an action says of an id, in the order of the files. */
struct identity {
    uint64_t id;
    uint32_t order, entry;
    enum bulk_operation operation;
};

struct builder {
    struct file_index *index;
    struct stop *stop;
    uint32_t file;
    struct identity *identities;
    size_t identity_count, identity_capacity;
    /* The action whose document comes next. */
    bool pending, has_id;
    enum bulk_operation operation;
    uint32_t pending_index;
    uint64_t pending_id, pending_offset;
};

uint64_t file_index_hash(const char *run_id)
{
    const uint64_t hash = name_hash(NAME_HASH_SEED, run_id, strlen(run_id));

    return hash ? hash : 1;
}

static bool no_memory(struct error *err)
{
    return error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
}

/* Room for one more of size bytes. */
static bool grow(void **items, size_t count, size_t *capacity, size_t size, struct error *err)
{
    if (count < *capacity)
        return true;
    const size_t wanted = *capacity ? *capacity + *capacity / 2 : 1024;
    void *grown = realloc(*items, wanted * size);
    if (!grown)
        return no_memory(err);
    *items = grown;
    *capacity = wanted;
    return true;
}

static uint32_t number_of(struct file_index *index, const char *name)
{
    const uintptr_t known = (uintptr_t)strmap_get(index->numbers, name);

    if (known)
        return (uint32_t)(known - 1);
    index->names = arena_grow(index->arena, index->names, index->name_count, &index->name_capacity,
                              sizeof *index->names);
    index->names[index->name_count++] = arena_strdup(index->arena, name);
    strmap_put(index->numbers, name, (void *)index->name_count);
    return (uint32_t)(index->name_count - 1);
}

static bool add_identity(struct builder *builder, uint32_t entry, struct error *err)
{
    if (!builder->has_id)
        return true;
    void *items = builder->identities;
    if (!grow(&items, builder->identity_count, &builder->identity_capacity,
              sizeof *builder->identities, err))
        return false;
    builder->identities = items;
    builder->identities[builder->identity_count] =
        (struct identity){.id = builder->pending_id,
                          .order = (uint32_t)builder->identity_count,
                          .entry = entry,
                          .operation = builder->operation};
    builder->identity_count++;
    return true;
}

static bool take_action(struct builder *builder, const struct bulk_action *action,
                        const struct json_piece *piece, struct error *err)
{
    const struct listed_file *file = &builder->index->list.files[builder->file];
    const char *name = action->index ? action->index : file->index;

    builder->pending = action->operation != BULK_DELETE;
    builder->operation = action->operation;
    builder->pending_index = number_of(builder->index, name);
    builder->pending_offset = piece->offset;
    builder->has_id = action->id != NULL;
    if (action->id) {
        const uint64_t hash = name_hash(NAME_HASH_SEED, name, strlen(name) + 1);
        builder->pending_id = name_hash(hash, action->id, strlen(action->id));
    }
    return builder->pending ? true : add_identity(builder, NO_ENTRY, err);
}

static uint64_t run_of(const struct file_index *index, const json_t *document)
{
    char text[RUN_ID_SIZE];
    const char *run = document_run(document, index->run_field, text, sizeof text);

    return run ? file_index_hash(run) : 0;
}

static bool add_entry(struct builder *builder, const struct json_piece *piece,
                      const json_t *document, struct error *err)
{
    struct file_index *index = builder->index;
    const uint64_t action = builder->pending ? piece->offset - builder->pending_offset : 0;
    void *items = index->entries;

    if (index->count == NO_ENTRY)
        return error_set(err, ERROR_LIMIT, index->path, "too many documents");
    if (!grow(&items, index->count, &index->capacity, sizeof *index->entries, err))
        return false;
    index->entries = items;
    index->entries[index->count] = (struct file_entry){
        .offset = piece->offset,
        .run = document ? run_of(index, document) : 0,
        .size = piece->size < UINT32_MAX ? (uint32_t)piece->size : UINT32_MAX,
        .line = piece->line,
        .file = builder->file,
        .index = builder->pending ? builder->pending_index
                                  : number_of(index, index->list.files[builder->file].index),
        .action = action < ACTION_MOST ? (uint32_t)action : 0,
        .bad = !document || (builder->pending && builder->operation == BULK_UPDATE),
    };
    index->count++;
    const bool identified = builder->pending && document;
    builder->pending = false;
    return identified ? add_identity(builder, (uint32_t)(index->count - 1), err) : true;
}

static bool take_piece(void *context, const struct json_piece *piece, struct error *err)
{
    struct builder *builder = context;
    struct bulk_action action;
    struct error ignored;

    if (builder->stop && stop_asked(builder->stop))
        return error_set(err, ERROR_CANCELLED, builder->index->path, "stopped on request");
    json_t *tree = piece->text ? document_tree(piece->text, piece->size, &ignored) : NULL;
    const bool is_action =
        tree && piece->is_line && !builder->pending && bulk_action_read(tree, &action);
    const bool ok = is_action ? take_action(builder, &action, piece, err)
                              : add_entry(builder, piece, tree, err);
    json_decref(tree);
    return ok;
}

static int by_id(const void *left, const void *right)
{
    const struct identity *l = left, *r = right;

    if (l->id != r->id)
        return l->id < r->id ? -1 : 1;
    return l->order < r->order ? -1 : 1;
}

/* Of the documents of one id the last stays, unless it was only to be created, or was deleted. */
static void replace(struct builder *builder)
{
    struct file_entry *entries = builder->index->entries;
    uint32_t present = NO_ENTRY;

    if (builder->identity_count > 0)
        qsort(builder->identities, builder->identity_count, sizeof *builder->identities, by_id);
    for (size_t i = 0; i < builder->identity_count; i++) {
        const struct identity *identity = &builder->identities[i];
        if (i == 0 || identity->id != identity[-1].id)
            present = NO_ENTRY;
        if (identity->operation == BULK_UPDATE)
            continue;
        if (identity->operation == BULK_CREATE && present != NO_ENTRY) {
            entries[identity->entry].replaced = true;
            continue;
        }
        if (present != NO_ENTRY)
            entries[present].replaced = true;
        present = identity->entry;
    }
}

static int by_run(const void *left, const void *right)
{
    const struct file_run *l = left, *r = right;

    if (l->run != r->run)
        return l->run < r->run ? -1 : 1;
    return l->position < r->position ? -1 : l->position > r->position;
}

static bool sort_runs(struct file_index *index, struct error *err)
{
    struct file_run *runs = calloc(index->count + 1, sizeof *runs);
    size_t count = 0;

    if (!runs)
        return no_memory(err);
    for (size_t i = 0; i < index->count; i++)
        if (!index->entries[i].bad && !index->entries[i].replaced && index->entries[i].run)
            runs[count++] = (struct file_run){index->entries[i].run, (uint32_t)i};
    qsort(runs, count, sizeof *runs, by_run);
    free(index->runs);
    index->runs = runs;
    index->run_count = count;
    return true;
}

static bool open_file(struct file_index *index, uint32_t file, struct error *err)
{
    const char *path = index->list.files[file].path;

    if (index->fd >= 0 && index->fd_file == file)
        return true;
    if (index->fd >= 0)
        (void)close(index->fd);
    index->fd = open(path, O_RDONLY | O_CLOEXEC);
    index->fd_file = file;
    return index->fd >= 0 ? true : error_set(err, ERROR_IO, path, "%s", strerror(errno));
}

static bool read_files(struct builder *builder, struct error *err)
{
    struct file_index *index = builder->index;

    for (size_t i = 0; i < index->list.count; i++) {
        builder->file = (uint32_t)i;
        builder->pending = false;
        if (!open_file(index, builder->file, err) ||
            !json_pieces_read(index->fd, index->list.files[i].path, take_piece, builder, err))
            return false;
    }
    replace(builder);
    return sort_runs(index, err);
}

struct file_index *file_index_build(const char *path, const char *run_field, struct stop *stop,
                                    struct error *err)
{
    struct arena *arena = arena_new();
    struct file_index *index = ARENA_NEW(arena, struct file_index);
    struct builder builder = {.index = index, .stop = stop};

    index->arena = arena;
    index->path = arena_strdup(arena, path);
    index->run_field = arena_strdup(arena, run_field);
    index->numbers = strmap_new(arena);
    index->fd = -1;
    const bool ok =
        file_list_read(index->path, arena, &index->list, err) && read_files(&builder, err);
    free(builder.identities);
    if (ok)
        return index;
    file_index_free(index);
    return NULL;
}

void file_index_free(struct file_index *index)
{
    if (!index)
        return;
    if (index->fd >= 0)
        (void)close(index->fd);
    free(index->entries);
    free(index->runs);
    arena_free(index->arena);
}

bool file_index_is_current(const struct file_index *index)
{
    AUTO_ARENA arena = arena_new();
    struct file_list list;
    struct error ignored;

    return file_list_read(index->path, arena, &list, &ignored) &&
           list.signature == index->list.signature;
}

bool file_index_use_field(struct file_index *index, const char *run_field, struct stop *stop,
                          struct error *err)
{
    AUTO_ARENA arena = arena_new();

    if (strcmp(index->run_field, run_field) == 0)
        return true;
    index->run_field = arena_strdup(index->arena, run_field);
    for (size_t i = 0; i < index->count; i++) {
        struct file_entry *entry = &index->entries[i];
        const char *bytes;
        size_t size;
        if (stop && stop_asked(stop))
            return error_set(err, ERROR_CANCELLED, index->path, "stopped on request");
        if (entry->bad)
            continue;
        arena_reset(arena);
        if (!file_index_bytes(index, entry, entry->size, arena, &bytes, &size, err))
            return false;
        json_t *document = document_tree(bytes, size, err);
        if (!document)
            return false;
        entry->run = run_of(index, document);
        json_decref(document);
    }
    return sort_runs(index, err);
}

size_t file_index_count(const struct file_index *index)
{
    return index->count;
}

struct file_entry *file_index_entry(struct file_index *index, size_t position)
{
    return &index->entries[position];
}

const char *file_index_name(const struct file_index *index, const struct file_entry *entry)
{
    return index->names[entry->index];
}

const struct file_run *file_index_run(const struct file_index *index, uint64_t run,
                                      size_t *ret_count)
{
    size_t low = 0, high = index->run_count, end;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (index->runs[middle].run < run)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < index->run_count && index->runs[end].run == run; end++)
        continue;
    *ret_count = end - low;
    return &index->runs[low];
}

const char *file_index_place(const struct file_index *index, const struct file_entry *entry,
                             struct arena *arena)
{
    return arena_printf(arena, "%s:%u", index->list.files[entry->file].name, entry->line);
}

static bool read_bytes(struct file_index *index, const struct file_entry *entry, uint64_t offset,
                       size_t size, char *out, struct error *err)
{
    if (!open_file(index, entry->file, err))
        return false;
    while (size > 0) {
        const ssize_t got = pread(index->fd, out, size, (off_t)offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return error_set(err, ERROR_IO, index->list.files[entry->file].path, "%s",
                             got < 0 ? strerror(errno) : "the file changed while it was read");
        out += got;
        offset += (uint64_t)got;
        size -= (size_t)got;
    }
    return true;
}

bool file_index_bytes(struct file_index *index, const struct file_entry *entry, size_t most,
                      struct arena *arena, const char **ret_bytes, size_t *ret_size,
                      struct error *err)
{
    const size_t size = entry->size < most ? entry->size : most;
    char *bytes = ARENA_ARRAY(arena, char, size + 1);

    if (!read_bytes(index, entry, entry->offset, size, bytes, err))
        return false;
    *ret_bytes = bytes;
    *ret_size = size;
    return true;
}

bool file_index_id(struct file_index *index, const struct file_entry *entry, struct arena *arena,
                   const char **ret_id, struct error *err)
{
    struct bulk_action action = {.id = NULL};

    if (entry->action) {
        char *bytes = ARENA_ARRAY(arena, char, entry->action);
        if (!read_bytes(index, entry, entry->offset - entry->action, entry->action, bytes, err))
            return false;
        json_t *line = json_loadb(bytes, entry->action, 0, NULL);
        if (line && bulk_action_read(line, &action))
            action.id = arena_strdup(arena, action.id);
        json_decref(line);
    }
    *ret_id = action.id ? action.id : file_index_place(index, entry, arena);
    return true;
}
