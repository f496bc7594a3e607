/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/tell.h"

#include <errno.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "orion/output_files.h"
#include "orion/viz.h"

typedef bool tell_one(const struct telling *telling, struct arena *arena,
                      const struct test_result *result, struct error *err);

static bool put(const struct telling *telling, const struct buffer *text, struct error *err)
{
    if (!buffer_ok(text))
        return error_set(err, ERROR_NO_MEMORY, "stdout", "no memory for the report");
    if (text->size && fwrite(text->data, 1, text->size, telling->out) != text->size)
        return error_set(err, ERROR_IO, "stdout", "the report cannot be written: %s",
                         strerror(errno));
    return true;
}

static const char *name_of(const struct test_result *result)
{
    return result->verdict.frame->test->name;
}

static bool tell_table(const struct telling *telling, struct arena *arena,
                       const struct orion_verdict *verdict, const char *title, const char *pull,
                       struct error *err)
{
    AUTO_BUFFER table, text;
    bool done;

    buffer_init(&table, LIMIT_REPORT);
    buffer_init(&text, LIMIT_REPORT);
    print_text_table(&table, verdict, telling->options);
    done = output_write(
        output_table_name(arena, telling->options, verdict->frame->test->name, pull), &table, err);
    if (!done || telling->options->collapse)
        return done;
    print_heading(&text, title);
    buffer_append(&text, table.data ? table.data : "", table.size);
    buffer_byte(&text, '\n');
    return put(telling, &text, err);
}

static bool tell_pull_tables(const struct telling *telling, struct arena *arena,
                             const struct test_result *result, struct error *err)
{
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_REPORT);
    for (size_t i = 0; i < result->pull_count; i++) {
        const struct pull_result *pull = &result->pulls[i];

        /* The line feed before is one of the characters that Orion underlines. */
        if (pull->verdict && !tell_table(telling, arena, pull->verdict,
                                         arena_printf(arena, "\n%s | Pull Request #%s",
                                                      name_of(result), pull->number),
                                         pull->number, err))
            return false;
    }
    if (telling->options->collapse)
        return true;
    buffer_byte(&text, '\n');
    print_comparison(&text, &result->verdict, result->pulls, result->pull_count, telling->options);
    buffer_text(&text, "\n\n");
    return put(telling, &text, err);
}

static bool tell_text(const struct telling *telling, struct arena *arena,
                      const struct test_result *result, struct error *err)
{
    if (!tell_table(telling, arena, &result->verdict, name_of(result), NULL, err))
        return false;
    return !result->is_pull || tell_pull_tables(telling, arena, result, err);
}

static void print_document(struct buffer *out, const struct telling *telling,
                           const struct test_result *result)
{
    const struct orion_options *options = telling->options;

    if (options->format == ORION_JSON && result->is_pull)
        print_pull_json(out, &result->verdict, result->pulls, result->pull_count, options);
    else if (options->format == ORION_JSON)
        print_json(out, &result->verdict, options);
    else if (result->is_pull)
        print_pull_junit(out, &result->verdict, result->pulls, result->pull_count, options,
                         telling->now);
    else
        print_junit(out, &result->verdict, options, telling->now);
}

static bool tell_document(const struct telling *telling, struct arena *arena,
                          const struct test_result *result, struct error *err)
{
    const char *ending = telling->options->format == ORION_JSON ? ".json" : ".xml";
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_REPORT);
    print_document(&text, telling, result);
    if (!output_write(output_result_name(arena, telling->options, name_of(result), ending), &text,
                      err))
        return false;
    buffer_byte(&text, '\n');
    return put(telling, &text, err);
}

static bool save_json(const struct telling *telling, struct arena *arena,
                      const struct orion_verdict *verdict, struct error *err)
{
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_REPORT);
    print_json(&text, verdict, telling->options);
    return output_write(
        output_result_name(arena, telling->options, verdict->frame->test->name, ".json"), &text,
        err);
}

static bool save_page(const struct telling *telling, struct arena *arena,
                      const struct orion_verdict *verdict, const char *ending, struct error *err)
{
    AUTO_BUFFER page;

    buffer_init(&page, LIMIT_REPORT);
    viz_page(&page, verdict, telling->options, telling->now);
    return output_write(
        output_result_name(arena, telling->options, verdict->frame->test->name, ending), &page,
        err);
}

static bool save_pages(const struct telling *telling, struct arena *arena,
                       const struct test_result *result, struct error *err)
{
    if (!telling->options->viz)
        return true;
    if (!save_page(telling, arena, &result->verdict,
                   result->is_pull ? "_periodic_viz.html" : "_viz.html", err))
        return false;
    for (size_t i = 0; i < result->pull_count; i++) {
        const struct pull_result *pull = &result->pulls[i];

        if (pull->verdict &&
            !save_page(telling, arena, pull->verdict,
                       arena_printf(arena, "_pull_%s_viz.html", pull->number), err))
            return false;
    }
    return true;
}

static bool tell_summary(const struct telling *telling, const struct test_result *results,
                         size_t count, struct error *err)
{
    AUTO_BUFFER text, blocks;
    bool regression = false;

    buffer_init(&text, LIMIT_REPORT);
    buffer_init(&blocks, LIMIT_REPORT);
    for (size_t i = 0; i < count; i++) {
        regression = regression || results[i].verdict.regression;
        if (results[i].verdict.regression)
            print_summary(&blocks, &results[i].verdict, telling->options);
    }
    buffer_text(&text, regression ? "Regression(s) found :\n" : "No regressions found\n");
    buffer_append(&text, blocks.data ? blocks.data : "", blocks.size);
    text.failed = text.failed || blocks.failed;
    return put(telling, &text, err);
}

/* With --correct: one JSON document for all tests (fault 19). */
static bool tell_json_set(const struct telling *telling, struct arena *arena,
                          const struct test_result *results, size_t count, struct error *err)
{
    struct orion_verdict *verdicts = ARENA_ARRAY(arena, struct orion_verdict, count ? count : 1);
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_REPORT);
    for (size_t i = 0; i < count; i++) {
        verdicts[i] = results[i].verdict;
        if (!save_json(telling, arena, &verdicts[i], err))
            return false;
    }
    print_json_set(&text, verdicts, count, telling->options);
    buffer_byte(&text, '\n');
    return put(telling, &text, err);
}

static bool tell_each(const struct telling *telling, struct arena *arena,
                      const struct test_result *results, size_t count, struct error *err)
{
    tell_one *const tell = telling->options->format == ORION_TEXT ? tell_text : tell_document;

    if (telling->options->format == ORION_JSON && count > 1)
        log_warning("orion", "fault 19",
                    "the JSON of %zu tests is as many documents; --correct gives one", count);
    for (size_t i = 0; i < count; i++)
        if (!tell(telling, arena, &results[i], err))
            return false;
    return telling->options->format == ORION_JSON || tell_summary(telling, results, count, err);
}

bool tell_results(const struct telling *telling, const struct test_result *results, size_t count,
                  struct error *err)
{
    const bool one_document = telling->options->correct && telling->options->format == ORION_JSON &&
                              !telling->options->pr_analysis;
    /* What CI systems that keep JSON want beside the other formats (PROW_JOB_ID). */
    const bool json_beside = telling->options->save_json && telling->options->format != ORION_JSON;
    AUTO_ARENA arena = arena_new();

    if (one_document ? !tell_json_set(telling, arena, results, count, err)
                     : !tell_each(telling, arena, results, count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if ((json_beside && !save_json(telling, arena, &results[i].verdict, err)) ||
            !save_pages(telling, arena, &results[i], err))
            return false;
    if (fflush(telling->out) != 0)
        return error_set(err, ERROR_IO, "stdout", "the report cannot be written: %s",
                         strerror(errno));
    return true;
}
