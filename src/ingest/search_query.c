/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_query.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/strmap.h"

/* Well below the usual 1,024: token counts are estimates, and analysis can add synonyms. */
enum { CLAUSES_MOST = 600 };

static bool is_keyword(const char *field)
{
    const size_t length = strlen(field);

    return length > 8 && strcmp(field + length - 8, ".keyword") == 0;
}

/* A value as the configuration typed it, so that it fits numeric and boolean mappings. */
static void write_typed(struct writer *writer, const char *key, const struct condition *condition)
{
    const struct value *value = &condition->value;

    switch (value->type) {
    case VALUE_INTEGER:
        writer_integer(writer, key, value->integer);
        break;
    case VALUE_REAL:
        writer_real(writer, key, value->real);
        break;
    case VALUE_BOOL:
        writer_bool(writer, key, value->integer != 0);
        break;
    case VALUE_NULL:
    case VALUE_TEXT:
        writer_text(writer, key, value->text);
        break;
    }
}

/* Of the run filter: text as Orion sends it. A truth value goes as such to an analysed field (the
 * same token as "True") and so fits a boolean mapping too. */
static void write_run_match(struct writer *writer, const struct condition *condition)
{
    writer_object(writer, NULL);
    writer_object(writer, "match");
    if (condition->value.type == VALUE_BOOL && !is_keyword(condition->field))
        writer_bool(writer, condition->field, condition->value.integer != 0);
    else
        writer_text(writer, condition->field, condition->value.text);
    writer_end(writer);
    writer_end(writer);
}

static void write_run_matches(struct writer *writer, const char *key,
                              const struct condition_list *list)
{
    if (!list->count)
        return;
    writer_array(writer, key);
    for (size_t i = 0; i < list->count; i++)
        write_run_match(writer, &list->items[i]);
    writer_end(writer);
}

static void write_wildcard(struct writer *writer, const struct condition *condition)
{
    writer_object(writer, NULL);
    writer_object(writer, "wildcard");
    writer_object(writer, condition->field);
    writer_text(writer, "value", condition->value.text);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

static void write_date_range(struct writer *writer, const char *field, int64_t since_us)
{
    char text[CLOCK_TEXT_SIZE];

    writer_object(writer, NULL);
    writer_object(writer, "range");
    writer_object(writer, field);
    writer_text(writer, "gte", clock_format(since_us, text));
    writer_text(writer, "format", "strict_date_optional_time");
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

static void write_number_range(struct writer *writer, const char *field, double least, double below)
{
    writer_object(writer, NULL);
    writer_object(writer, "range");
    writer_object(writer, field);
    writer_real(writer, "gte", least);
    if (below > least)
        writer_real(writer, "lt", below);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

/* Numbers from 1e11 on are milliseconds, below it seconds (clock_from_number). */
static void write_epoch_range(struct writer *writer, const char *field, int64_t since_us)
{
    const double milliseconds = 1e11, seconds = (double)since_us / 1e6;

    writer_object(writer, NULL);
    writer_object(writer, "bool");
    writer_array(writer, "should");
    write_number_range(writer, field, seconds, milliseconds);
    write_number_range(writer, field, seconds * 1000 > milliseconds ? seconds * 1000 : milliseconds,
                       0);
    writer_end(writer);
    writer_integer(writer, "minimum_should_match", 1);
    writer_end(writer);
    writer_end(writer);
}

void query_write_runs(struct writer *writer, const char *key, const struct test *test,
                      enum query_time time, int64_t since_us, const char *uuid_field,
                      const char *uuid)
{
    const bool ranged = since_us != INT64_MIN && time != QUERY_TIME_OTHER;

    writer_object(writer, key);
    writer_object(writer, "bool");
    write_run_matches(writer, "must", &test->runs.must);
    write_run_matches(writer, "must_not", &test->runs.must_not);
    if (test->runs.wildcard.count || ranged || uuid) {
        writer_array(writer, "filter");
        for (size_t i = 0; i < test->runs.wildcard.count; i++)
            write_wildcard(writer, &test->runs.wildcard.items[i]);
        if (ranged && time == QUERY_TIME_DATE)
            write_date_range(writer, test->timestamp, since_us);
        else if (ranged)
            write_epoch_range(writer, test->timestamp, since_us);
        if (uuid)
            query_write_terms(writer, NULL, uuid_field, &uuid, 1);
        writer_end(writer);
    }
    writer_end(writer);
    writer_end(writer);
}

void query_write_terms(struct writer *writer, const char *key, const char *field,
                       const char *const *uuids, size_t count)
{
    writer_object(writer, key);
    writer_object(writer, "terms");
    writer_array(writer, field);
    for (size_t i = 0; i < count; i++)
        writer_text(writer, NULL, uuids[i]);
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

/* lenient: a text asked of a number field matches nothing, instead of failing all metrics. */
static void write_matches(struct writer *writer, const char *key, const struct condition_list *list)
{
    if (!list->count)
        return;
    writer_array(writer, key);
    for (size_t i = 0; i < list->count; i++) {
        const struct condition *condition = &list->items[i];
        writer_object(writer, NULL);
        if (condition->value.type == VALUE_NULL) {
            writer_object(writer, "match_none");
        } else {
            writer_object(writer, "match");
            writer_object(writer, condition->field);
            write_typed(writer, "query", condition);
            writer_bool(writer, "lenient", true);
            writer_end(writer);
        }
        writer_end(writer);
        writer_end(writer);
    }
    writer_end(writer);
}

void query_write_metric(struct writer *writer, const char *key, const struct metric *metric,
                        const char *name)
{
    writer_object(writer, key);
    writer_object(writer, "bool");
    if (name)
        writer_text(writer, "_name", name);
    write_matches(writer, "filter", &metric->must);
    write_matches(writer, "must_not", &metric->must_not);
    writer_end(writer);
    writer_end(writer);
}

void query_write_documents(struct writer *writer, const char *key,
                           const struct query_groups *groups, size_t first, size_t count,
                           const char *uuid_field, const char *const *uuids, size_t uuid_count)
{
    char name[24];

    writer_object(writer, key);
    writer_object(writer, "bool");
    writer_array(writer, "filter");
    query_write_terms(writer, NULL, uuid_field, uuids, uuid_count);
    if (count) {
        writer_object(writer, NULL);
        writer_object(writer, "bool");
        writer_array(writer, "should");
        for (size_t i = first; i < first + count; i++) {
            (void)snprintf(name, sizeof name, "%zu", i);
            query_write_metric(writer, NULL, groups->items[i].metric, name);
        }
        writer_end(writer);
        writer_integer(writer, "minimum_should_match", 1);
        writer_end(writer);
        writer_end(writer);
    }
    writer_end(writer);
    writer_end(writer);
    writer_end(writer);
}

static size_t count_tokens(const char *text)
{
    size_t tokens = 0;
    bool inside = false;

    for (; text && *text; text++) {
        const bool part = isalnum((unsigned char)*text) || (unsigned char)*text >= 0x80;
        tokens += part && !inside;
        inside = part;
    }
    return tokens ? tokens : 1;
}

static size_t count_clauses(const struct condition_list *list)
{
    size_t clauses = 0;

    for (size_t i = 0; i < list->count; i++)
        clauses += is_keyword(list->items[i].field) ? 1 : count_tokens(list->items[i].value.text);
    return clauses;
}

/* The conditions as text: equal texts are equal conditions. */
static const char *condition_key(struct arena *arena, const struct metric *metric)
{
    struct buffer text;

    buffer_init(&text, SIZE_MAX / 2);
    struct writer writer = writer_on(&text);
    query_write_metric(&writer, NULL, metric, NULL);
    const char *key = arena_strndup(arena, text.data ? text.data : "", text.size);
    buffer_done(&text);
    return key;
}

/* A group that is being filled. */
struct draft {
    struct query_group group;
    uint16_t *positions;
    size_t capacity;
};

static struct query_group *copy_groups(struct arena *arena, struct draft *const *drafts,
                                       size_t count)
{
    struct query_group *items = ARENA_ARRAY(arena, struct query_group, count ? count : 1);

    for (size_t i = 0; i < count; i++) {
        items[i] = drafts[i]->group;
        items[i].positions = drafts[i]->positions;
    }
    return items;
}

void query_groups_make(struct arena *arena, const struct test *test, struct query_groups *ret)
{
    AUTO_ARENA scratch = arena_new();
    struct strmap *known = strmap_new(scratch);
    struct draft **drafts = ARENA_ARRAY(scratch, struct draft *, test->metric_count);
    size_t count = 0;

    for (size_t i = 0; i < test->metric_count; i++) {
        const struct metric *metric = &test->metrics[i];
        if (metric->is_metadata)
            continue;
        const char *key = condition_key(scratch, metric);
        struct draft *draft = strmap_get(known, key);
        if (!draft) {
            draft = ARENA_NEW(scratch, struct draft);
            draft->group.metric = metric;
            draft->group.clauses =
                1 + count_clauses(&metric->must) + count_clauses(&metric->must_not);
            strmap_put(known, key, draft);
            drafts[count++] = draft;
        }
        draft->positions = arena_grow(arena, draft->positions, draft->group.position_count,
                                      &draft->capacity, sizeof *draft->positions);
        draft->positions[draft->group.position_count++] = (uint16_t)i;
    }
    *ret = (struct query_groups){copy_groups(arena, drafts, count), count};
}

size_t query_groups_fit(const struct query_groups *groups, size_t first)
{
    size_t clauses = 0, count = 0;

    while (first + count < groups->count) {
        clauses += groups->items[first + count].clauses;
        if (count && clauses > CLAUSES_MOST)
            break;
        count++;
    }
    return count;
}
