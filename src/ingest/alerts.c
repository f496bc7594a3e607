/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/alerts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "ingest/body.h"

enum { FIELD_METRIC, FIELD_SEVERITY, FIELD_DESCRIPTION, FIELD_TIME, FIELD_COUNT };
enum { SEVERITY_MOST = 64, DESCRIPTION_MOST = 4096 };

static const char *const fields[FIELD_COUNT] = {"metricName", "severity", "description",
                                                "timestamp"};

/* On analysed text it takes more than asked for ("no alert"): the reader looks closely. A plain
 * name is found however the cluster maps it; ".keyword" is not there in every mapping. */
static const struct condition is_alert = {.field = "metricName",
                                          .value = {.type = VALUE_TEXT, .text = "alert"}};

const struct test *alerts_test(struct arena *arena, const struct test *test, bool alone)
{
    struct metric *metrics = ARENA_ARRAY(arena, struct metric, test->metric_count + 1);
    struct test *joined = ARENA_NEW(arena, struct test);

    for (size_t i = 0; i < test->metric_count; i++) {
        metrics[i] = test->metrics[i];
        metrics[i].is_metadata = metrics[i].is_metadata || alone;
    }
    metrics[test->metric_count] = (struct metric){
        .name = "alert",
        .field = fields[FIELD_SEVERITY],
        .correlation = "",
        .unit = "",
        .timestamp = fields[FIELD_TIME],
        .must = {.items = &is_alert, .count = 1},
        .place = test->place,
        .is_alert = true,
    };
    *joined = *test;
    joined->metrics = metrics;
    joined->metric_count = test->metric_count + 1;
    return joined;
}

struct alert_reader {
    struct body_reader *body;
};

struct alert_reader *alert_reader_new(void)
{
    struct alert_reader *reader = calloc(1, sizeof *reader);

    if (!reader)
        abort();
    reader->body = body_reader_new(fields, FIELD_COUNT);
    return reader;
}

void alert_reader_free(struct alert_reader *reader)
{
    if (!reader)
        return;
    body_reader_free(reader->body);
    free(reader);
}

/* The alerts' metric is the last one, where there is one, and positions ascend. */
static bool is_matched(const struct test *joined, const struct hit *hit)
{
    return joined->metrics[joined->metric_count - 1].is_alert && hit->matched_count > 0 &&
           hit->matched[hit->matched_count - 1] == joined->metric_count - 1;
}

static const char *lower(struct arena *arena, const char *text)
{
    char *copy = arena_strdup(arena, text);

    for (char *at = copy; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return copy;
}

/* At most DESCRIPTION_MOST bytes, cut between characters. */
static const char *cut(struct arena *arena, const char *text)
{
    const size_t size = strlen(text);
    size_t kept = 0;

    while (kept < size) {
        const size_t length = utf8_length(text + kept, size - kept);
        if (length == 0 || kept + length > DESCRIPTION_MOST)
            break;
        kept += length;
    }
    return arena_strndup(arena, text, kept);
}

static bool read_fields(struct alert_reader *reader, struct arena *arena, struct alert_row *ret,
                        struct error *err)
{
    const char *severity, *description;

    if (!body_text(reader->body, FIELD_SEVERITY, &severity, err) ||
        !body_text(reader->body, FIELD_DESCRIPTION, &description, err) ||
        !body_time(reader->body, FIELD_TIME, &ret->at, &ret->has_time, err))
        return false;
    if (!severity || strlen(severity) > SEVERITY_MOST)
        return error_set(err, ERROR_INPUT, fields[FIELD_SEVERITY],
                         "an alert has a severity: info, warning, error or critical");
    ret->severity = lower(arena, severity);
    ret->description = cut(arena, description ? description : "");
    return true;
}

enum alert_answer alert_read(struct alert_reader *reader, const struct test *joined,
                             const struct hit *hit, struct arena *arena, struct alert_row *ret,
                             struct error *err)
{
    struct alert_row row = {.at = 0};
    const char *name = NULL;

    if (!is_matched(joined, hit))
        return ALERT_NONE;
    if (!body_read(reader->body, hit->source, hit->source_size, err))
        return ALERT_SPOILT;
    if (!body_text(reader->body, FIELD_METRIC, &name, err) || !name || strcmp(name, "alert") != 0)
        return ALERT_NONE;
    if (!read_fields(reader, arena, &row, err))
        return ALERT_SPOILT;
    row.index = arena_strdup(arena, hit->index);
    row.id = arena_strdup(arena, hit->id);
    *ret = row;
    return ALERT_TAKEN;
}
