/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/rejects.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/utf8.h"

enum { EXCERPT_SIZE = 500, NAME_SIZE = 512 };

void rejects_init(struct rejects *rejects)
{
    *rejects = (struct rejects){.arena = arena_new()};
}

void rejects_done(struct rejects *rejects)
{
    arena_free(rejects->arena);
    *rejects = (struct rejects){0};
}

void rejects_clear(struct rejects *rejects)
{
    arena_reset(rejects->arena);
    *rejects = (struct rejects){.arena = rejects->arena};
}

/* At most size bytes of valid UTF-8; what is not becomes '?'. */
static const char *clean(struct arena *arena, const char *text, size_t size, size_t most)
{
    char *copy = arena_alloc(arena, (size < most ? size : most) + 1, 1);
    size_t used = 0;

    for (size_t at = 0; at < size;) {
        const size_t length = utf8_length(text + at, size - at);
        const size_t step = length ? length : 1;
        if (used + step > most)
            break;
        if (length == 0 || text[at] == '\0')
            copy[used] = '?';
        else
            memcpy(copy + used, text + at, length);
        used += step;
        at += step;
    }
    return copy;
}

static const char *clean_name(struct arena *arena, const char *text)
{
    return text ? clean(arena, text, strlen(text), NAME_SIZE) : "";
}

static void keep(struct rejects *rejects, const struct rejected_row *row)
{
    if (rejects->count == REJECTS_KEPT)
        return;
    rejects->rows = arena_grow(rejects->arena, rejects->rows, rejects->count, &rejects->capacity,
                               sizeof *rejects->rows);
    rejects->rows[rejects->count++] = *row;
}

void rejects_add(struct rejects *rejects, const struct hit *hit, const char *run_uuid,
                 const char *field, const struct error *why)
{
    struct arena *arena = rejects->arena;

    rejects->total++;
    keep(rejects, &(struct rejected_row){
                      .index = clean_name(arena, hit->index),
                      .id = clean_name(arena, hit->id),
                      .run_uuid = clean_name(arena, run_uuid),
                      .field = clean_name(arena, field),
                      .reason = clean(arena, why->text, strlen(why->text), sizeof why->text),
                      .excerpt = clean(arena, hit->source ? hit->source : "",
                                       hit->source ? hit->source_size : 0, EXCERPT_SIZE),
                  });
}

void rejects_add_gap(struct rejects *rejects, const char *run_uuid, const char *column,
                     const char *reason)
{
    if (rejects->gaps++ == 0)
        rejects->first_gap = rejects->count;
    keep(rejects, &(struct rejected_row){
                      .index = "",
                      .id = clean_name(rejects->arena, run_uuid),
                      .run_uuid = clean_name(rejects->arena, run_uuid),
                      .field = clean_name(rejects->arena, column),
                      .reason = arena_strdup(rejects->arena, reason),
                      .excerpt = "",
                  });
}

bool rejects_write(const struct rejects *rejects, struct store_connection *connection,
                   const char *source, const char *test, struct error *err)
{
    if (rejects->count == 0)
        return true;
    AUTO_ARENA arena = arena_new();
    return store_rejected_write(connection, arena, source, test, rejects->rows, rejects->count,
                                err);
}

void rejects_log(const struct rejects *rejects, const char *test)
{
    char quoted[1024];

    if (rejects->gaps > 0 && rejects->first_gap < rejects->count) {
        const struct rejected_row *gap = &rejects->rows[rejects->first_gap];
        log_warning("ingest", "runs without a value",
                    "test=%s count=%" PRId64 " run=%s column=%s reason=%s", test, rejects->gaps,
                    gap->run_uuid, gap->field, log_quote(gap->reason, quoted, sizeof quoted));
    }
    if (rejects->total == 0)
        return;
    const struct rejected_row *first = &rejects->rows[0];
    log_warning("ingest", "documents rejected",
                "test=%s count=%" PRId64 " index=%s document=%s field=%s reason=%s", test,
                rejects->total, first->index, first->id, first->field,
                log_quote(first->reason, quoted, sizeof quoted));
}
