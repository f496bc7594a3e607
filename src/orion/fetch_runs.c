/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/fetch_runs.h"

#include <inttypes.h>
#include <string.h>

#include "base/limits.h"
#include "orion/document.h"
#include "orion/fault_warning.h"

void run_book_init(struct run_book *book, struct arena *arena, struct cluster *cluster,
                   const struct orion_options *options, const struct fetch_query *query)
{
    *book = (struct run_book){.arena = arena,
                              .cluster = cluster,
                              .options = options,
                              .query = query,
                              .by_id = strmap_new(arena)};
    buffer_init(&book->body, LIMIT_HTTP_BODY);
}

void run_book_done(struct run_book *book)
{
    buffer_done(&book->body);
}

const struct run_facts *run_book_facts(const struct run_book *book, const char *id)
{
    return strmap_get(book->by_id, id);
}

static struct run_facts *facts_of(struct run_book *book, const char *id)
{
    struct run_facts *facts = strmap_get(book->by_id, id);

    if (!facts) {
        facts = ARENA_NEW(book->arena, struct run_facts);
        facts->id = arena_strdup(book->arena, id);
        strmap_put(book->by_id, facts->id, facts);
    }
    return facts;
}

static void collect(struct run_book *book, const char *id)
{
    book->fresh = arena_grow(book->arena, book->fresh, book->fresh_count, &book->fresh_capacity,
                             sizeof *book->fresh);
    book->fresh[book->fresh_count++] = id;
}

static void take_collected(struct run_book *book)
{
    book->uuids = (struct run_texts){book->fresh, book->fresh_count};
    book->fresh = NULL;
    book->fresh_count = book->fresh_capacity = 0;
}

/* ---- the metadata search ---- */

static bool is_keyword(const char *field)
{
    const size_t length = strlen(field);

    return length > 8 && strcmp(field + length - 8, ".keyword") == 0;
}

/* Does the document hold what was asked for, and not only a piece of it? Fields that _source does
 * not show under that name are the server's to judge. */
static bool is_whole_match(const struct run_book *book, struct slice source)
{
    for (size_t i = 0; i < book->must.count; i++) {
        const struct condition *condition = &book->must.items[i];
        const struct slice value = document_flat(source, condition->field);
        if (!is_keyword(condition->field) && (value.at || condition->orion_ignores) &&
            !document_agrees(value, condition->value.text))
            return false;
    }
    return true;
}

static void tell_pieces(struct run_book *book, const char *id)
{
    if (!book->told_pieces)
        fault_warn(
            "fault 15: a run is taken for a piece of a text that it shares with the metadata",
            "run", id);
    book->told_pieces = true;
}

static struct cell display_cell(struct run_book *book, struct slice source, const char *field)
{
    struct slice value = document_member(source, field);
    const bool other_name =
        !value.at && strcmp(field, "buildUrl") == 0 && document_member(source, "build_url").at;

    if (other_name && book->options->correct)
        value = document_member(source, "build_url");
    else if (other_name && !book->told_build_url) {
        book->told_build_url = true;
        fault_warn("fault 18: build_url is shown as N/A", NULL, NULL);
    }
    if (!value.at)
        return (struct cell){.kind = CELL_TEXT, .text = "N/A"};
    return document_cell(book->arena, value);
}

static bool take_metadata(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct run_book *book = context;
    const struct text_list *display = &book->options->display;
    const char *field = book->query->test->uuid_field;
    const char *id = document_text(book->arena, document_member(hit->source, field));
    const bool whole = is_whole_match(book, hit->source);

    if (!id)
        return error_set(err, ERROR_INPUT, NULL, "a metadata document has no run id (field %s)",
                         field);
    if ((!whole && book->options->correct) ||
        (book->query->lookback_size > 0 && book->taken >= (size_t)book->query->lookback_size))
        return true;
    if (!whole)
        tell_pieces(book, id);
    const bool known = strmap_has(book->by_id, id);
    struct run_facts *facts = facts_of(book, id);
    if (!known)
        collect(book, facts->id);
    facts->display = ARENA_ARRAY(book->arena, struct cell, display->count + 1);
    for (size_t i = 0; i < display->count; i++)
        facts->display[i] = display_cell(book, hit->source, display->items[i]);
    struct slice url = document_member(hit->source, "buildUrl");
    if (!url.at)
        url = document_member(hit->source, "build_url");
    facts->build_url = document_text(book->arena, url);
    book->taken++;
    return true;
}

struct found_run {
    struct run_book *book;
    struct condition_list conditions;
    size_t seen;
    bool taken;
};

static bool take_run(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct found_run *found = context;
    struct run_book *book = found->book;
    const struct test *test = book->query->test;
    const struct slice id = document_flat(hit->source, test->uuid_field);
    const bool same = document_agrees(id, book->options->uuid);

    (void)err;
    found->seen++;
    if (found->taken || (book->options->correct && !same))
        return true;
    if (!same)
        fault_warn("fault 15: another run is taken for the one asked for", "run",
                   document_text(book->arena, id));
    run_conditions_of(book->arena, hit->source, test->version_field, &found->conditions);
    found->taken = true;
    return true;
}

/* --uuid: the conditions come from that run's own metadata. */
static bool conditions_from_run(struct run_book *book, struct condition_list *ret,
                                struct error *err)
{
    struct found_run found = {.book = book};
    struct cluster_answer answer;
    const char *index = book->options->metadata_index;

    query_of_uuid(&book->body, book->query->test->uuid_field, book->options->uuid);
    if (cluster_search(book->cluster, index, &book->body, take_run, &found, &answer, err) !=
        CLUSTER_FINE)
        return false;
    if (!found.taken)
        return error_set(err, ERROR_NOT_FOUND, "--uuid", "no run %s in the index %s",
                         book->options->uuid, index);
    *ret = found.conditions;
    return true;
}

static bool search_runs(struct run_book *book, struct error *err)
{
    const struct fetch_query *query = book->query;
    const struct test *test = query->test;
    struct run_search search = {.time_field = test->timestamp,
                                .start = query->start,
                                .end = query->end,
                                .size = query->lookback_size};
    bool ignored = false;

    if (*book->options->uuid) {
        if (!conditions_from_run(book, &search.must, err))
            return false;
    } else {
        run_conditions_for(book->arena, query, book->options->correct, &search.must, &ignored);
        search.must_not = test->runs.must_not;
        search.wildcard = test->runs.wildcard;
    }
    if (ignored)
        fault_warn("fault 2: the exact version is left out of the search", "test", test->name);
    book->must = search.must;
    query_of_runs(&book->body, &search);
    const size_t page = query->lookback_size > 0 ? (size_t)query->lookback_size : 0;
    const struct cluster_walk walk = {
        .page = page, .most = page, .exact = book->options->correct, .taken = &book->taken};
    if (cluster_walk(book->cluster, book->options->metadata_index, &book->body, &walk,
                     take_metadata, book, err) != CLUSTER_FINE)
        return false;
    take_collected(book);
    return true;
}

/* ---- versions and pull requests ---- */

struct versions {
    struct run_book *book;
    struct strmap *seen;
};

static bool take_version(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct versions *versions = context;
    struct run_book *book = versions->book;
    const struct test *test = book->query->test;
    const char *id = document_text(book->arena, document_member(hit->source, test->uuid_field));
    const struct slice version = strchr(test->version_field, '.')
                                     ? document_path(hit->source, test->version_field)
                                     : document_member(hit->source, test->version_field);

    if (!id)
        return error_set(err, ERROR_INPUT, NULL, "a metadata document has no run id (field %s)",
                         test->uuid_field);
    if (!version.at && !book->options->correct)
        return error_set(err, ERROR_INPUT, id, "the document does not show its field %s",
                         test->version_field);
    struct run_facts *facts = facts_of(book, id);
    facts->version = document_cell(book->arena, version);
    book->has_versions = true;
    if (!strmap_has(versions->seen, id)) {
        strmap_put(versions->seen, facts->id, facts);
        collect(book, facts->id);
    }
    return true;
}

/* Asks for the pull requests of each run that has a version, in the order they came. */
static bool ask_payloads(struct run_book *book, struct error *err)
{
    for (size_t i = 0; i < book->fresh_count; i++) {
        struct run_facts *facts = facts_of(book, book->fresh[i]);
        if (book->query->payload && facts->version.kind != CELL_MISSING &&
            !book->query->payload(book->query->payload_context,
                                  facts->version.text ? facts->version.text : "", &facts->prs, err))
            return false;
    }
    return true;
}

static bool find_versions(struct run_book *book, struct error *err)
{
    const struct test *test = book->query->test;
    struct versions versions = {book, strmap_new(book->arena)};
    const struct cluster_walk walk = {.page = FETCH_PAGE, .exact = book->options->correct};

    query_of_existing(&book->body, test->uuid_field, &book->uuids, test->version_field,
                      test->timestamp);
    if (cluster_walk(book->cluster, book->options->metadata_index, &book->body, &walk, take_version,
                     &versions, err) != CLUSTER_FINE)
        return false;
    const bool fine = ask_payloads(book, err);
    book->fresh = NULL;
    book->fresh_count = book->fresh_capacity = 0;
    return fine;
}

/* ---- the baseline ---- */

static bool take_build_url(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct run_book *book = context;
    const char *id =
        document_text(book->arena, document_member(hit->source, book->query->test->uuid_field));

    (void)err;
    if (id)
        facts_of(book, id)->build_url =
            document_text(book->arena, document_member(hit->source, "buildUrl"));
    return true;
}

/* The runs are exactly those of --baseline and that of --uuid. */
static bool take_baseline(struct run_book *book, struct error *err)
{
    const struct test *test = book->query->test;
    const struct cluster_walk walk = {.page = FETCH_PAGE, .exact = book->options->correct};
    const char *at = book->options->baseline;

    for (size_t length; *at; at += length + (at[length] != '\0')) {
        length = strcspn(at, " ,");
        if (length)
            collect(book, arena_strndup(book->arena, at, length));
    }
    collect(book, book->options->uuid);
    take_collected(book);
    query_of_existing(&book->body, test->uuid_field, &book->uuids, "buildUrl", test->timestamp);
    if (cluster_walk(book->cluster, book->options->metadata_index, &book->body, &walk,
                     take_build_url, book, err) != CLUSTER_FINE)
        return false;
    return find_versions(book, err);
}

/* ---- the iteration filter ---- */

static const struct condition *condition_on(const struct condition_list *list, const char *field)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].field, field) == 0)
            return &list->items[i];
    return NULL;
}

static bool is_filtered(const struct run_book *book)
{
    const struct condition *benchmark = condition_on(&book->must, "benchmark.keyword");

    return !book->options->node_count && !*book->options->baseline && benchmark &&
           !condition_on(&book->must, "jobName.keyword") &&
           strcmp(benchmark->value.text, "ingress-perf") != 0 &&
           strcmp(benchmark->value.text, "k8s-netperf") != 0 &&
           strstr(book->options->benchmark_index, "kube-burner");
}

struct iterations {
    struct run_book *book;
    struct cell newest;
    size_t seen;
    bool known; /* one document has the field */
};

static bool same_iterations(const struct cell *a, const struct cell *b)
{
    const bool numbers = (a->kind == CELL_INTEGER || a->kind == CELL_REAL) &&
                         (b->kind == CELL_INTEGER || b->kind == CELL_REAL);

    return numbers ? a->real == b->real
                   : a->kind == CELL_TEXT && b->kind == CELL_TEXT && !strcmp(a->text, b->text);
}

static bool take_iterations(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct iterations *iterations = context;
    struct run_book *book = iterations->book;
    const struct slice field = document_flat(hit->source, "jobConfig.jobIterations");
    const struct cell count = document_cell(book->arena, field);
    const char *id =
        document_text(book->arena, document_flat(hit->source, book->query->test->uuid_field));

    (void)err;
    if (iterations->seen++ == 0)
        iterations->newest = count;
    iterations->known = iterations->known || field.at;
    if (id && same_iterations(&count, &iterations->newest))
        collect(book, id);
    return true;
}

/* Keeps the runs with as many iterations as the newest one. */
static bool filter_iterations(struct run_book *book, const char *index, struct error *err)
{
    struct iterations iterations = {.book = book};
    const struct cluster_walk walk = {.page = FETCH_PAGE, .exact = book->options->correct};

    query_of_iterations(&book->body, book->query->test->uuid_field, &book->uuids);
    if (cluster_walk(book->cluster, index, &book->body, &walk, take_iterations, &iterations, err) !=
        CLUSTER_FINE)
        return false;
    if (!iterations.seen)
        return error_set(err, ERROR_NOT_FOUND, book->query->test->name,
                         "the index %s holds no jobSummary document of the %zu runs", index,
                         book->uuids.count);
    if (!iterations.known)
        return error_set(err, ERROR_INPUT, book->query->test->name,
                         "no jobSummary document has the field jobConfig.jobIterations");
    take_collected(book);
    return true;
}

enum fetch_outcome run_book_fill(struct run_book *book, const char *index, struct error *err)
{
    const bool baseline = *book->options->baseline != '\0';

    if (!search_runs(book, err))
        return FETCH_FAILED;
    if (book->uuids.count && !find_versions(book, err))
        return FETCH_FAILED;
    if (baseline && !take_baseline(book, err))
        return FETCH_FAILED;
    if (!book->uuids.count)
        return FETCH_NO_RUNS;
    if (is_filtered(book) && !filter_iterations(book, index, err))
        return FETCH_FAILED;
    return FETCH_FRAME;
}
