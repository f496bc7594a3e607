/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/file_documents.h"

#include <stdlib.h>
#include <string.h>

#include "ingest/document_tree.h"
#include "ingest/index_pattern.h"

bool file_document_load(struct file_index *index, const struct file_entry *entry,
                        struct arena *arena, struct visited_document *ret, struct error *err)
{
    struct hit hit = {.index = file_index_name(index, entry)};

    if (!file_index_bytes(index, entry, entry->size, arena, &hit.source, &hit.source_size, err) ||
        !file_index_id(index, entry, arena, &hit.id, err))
        return false;
    json_t *tree = document_tree(hit.source, hit.source_size, err);
    if (!tree) {
        err->code = ERROR_IO; /* it was good when it was indexed */
        return error_within(err, "%s", file_index_place(index, entry, arena));
    }
    *ret = (struct visited_document){hit, tree};
    return true;
}

struct wanted {
    uint32_t position;
    uint32_t run; /* position in uuids */
};

static int by_position(const void *left, const void *right)
{
    const struct wanted *l = left, *r = right;

    if (l->position != r->position)
        return l->position < r->position ? -1 : 1;
    return l->run < r->run ? -1 : l->run > r->run;
}

/* The entries of the runs by their hashes, in the order of the files; the caller's to free. */
static struct wanted *collect(struct file_index *index, const char *pattern,
                              const char *const *uuids, size_t count, size_t *ret_count)
{
    size_t total = 0, used = 0, found;

    for (size_t i = 0; i < count; i++) {
        (void)file_index_run(index, file_index_hash(uuids[i]), &found);
        total += found;
    }
    struct wanted *wanted = calloc(total + 1, sizeof *wanted);
    if (!wanted)
        return NULL;
    for (size_t i = 0; i < count; i++) {
        const struct file_run *of = file_index_run(index, file_index_hash(uuids[i]), &found);
        for (size_t at = 0; at < found; at++) {
            const struct file_entry *entry = file_index_entry(index, of[at].position);
            if (index_pattern_match(pattern, file_index_name(index, entry)))
                wanted[used++] = (struct wanted){of[at].position, (uint32_t)i};
        }
    }
    qsort(wanted, used, sizeof *wanted, by_position);
    *ret_count = used;
    return wanted;
}

bool file_documents_visit(struct file_index *index, struct stop *stop, const struct test *test,
                          const char *pattern, const char *const *uuids, size_t count,
                          struct arena *const *arena, document_visit *visit, void *context,
                          struct error *err)
{
    size_t wanted_count = 0;
    bool ok = true;
    struct wanted *wanted = collect(index, pattern, uuids, count, &wanted_count);

    if (!wanted)
        return error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
    for (size_t i = 0; ok && i < wanted_count; i++) {
        const struct file_entry *entry = file_index_entry(index, wanted[i].position);
        struct visited_document document = {0};
        if (stop && stop_asked(stop))
            ok = error_set(err, ERROR_CANCELLED, NULL, "stopped on request");
        else
            ok = file_document_load(index, entry, *arena, &document, err);
        if (!ok)
            break;
        if (document_is_of(test, document.tree, uuids[wanted[i].run]))
            ok = visit(context, wanted[i].run, &document, err);
        json_decref(document.tree);
    }
    free(wanted);
    return ok;
}
