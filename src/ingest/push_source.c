/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents that came over HTTP: the table says where they are, match says which are asked for. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/strmap.h"
#include "ingest/document_tree.h"
#include "ingest/document_visits.h"
#include "ingest/hit_page.h"
#include "ingest/index_pattern.h"
#include "ingest/source.h"
#include "store/pushed_runs.h"

/* Documents are looked for as far back as the look before the last one, and this much further: a
 * transaction that writes documents, which show its beginning as their time, is over by then. */
static const int64_t news_us = 3600 * CLOCK_SECOND;
enum { PRINTS_KEPT = 200000 };

/* When a test's runs were asked for, the last two times. Monotonic. */
struct test_look {
    int64_t before, last;
};

struct push_source {
    struct source base; /* first: the other way is a cast */
    struct store *store;
    struct stop *stop;
    struct arena *arena;
    struct strmap *looks; /* name of a test to a struct test_look; not there: never looked */
    struct arena *print_arena;
    struct strmap *prints; /* pattern and run to its last struct run_fingerprint */
};

static struct push_source *push_source_of(struct source *source)
{
    return (struct push_source *)source;
}

static const char *pattern_of(const char *own, const char *of_source)
{
    return own ? own : of_source;
}

static void forget_prints(struct push_source *source)
{
    arena_reset(source->print_arena);
    source->prints = strmap_new(source->print_arena);
}

/* How far back there may be documents that this test does not know of. */
static int64_t news_since(const struct push_source *source, const struct test *test)
{
    const struct test_look *look = strmap_get(source->looks, test->name);

    return news_us + (look ? clock_monotonic_us() - look->before : 0);
}

static void note_look(struct push_source *source, const struct test *test, int64_t now)
{
    struct test_look *look = strmap_get(source->looks, test->name);

    if (!look) {
        look = ARENA_NEW(source->arena, struct test_look);
        look->last = now;
        strmap_put(source->looks, test->name, look);
    }
    *look = (struct test_look){.before = look->last, .last = now};
}

/* ---- walking over documents ---- */

typedef bool row_visit(void *context, const struct pushed_row *row, struct error *err);

static bool visit_page(const struct push_source *source, const struct pushed_row *rows,
                       size_t count, row_visit *visit, void *context, struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        if (source->stop && stop_asked(source->stop))
            return error_set(err, ERROR_CANCELLED, NULL, "stopped on request");
        if (!visit(context, &rows[i], err))
            return false;
    }
    return true;
}

/* The documents of an index, of one run or of every run (uuid NULL). */
static bool walk(const struct push_source *source, const char *uuid, const char *index,
                 row_visit *visit, void *context, struct error *err)
{
    struct arena *pages[2] = {arena_new(), arena_new()}; /* the last row of one opens the next */
    struct store_connection *connection = store_borrow(source->store, err);
    const struct pushed_row *after = NULL, *rows;
    size_t count = 1;
    bool ok = connection != NULL;

    for (unsigned turn = 0; ok && count > 0; turn = !turn) {
        arena_reset(pages[turn]);
        ok = pushed_runs_page(connection, pages[turn], source->base.config->name, uuid, index,
                              after, &rows, &count, err) &&
             visit_page(source, rows, count, visit, context, err);
        after = ok && count > 0 ? &rows[count - 1] : NULL;
    }
    store_return(connection);
    arena_free(pages[0]);
    arena_free(pages[1]);
    return ok;
}

static bool read_prints(const struct push_source *source, struct arena *arena,
                        const char *const *uuids, size_t count,
                        const struct pushed_print **ret_prints, size_t *ret_count,
                        struct error *err)
{
    struct store_connection *connection = store_borrow(source->store, err);

    if (!connection)
        return false;
    const bool ok = pushed_runs_prints(connection, arena, source->base.config->name, uuids, count,
                                       ret_prints, ret_count, err);
    store_return(connection);
    return ok;
}

static bool reject(struct hit_page *page, const struct hit *hit, const struct error *why,
                   struct error *err)
{
    struct hit rejected = *hit;
    struct error *kept = ARENA_NEW(page->arena, struct error);

    *kept = *why;
    rejected.reject = kept;
    return hit_page_add(page, &rejected, err);
}

/* The row as a hit; what it borrows lives in arena. */
static struct hit hit_of(struct arena *arena, const char *index, const struct pushed_row *row)
{
    return (struct hit){.index = arena_strdup(arena, index),
                        .id = arena_strdup(arena, row->id),
                        .source = arena_strndup(arena, row->body, row->body_size),
                        .source_size = row->body_size};
}

/* ---- runs ---- */

struct run_offer {
    struct run_query query;
    const char *pattern;
    const char *index; /* walked over just now */
    struct hit_page *page;
};

static bool offer_run(void *context, const struct pushed_row *row, struct error *err)
{
    const struct run_offer *offer = context;
    struct hit_page *page = offer->page;
    struct error why;

    json_t *tree = document_tree(row->body, row->body_size, &why);
    const struct hit hit = hit_of(page->arena, offer->index, row);
    if (!tree)
        return reject(page, &hit, &why, err);
    const bool takes = run_query_takes(&offer->query, tree);
    json_decref(tree);
    if (takes)
        return hit_page_add(page, &hit, err);
    page->bytes += hit.source_size;
    return page->bytes > (1u << 20) ? hit_page_flush(page, err) : true;
}

/* Every run there is. */
static bool offer_all(struct push_source *source, struct run_offer *offer, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct store_connection *connection = store_borrow(source->store, err);
    const char *const *names;
    size_t count;

    if (!connection)
        return false;
    bool ok =
        pushed_runs_indices(connection, arena, source->base.config->name, &names, &count, err);
    store_return(connection);
    for (size_t i = 0; ok && i < count; i++) {
        offer->index = names[i];
        if (index_pattern_match(offer->pattern, names[i]))
            ok = walk(source, NULL, names[i], offer_run, offer, err);
    }
    return ok;
}

static bool offer_these(struct push_source *source, struct run_offer *offer,
                        const char *const *uuids, size_t count, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct pushed_print *prints;
    size_t print_count;

    if (!read_prints(source, arena, uuids, count, &prints, &print_count, err))
        return false;
    for (size_t i = 0; i < print_count; i++) {
        offer->index = prints[i].index;
        if (index_pattern_match(offer->pattern, prints[i].index) &&
            !walk(source, prints[i].run_uuid, prints[i].index, offer_run, offer, err))
            return false;
    }
    return true;
}

static bool read_news(const struct push_source *source, const struct test *test,
                      struct arena *arena, const char *const **ret_uuids, size_t *ret_count,
                      struct error *err)
{
    struct store_connection *connection = store_borrow(source->store, err);

    if (!connection)
        return false;
    const bool ok = pushed_runs_news(connection, arena, source->base.config->name,
                                     news_since(source, test), ret_uuids, ret_count, err);
    store_return(connection);
    return ok;
}

/* What came lately, whatever time its documents tell: a run of long ago may be pushed today. */
static bool offer_news(struct push_source *source, struct run_offer *offer, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const char *const *uuids;
    size_t count;

    if (!read_news(source, offer->query.test, arena, &uuids, &count, err))
        return false;
    offer->query.since_us = INT64_MIN;
    return offer_these(source, offer, uuids, count, err);
}

static bool runs(struct source *base, const struct test *test, int64_t since_us, const char *uuid,
                 hit_sink *sink, void *context, struct error *err)
{
    struct push_source *source = push_source_of(base);
    struct hit_page page;
    struct run_offer offer = {
        .query = {test, since_us, uuid},
        .pattern = pattern_of(test->metadata_index, base->config->metadata_index),
        .page = &page,
    };
    const bool whole = since_us == INT64_MIN || !strmap_has(source->looks, test->name);
    const int64_t now = clock_monotonic_us();
    bool ok;

    hit_page_init(&page, base->config->page_size, sink, context);
    if (uuid)
        ok = offer_these(source, &offer, &uuid, 1, err);
    else
        ok = whole ? offer_all(source, &offer, err) : offer_news(source, &offer, err);
    ok = ok && hit_page_flush(&page, err);
    hit_page_done(&page);
    if (!uuid && (whole || strmap_count(source->prints) > PRINTS_KEPT))
        forget_prints(source);
    if (ok && !uuid)
        note_look(source, test, now);
    return ok;
}

/* ---- the documents of some runs ---- */

struct row_walk {
    const struct test *test;
    const char *index;
    size_t run; /* position in the uuids of the call */
    const char *uuid;
    struct arena *const *arena;
    document_visit *visit;
    void *context;
    struct hit_page *rejects; /* NULL: what cannot be used is passed over */
};

static bool visit_row(void *context, const struct pushed_row *row, struct error *err)
{
    const struct row_walk *rows = context;
    struct error why;
    bool ok = true;
    struct visited_document document = {.hit = hit_of(*rows->arena, rows->index, row),
                                        .tree = document_tree(row->body, row->body_size, &why)};

    if (!document.tree)
        return !rows->rejects || reject(rows->rejects, &document.hit, &why, err);
    if (document_is_of(rows->test, document.tree, rows->uuid))
        ok = rows->visit(rows->context, rows->run, &document, err);
    json_decref(document.tree);
    return ok;
}

static bool walk_runs(struct push_source *source, struct row_walk *rows, const char *const *uuids,
                      size_t count, struct error *err)
{
    const char *pattern =
        pattern_of(rows->test->benchmark_index, source->base.config->benchmark_index);
    AUTO_ARENA arena = arena_new();
    const struct pushed_print *prints;
    size_t print_count;
    struct strmap *positions = strmap_new(arena);
    size_t *numbers = ARENA_ARRAY(arena, size_t, count);

    if (!read_prints(source, arena, uuids, count, &prints, &print_count, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        numbers[i] = i;
        strmap_put(positions, uuids[i], &numbers[i]);
    }
    for (size_t i = 0; i < print_count; i++) {
        rows->run = *(const size_t *)strmap_get(positions, prints[i].run_uuid);
        rows->uuid = prints[i].run_uuid;
        rows->index = prints[i].index;
        if (index_pattern_match(pattern, prints[i].index) &&
            !walk(source, rows->uuid, rows->index, visit_row, rows, err))
            return false;
    }
    return true;
}

static bool documents(struct source *base, const struct test *test, const char *const *uuids,
                      size_t count, hit_sink *sink, void *context, struct error *err)
{
    struct hit_page page;
    struct document_offer offer = {test, &page};
    struct row_walk rows = {.test = test,
                            .arena = &page.arena,
                            .visit = document_offer,
                            .context = &offer,
                            .rejects = &page};

    hit_page_init(&page, base->config->page_size, sink, context);
    const bool ok =
        walk_runs(push_source_of(base), &rows, uuids, count, err) && hit_page_flush(&page, err);
    hit_page_done(&page);
    return ok;
}

static bool group_values(struct source *base, const struct test *test, const struct metric *metric,
                         const char *const *uuids, size_t count, struct arena *arena,
                         const char *const **ret_values, size_t *ret_count, struct error *err)
{
    struct document_groups groups;
    struct row_walk rows = {.test = test, .visit = document_group, .context = &groups};

    document_groups_init(&groups, metric, arena);
    rows.arena = &groups.page;
    const bool ok = walk_runs(push_source_of(base), &rows, uuids, count, err);
    if (ok)
        document_groups_get(&groups, ret_values, ret_count);
    document_groups_done(&groups);
    return ok;
}

/* ---- fingerprints ---- */

static const char *print_key(struct arena *arena, const char *pattern, const char *uuid)
{
    return arena_printf(arena, "%s\n%s", pattern ? pattern : "", uuid);
}

/* Adds up what the indices of a pattern hold of a run. */
static void add_print(struct run_fingerprint *print, int64_t *sequence,
                      const struct pushed_print *more)
{
    if (*sequence < more->sequence)
        *sequence = more->sequence;
    print->documents += more->documents;
    (void)snprintf(print->text, sizeof print->text, "%" PRId64 ":%" PRId64, print->documents,
                   *sequence);
}

static bool ask_prints(struct push_source *source, const char *pattern, const char *const *uuids,
                       size_t count, struct strmap *answers, struct arena *arena, struct error *err)
{
    const struct pushed_print *prints;
    size_t print_count;
    int64_t sequence = 0;

    if (!read_prints(source, arena, uuids, count, &prints, &print_count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        strmap_put(answers, uuids[i], ARENA_NEW(arena, struct run_fingerprint));
    for (size_t i = 0; i < print_count; i++) {
        if (i == 0 || strcmp(prints[i].run_uuid, prints[i - 1].run_uuid) != 0)
            sequence = 0;
        if (index_pattern_match(pattern, prints[i].index))
            add_print(strmap_get(answers, prints[i].run_uuid), &sequence, &prints[i]);
    }
    return true;
}

static void keep_print(struct push_source *source, const char *key,
                       const struct run_fingerprint *print)
{
    struct run_fingerprint *kept = strmap_get(source->prints, key);

    if (!kept) {
        kept = ARENA_NEW(source->print_arena, struct run_fingerprint);
        strmap_put(source->prints, key, kept);
    }
    *kept = *print;
}

static bool fingerprints(struct source *base, const struct test *test, const char *const *uuids,
                         size_t count, struct run_fingerprint *ret, struct error *err)
{
    struct push_source *source = push_source_of(base);
    const char *pattern = pattern_of(test->benchmark_index, base->config->benchmark_index);
    AUTO_ARENA arena = arena_new();
    struct strmap *answers = strmap_new(arena), *fresh = strmap_new(arena);
    const char **asked = ARENA_ARRAY(arena, const char *, count), *const * news;
    size_t asked_count = 0, news_count;

    if (!read_news(source, test, arena, &news, &news_count, err))
        return false;
    for (size_t i = 0; i < news_count; i++)
        strmap_put(fresh, news[i], fresh);
    for (size_t i = 0; i < count; i++)
        if (strmap_has(fresh, uuids[i]) ||
            !strmap_has(source->prints, print_key(arena, pattern, uuids[i])))
            asked[asked_count++] = uuids[i];
    if (asked_count > 0 && !ask_prints(source, pattern, asked, asked_count, answers, arena, err))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct run_fingerprint *answer = strmap_get(answers, uuids[i]);
        const char *key = print_key(arena, pattern, uuids[i]);
        if (answer)
            keep_print(source, key, answer);
        ret[i] = *(const struct run_fingerprint *)strmap_get(source->prints, key);
    }
    return true;
}

static void free_source(struct source *base)
{
    struct push_source *source = push_source_of(base);

    arena_free(source->print_arena);
    arena_free(source->arena);
    free(source);
}

static const struct source_ops ops = {
    .free = free_source,
    .runs = runs,
    .fingerprints = fingerprints,
    .group_values = group_values,
    .documents = documents,
    .aggregates = document_aggregates,
};

struct source *push_source_open(const struct source_config *config, struct store *store,
                                struct stop *stop, struct error *err)
{
    struct push_source *source = source_new(sizeof *source, &ops, config, err);

    if (!source)
        return NULL;
    source->store = store;
    source->stop = stop;
    source->arena = arena_new();
    source->looks = strmap_new(source->arena);
    source->print_arena = arena_new();
    forget_prints(source);
    return &source->base;
}
