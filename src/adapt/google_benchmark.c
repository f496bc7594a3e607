/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "adapt/formats.h"
#include "adapt/object.h"
#include "adapt/output.h"

struct reading {
    struct output *out;
    const struct adapt_file *file;
    int64_t time_us;
};

/* Google Benchmark writes NaN and Infinity bare, which JSON has not; each becomes a null of the
 * same place. They stand after ": ", so "NaN" has room for four letters. */
static void blank_not_finite(char *text, size_t size)
{
    static const char *const words[] = {" NaN", " -NaN", " Infinity", " -Infinity"};
    bool quoted = false;

    for (size_t i = 0; i < size; i++) {
        if (quoted && text[i] == '\\') {
            i++;
            continue;
        }
        if (text[i] == '"')
            quoted = !quoted;
        if (quoted || text[i] != ' ')
            continue;
        for (size_t w = 0; w < ARRAY_LEN(words); w++) {
            const size_t length = strlen(words[w]);
            if (size - i < length || memcmp(text + i, words[w], length) != 0)
                continue;
            memset(text + i, ' ', length);
            memcpy(text + i, "null", 4);
        }
    }
}

static bool is_true(const struct object *object, const char *key)
{
    const struct member *member = object_find(object, key);

    return member && slice_is(member->value, "true");
}

/* A benchmark that was skipped with an error has no times. */
static bool check(const struct object *result, bool failed, const char **ret_unit,
                  struct error *err)
{
    const char *text;

    *ret_unit = NULL;
    if (!object_text(result, "name", &text, err))
        return false;
    if (failed || object_find(result, "rms") || object_find(result, "big_o"))
        return true;
    return object_number(result, "real_time", err) && object_number(result, "cpu_time", err) &&
           object_text(result, "time_unit", ret_unit, err);
}

static bool read_result(void *context, struct slice item, const char *path, struct error *err)
{
    const struct reading *reading = context;
    struct output *out = reading->out;
    struct object result;
    const char *unit;

    if (!object_read(reading->file, output_arena(out), item, path, &result, err))
        return false;
    const bool failed = is_true(&result, "error_occurred");
    if (!check(&result, failed, &unit, err))
        return false;
    output_job(out, !failed);
    struct writer *document = output_begin(
        out, reading->time_us == INT64_MIN ? output_known(out)->at_us : reading->time_us);
    writer_text(document, "metricName", "google-benchmark");
    if (unit)
        writer_text(document, "unit", unit);
    output_members(out, &result, NULL);
    return output_end(out, reading->file, item.at, item.size, err);
}

static bool read_context(struct reading *reading, const struct object *report, struct error *err)
{
    struct object context;
    const char *host;

    if (!object_object(report, "context", &context, err) ||
        !object_time(&context, "date", &reading->time_us, err) ||
        !object_optional_text(&context, "host_name", &host, err))
        return false;
    output_time(reading->out, reading->time_us);
    if (host)
        output_fact_text(reading->out, "hostName", host);
    return true;
}

bool google_benchmark_read(struct output *out, const struct adapt_file *file, struct error *err)
{
    char *text = malloc(file->size + 1);
    struct adapt_file finite = {file->name, text, file->size};
    struct reading reading = {.out = out, .file = &finite};
    struct object report;
    struct slice whole, results;

    if (!text)
        return error_set(err, ERROR_NO_MEMORY, file->name, "no memory for the file");
    memcpy(text, file->text ? file->text : "", file->size);
    blank_not_finite(text, file->size);
    const bool fine =
        object_whole(&finite, &whole, err) &&
        object_read(&finite, output_arena(out), whole, "", &report, err) &&
        read_context(&reading, &report, err) &&
        object_array(&report, "benchmarks", &results, err) &&
        object_each(&finite, output_arena(out), results, "benchmarks", read_result, &reading, err);
    free(text);
    return fine;
}
