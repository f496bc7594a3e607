/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/ledger.h"

#include <math.h>
#include <string.h>

#include "api/page.h"
#include "api/series.h"
#include "base/limits.h"
#include "report/change_text.h"
#include "triage/ledger.h"

struct balance {
    struct request *request;
    const struct series_row *series;
    const char *pinned; /* NULL: none */
    bool pinned_found;
    const struct point_row **runs; /* in baselines and with a value: those of values */
    double *values;
    size_t *starts;
    size_t count, segments, reference;
    double budget;
    struct ledger ledger;
};

/* What the configuration says, where the request does not. */
static void read_terms(struct balance *balance)
{
    struct request *request = balance->request;

    balance->budget = 10;
    balance->pinned = QUERY_TEXT(&request->query, PINNED);
    if (!request->api->config)
        return;
    const struct config_version *version = config_shared_get(request->api->config);
    balance->budget = version->config->ledger_budget;
    if (!balance->pinned)
        balance->pinned = arena_strdup(request->arena, version->config->ledger_pinned_release);
    config_version_release(version);
}

static bool load_values(struct balance *balance, int64_t test_id, struct error *err)
{
    struct request *request = balance->request;
    struct point_row *rows;
    size_t count;

    if (!browse_points(request->connection, request->arena, test_id, balance->series->series_id,
                       page_span(request), RUN_FIRST, LIMIT_LEDGER_RUNS + 1, &rows, &count, err))
        return false;
    if (count > LIMIT_LEDGER_RUNS)
        return error_set(err, ERROR_PARAMETER, "since",
                         "the series has more than %d runs in this time: ask for less of it",
                         LIMIT_LEDGER_RUNS);
    balance->runs = ARENA_ARRAY(request->arena, const struct point_row *, count + 1);
    balance->values = ARENA_ARRAY(request->arena, double, count + 1);
    for (size_t i = 0; i < count; i++)
        if (rows[i].has_value && rows[i].flags.in_baseline && isfinite(rows[i].value)) {
            balance->runs[balance->count] = &rows[i];
            balance->values[balance->count++] = rows[i].value;
        }
    return true;
}

/* "percent" speaks of the newest run only: E-Divisive says where the levels of such a series are.
 */
static const char *levels_of(const struct series_row *series)
{
    return strcmp(series->regression_algorithm, "steady") == 0 ? "steady" : "edivisive";
}

/* Change points come newest first. */
static bool load_segments(struct balance *balance, int64_t test_id, struct error *err)
{
    struct request *request = balance->request;
    const struct change_point_filter filter = {.scope = page_scope(request),
                                               .test_id = &test_id,
                                               .metric = balance->series->metric,
                                               .algorithm = levels_of(balance->series),
                                               .span = page_span(request)};
    struct change_point_row *rows;
    size_t count;

    if (!browse_change_points(request->connection, request->arena, &filter, CHANGE_POINT_LAST,
                              LIMIT_LEDGER_RUNS, &rows, &count, err))
        return false;
    balance->starts = ARENA_ARRAY(request->arena, size_t, count + 1);
    balance->starts[balance->segments++] = 0;
    for (size_t i = 1; i < balance->count && count > 0; i++) {
        const struct point_row *run = balance->runs[i];
        while (count > 0 &&
               (rows[count - 1].at < run->at ||
                (rows[count - 1].at == run->at && rows[count - 1].run_id < run->run_id)))
            count--;
        if (count > 0 && rows[count - 1].run_id == run->run_id)
            balance->starts[balance->segments++] = i;
    }
    return true;
}

/* The newest value of the pinned build: what was released. */
static bool find_reference(struct balance *balance, struct error *err)
{
    for (size_t i = balance->count; balance->pinned && i-- > 0 && !balance->pinned_found;)
        if (balance->runs[i]->build && strcmp(balance->runs[i]->build, balance->pinned) == 0) {
            balance->reference = i;
            balance->pinned_found = true;
        }
    if (balance->pinned_found || !QUERY_TEXT(&balance->request->query, PINNED))
        return true;
    return error_set(err, ERROR_NOT_FOUND, "pinned",
                     "the series has no value of a build '%.100s' in this time", balance->pinned);
}

static void write_run(struct writer *w, const char *key, const struct point_row *run, double level)
{
    writer_object(w, key);
    writer_text(w, "uuid", run->uuid);
    writer_time(w, "at", run->at);
    writer_text(w, "build", run->build);
    writer_text(w, "build_url", run->build_url);
    writer_real(w, "level", level);
    writer_end(w);
}

static void write_entry(struct writer *w, const struct balance *balance,
                        const struct ledger_entry *entry)
{
    const struct point_row *from = balance->runs[entry->from], *to = balance->runs[entry->to];

    writer_object(w, NULL);
    writer_text(w, "kind", entry->kind == LEDGER_STEP ? "step" : "drift");
    writer_text(w, "uuid", to->uuid);
    writer_time(w, "at", to->at);
    writer_text(w, "build", to->build);
    writer_text(w, "build_url", to->build_url);
    writer_text(w, "from_uuid", from->uuid);
    writer_text(w, "from_build", from->build);
    writer_integer(w, "runs", (int64_t)(entry->to - entry->from));
    writer_real(w, "difference", entry->difference);
    writer_real(w, "percent", entry->percent);
    writer_real(w, "running_difference", entry->running);
    writer_real(w, "running_percent", entry->running_percent);
    writer_bool(w, "explained_by_drift", entry->by_drift);
    writer_end(w);
}

static void write_drift(struct writer *w, const struct ledger *ledger)
{
    static const char *const names[] = {
        [LEDGER_NO_DRIFT] = "none", [LEDGER_ALL_DRIFT] = "all", [LEDGER_NEWEST_DRIFT] = "newest"};

    writer_object(w, "drift");
    writer_text(w, "segments", names[ledger->drifts]);
    writer_real(w, "slope", ledger->slope);
    writer_real(w, "pvalue", ledger->all.pvalue);
    writer_real(w, "newest_pvalue", ledger->newest.pvalue);
    writer_end(w);
}

static void write_balance(struct writer *w, const struct balance *balance)
{
    const struct ledger *ledger = &balance->ledger;
    const size_t last = balance->count - 1;

    writer_bool(w, "over_budget", ledger->over_budget);
    writer_real(w, "difference", ledger->difference);
    writer_real(w, "percent", ledger->percent);
    writer_text(w, "change",
                change_text(balance->request->arena, ledger->reference_level, ledger->level,
                            balance->series->unit));
    write_run(w, "reference", balance->runs[balance->reference], ledger->reference_level);
    write_run(w, "newest", balance->runs[last], ledger->level);
    write_drift(w, ledger);
    writer_array(w, "entries");
    for (size_t i = 0; i < ledger->count; i++)
        write_entry(w, balance, &ledger->entries[i]);
    writer_end(w);
}

static void write_nothing(struct writer *w)
{
    writer_bool(w, "over_budget", false);
    writer_null(w, "difference");
    writer_null(w, "percent");
    writer_null(w, "change");
    writer_null(w, "reference");
    writer_null(w, "newest");
    writer_null(w, "drift");
    writer_array(w, "entries");
    writer_end(w);
}

static void judge(struct balance *balance)
{
    const struct ledger_series series = {.values = balance->values,
                                         .count = balance->count,
                                         .starts = balance->starts,
                                         .segments = balance->segments,
                                         .reference = balance->reference,
                                         .direction = balance->series->direction,
                                         .budget = balance->budget};

    balance->ledger = ledger_of(balance->request->arena, &series);
}

bool ledger_get(struct request *request, struct error *err)
{
    struct balance balance = {.request = request};
    struct series_row *series;
    int64_t test_id;

    if (!page_named_test(request, &test_id, err) ||
        !browse_one_series(request->connection, request->arena, test_id, request->names[1], &series,
                           err))
        return false;
    balance.series = series;
    read_terms(&balance);
    if (!load_values(&balance, test_id, err) || !load_segments(&balance, test_id, err) ||
        !find_reference(&balance, err))
        return false;
    struct writer w = reply_json(&request->reply, 200);
    writer_object(&w, NULL);
    writer_text(&w, "test", request->names[0]);
    writer_text(&w, "metric", series->metric);
    writer_text(&w, "unit", series_unit(series->unit));
    writer_text(&w, "worse", series_worse(series->direction));
    writer_integer(&w, "runs", (int64_t)balance.count);
    writer_text(&w, "pinned", balance.pinned_found ? balance.pinned : NULL);
    writer_real(&w, "budget_percent", balance.budget);
    if (balance.count > 0) {
        judge(&balance);
        write_balance(&w, &balance);
    } else {
        write_nothing(&w);
    }
    writer_end(&w);
    return true;
}
