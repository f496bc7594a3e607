/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.c - rigel audit: measures the detector on the stored series, and prints what came out. */
#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/detector_audits.h"
#include "base/limits.h"
#include "command.h"
#include "detect/audit_job.h"
#include "options.h"
#include "report/text_table.h"
#include "store/analysis_queue.h"
#include "store/migrate.h"

struct options {
    const char *config;
    const char *format; /* text, json */
    char *const *tests;
    size_t test_count; /* 0: all */
    unsigned samples;  /* 0: as configured */
    uint32_t seed;
};

static bool take_number(const char *name, const char *value, unsigned long least,
                        unsigned long most, unsigned long *ret, struct error *err)
{
    char *end;
    const unsigned long number = strtoul(value, &end, 10);

    if (*value < '0' || *value > '9' || *end || number < least || number > most)
        return error_set(err, ERROR_USAGE, name, "'%s' is not a number from %lu to %lu", value,
                         least, most);
    *ret = number;
    return true;
}

static bool take_samples(void *context, const char *value, struct error *err)
{
    struct options *options = context;
    unsigned long number = 0;

    if (!take_number("--samples", value, 1, 1000, &number, err))
        return false;
    options->samples = (unsigned)number;
    return true;
}

static bool take_seed(void *context, const char *value, struct error *err)
{
    struct options *options = context;
    unsigned long number = 0;

    if (!take_number("--seed", value, 0, UINT32_MAX, &number, err))
        return false;
    options->seed = (uint32_t)number;
    return true;
}

static bool take_format(void *context, const char *value, struct error *err)
{
    struct options *options = context;

    if (strcmp(value, "text") != 0 && strcmp(value, "json") != 0)
        return error_set(err, ERROR_USAGE, "--format", "'%s' is not text or json", value);
    options->format = value;
    return true;
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"config", "FILE", COMMAND_CONFIG_HELP, .text = &options->config},
        {"format", "FORMAT", "text (the default) or json", .take = take_format, .context = options},
        {"samples", "N", "instead of audit.samples", .take = take_samples, .context = options},
        {"seed", "N", "of the random numbers (default 0); equal ones give equal figures",
         .take = take_seed, .context = options},
    };
    const struct command_usage usage = {
        "audit",
        "usage: rigel audit [TEST...] [OPTION...]\n\n"
        "Measures the detector on the stored series of the tests (default: of all):\n"
        "false reports in histories without a change that are made of their own values,\n"
        "and which steps put into these are found, after how many runs. What came out is\n"
        "kept for the API and /metrics, and printed.",
        rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    options->tests = argv + optind;
    options->test_count = (size_t)(argc - optind);
    return -1;
}

static bool find_tests(struct store *store, struct arena *arena, const struct options *options,
                       int64_t **ret_ids, size_t *ret_count, struct error *err)
{
    struct store_connection *connection = store_borrow(store, err);
    bool ok = connection != NULL;

    if (ok && options->test_count == 0)
        ok = detector_audit_due(connection, arena, 0, ret_ids, ret_count, err);
    if (ok && options->test_count > 0) {
        *ret_count = options->test_count;
        *ret_ids = ARENA_ARRAY(arena, int64_t, options->test_count);
        for (size_t i = 0; ok && i < options->test_count; i++)
            ok = analysis_queue_find_test(connection, options->tests[i], &(*ret_ids)[i], err);
    }
    store_return(connection);
    return ok;
}

/* "12%", "-" */
static const char *share(struct arena *arena, const struct audit_figures *figures, double percent)
{
    for (size_t i = 0; i < AUDIT_STEPS; i++)
        if (figures->steps[i].percent == percent && figures->steps[i].injected > 0)
            return arena_printf(arena, "%.0f%%", 100 * figures->steps[i].recall);
    return "-";
}

static const char *delay(struct arena *arena, const struct audit_figures *figures, double percent)
{
    for (size_t i = 0; i < AUDIT_STEPS; i++)
        if (figures->steps[i].percent == percent && figures->steps[i].found > 0)
            return arena_printf(arena, "%g", figures->steps[i].delay);
    return "-";
}

static const char *number(struct arena *arena, bool is_there, const char *unit, double value)
{
    return is_there && !isnan(value) ? arena_printf(arena, "%.2f%s", value, unit) : "-";
}

enum { COLUMNS = 13 };

static void fill_row(struct arena *arena, const char **cells, const struct detector_audit_row *row)
{
    const struct audit_figures *figures = &row->figures;
    const bool any = figures->quiet[AUDIT_BLOCKS].values > 0;
    static const double sizes[] = {2, 5, 10, 25};

    cells[0] = row->metric[0] ? arena_printf(arena, "  %s", row->metric) : row->test;
    cells[1] = row->algorithm[0] ? row->algorithm : "-";
    cells[2] = number(arena, any, "", figures->quiet[AUDIT_SHUFFLED].per_1000);
    cells[3] = number(arena, any, "", figures->quiet[AUDIT_BLOCKS].per_1000);
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        cells[4 + i] = share(arena, figures, sizes[i]);
        cells[8 + i] = delay(arena, figures, sizes[i]);
    }
    cells[12] = number(arena, any, "%", figures->threshold);
}

static void write_table(struct buffer *out, struct arena *arena,
                        const struct detector_audit_row *rows, size_t count)
{
    static const struct text_column columns[COLUMNS] = {
        {"test, metric", false}, {"algorithm", false}, {"false/1000", true}, {"in blocks", true},
        {"found 2%", true},      {"5%", true},         {"10%", true},        {"25%", true},
        {"runs 2%", true},       {"5%", true},         {"10%", true},        {"25%", true},
        {"threshold", true}};
    const char **cells = ARENA_ARRAY(arena, const char *, count *COLUMNS + 1);

    for (size_t i = 0; i < count; i++)
        fill_row(arena, cells + i * COLUMNS, &rows[i]);
    text_table_write(out, columns, COLUMNS, cells, count);
    buffer_printf(out, "%s: %s\n", rows[0].test, detector_audit_words(arena, &rows[0]));
}

static bool print(struct buffer *out, struct error *err)
{
    if (!buffer_ok(out))
        return error_set(err, ERROR_LIMIT, NULL, "the table is larger than %u bytes", LIMIT_REPORT);
    if (fwrite(out->data, 1, out->size, stdout) != out->size || fflush(stdout) != 0)
        return error_set(err, ERROR_IO, "stdout", "cannot write");
    return true;
}

static bool load_rows(struct store *store, struct arena *arena, int64_t test_id,
                      struct detector_audit_row **ret_rows, size_t *ret_count, struct error *err)
{
    struct store_connection *connection = store_borrow(store, err);
    const bool ok =
        connection && detector_audit_load(connection, arena, test_id, ret_rows, ret_count, err);

    store_return(connection);
    return ok;
}

/* Measures the tests and puts each into out. */
static bool audit_all(struct store *store, const struct service_config *config,
                      const struct options *options, const int64_t *ids, size_t count,
                      struct buffer *out, struct error *err)
{
    const struct audit_options audit = {.samples = options->samples ? options->samples
                                                                    : config->audit_samples,
                                        .budget = config->audit_budget,
                                        .seed = options->seed};
    const bool json = strcmp(options->format, "json") == 0;
    AUTO_ARENA arena = arena_new();
    struct writer w = writer_on(out);
    struct detector detector;
    bool ok = detector_init(&detector, config, err), done;

    if (!ok)
        return false;
    if (json)
        writer_array(&w, NULL);
    for (size_t i = 0; i < count && ok; i++) {
        struct detector_audit_row *rows = NULL;
        size_t row_count = 0;

        ok = audit_job_run(store, &detector, arena, ids[i], &audit, NULL, NULL, &done, err) &&
             load_rows(store, arena, ids[i], &rows, &row_count, err);
        if (ok && row_count > 0 && json)
            detector_audit_write(&w, arena, rows, row_count);
        else if (ok && row_count > 0)
            write_table(out, arena, rows, row_count);
    }
    if (json)
        writer_end(&w);
    detector_done(&detector);
    return ok;
}

static bool audit(struct store *store, const struct service_config *config,
                  const struct options *options, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER out;
    int64_t *ids = NULL;
    size_t count = 0;

    buffer_init(&out, LIMIT_REPORT);
    if (!migrate_verify(store, err) || !find_tests(store, arena, options, &ids, &count, err) ||
        !audit_all(store, config, options, ids, count, &out, err))
        return false;
    if (strcmp(options->format, "json") == 0)
        buffer_text(&out, "\n");
    else if (count == 0)
        buffer_text(&out, "no tests\n");
    return print(&out, err);
}

static bool run(const struct options *options, struct error *err)
{
    struct service_config *config = command_config_load(options->config, err);

    if (!config)
        return false;

    struct store *store = command_store(config, "rigel audit", 1, err);
    const bool ok = store && audit(store, config, options, err);

    store_free(store);
    service_config_free(config);
    return ok;
}

int command_audit(int argc, char **argv)
{
    struct options options = {.config = COMMAND_CONFIG_FILE, .format = "text"};
    struct error err = {0};
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &err))
        return 0;
    return command_failed("audit", &err);
}
