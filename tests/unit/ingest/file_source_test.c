/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "ingest/source.h"

static const struct condition is_platform = {.field = "platform",
                                             .value = {.type = VALUE_TEXT, .text = "aws"}};
static const struct condition is_cpu = {.field = "metricName.keyword",
                                        .value = {.type = VALUE_TEXT, .text = "cpu"}};
static const struct condition is_any = {.field = "metricName",
                                        .value = {.type = VALUE_TEXT, .text = "cpu mem"}};
static const struct metric metrics[] = {
    {.name = "cpu", .field = "value", .must = {&is_cpu, 1}, .group_by = "labels.pod.keyword"},
    {.name = "shown", .field = "value", .must = {&is_any, 1}, .is_metadata = true},
    {.name = "both", .field = "value", .must = {&is_any, 1}},
};
static const struct test test = {
    .name = "t",
    .runs = {.must = {&is_platform, 1}},
    .metrics = metrics,
    .metric_count = 3,
    .uuid_field = "uuid",
    .version_field = "version",
    .timestamp = "timestamp",
    .metadata_index = "meta*",
    .benchmark_index = "bench*",
    .place = "test.yaml:1:1",
};

struct folder {
    char path[64];
    struct source_config config;
    struct source *source;
    struct buffer seen; /* what the sink got, one line a hit */
    size_t calls;
    bool refuse;
};

static void write_file(const struct folder *folder, const char *name, const char *bytes)
{
    char path[128];

    (void)snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    (void)fputs(bytes, file);
    assert_int_equal(fclose(file), 0);
}

static int open_folder(void **state)
{
    struct folder *folder = calloc(1, sizeof *folder);
    struct error err;

    assert_non_null(folder);
    (void)strcpy(folder->path, "/tmp/rigel-files-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
    folder->config = (struct source_config){
        .name = "files", .kind = SOURCE_FILES, .path = folder->path, .page_size = 2};
    buffer_init(&folder->seen, 1 << 20);
    folder->source = file_source_open(&folder->config, NULL, &err);
    assert_non_null(folder->source);
    *state = folder;
    return 0;
}

static int close_folder(void **state)
{
    struct folder *folder = *state;
    char program[] = "rm", option[] = "-r";
    char *arguments[] = {program, option, folder->path, NULL};
    pid_t child;
    int status = -1;

    folder->source->ops->free(folder->source);
    buffer_done(&folder->seen);
    if (posix_spawnp(&child, "rm", NULL, NULL, arguments, NULL) == 0)
        (void)waitpid(child, &status, 0);
    free(folder);
    return status;
}

static bool note(void *context, const struct hit *hits, size_t count, struct error *err)
{
    struct folder *folder = context;

    folder->calls++;
    assert_true(count > 0 && count <= folder->config.page_size);
    for (size_t i = 0; i < count; i++) {
        buffer_printf(&folder->seen, "%s %s", hits[i].index, hits[i].id);
        for (size_t m = 0; m < hits[i].matched_count; m++)
            buffer_printf(&folder->seen, " %u", hits[i].matched[m]);
        if (hits[i].reject)
            buffer_printf(&folder->seen, " ! %s", hits[i].reject->text);
        buffer_byte(&folder->seen, '\n');
    }
    return folder->refuse ? error_set(err, ERROR_DATABASE, NULL, "full") : true;
}

static const char *runs_since(struct folder *folder, int64_t since_us, const char *uuid)
{
    struct error err = {0};

    buffer_clear(&folder->seen);
    buffer_text(&folder->seen, "");
    if (!folder->source->ops->runs(folder->source, &test, since_us, uuid, note, folder, &err))
        buffer_printf(&folder->seen, "error: %s", err.text);
    return folder->seen.data;
}

static const char *documents_of(struct folder *folder, const char *const *uuids, size_t count)
{
    struct error err = {0};

    buffer_clear(&folder->seen);
    buffer_text(&folder->seen, "");
    if (!folder->source->ops->documents(folder->source, &test, uuids, count, note, folder, &err))
        buffer_printf(&folder->seen, "error: %s", err.text);
    return folder->seen.data;
}

static void write_usual(const struct folder *folder)
{
    write_file(folder, "meta.ndjson",
               "{\"uuid\":\"u1\",\"platform\":\"AWS\",\"timestamp\":\"2026-01-01T00:00:00Z\"}\n"
               "{\"uuid\":\"u2\",\"platform\":\"AWS\",\"timestamp\":1775000000}\n"
               "{\"uuid\":\"u3\",\"platform\":\"GCP\",\"timestamp\":\"2026-01-03T00:00:00Z\"}\n");
    write_file(folder, "bench-cpu.json",
               "[{\"uuid\":\"u1\",\"metricName\":\"cpu\",\"value\":1,\"labels\":{\"pod\":\"b\"}},\n"
               "{\"uuid\":\"u2\",\"metricName\":\"cpu\",\"value\":2,\"labels\":{\"pod\":\"a\"}},\n"
               "{\"uuid\":\"u1\",\"metricName\":\"mem\",\"value\":3},\n"
               "{\"uuid\":\"u1\",\"metricName\":\"net\",\"value\":4}]\n");
    write_file(folder, "bench.mapping.json", "{\"mappings\":{}}");
    write_file(folder, "notes.txt", "nothing");
}

static void runs_are_those_that_meet_the_metadata_query(void **state)
{
    struct folder *folder = *state;

    write_usual(folder);
    assert_string_equal(runs_since(folder, INT64_MIN, NULL),
                        "meta meta.ndjson:1\nmeta meta.ndjson:2\n");
    assert_string_equal(runs_since(folder, INT64_C(1770000000000000), NULL),
                        "meta meta.ndjson:2\n");
    assert_string_equal(runs_since(folder, INT64_MIN, "u1"), "meta meta.ndjson:1\n");
    assert_string_equal(runs_since(folder, INT64_MIN, "u3"), "");
}

static void documents_name_the_analysed_metrics_they_meet(void **state)
{
    struct folder *folder = *state;

    write_usual(folder);
    (void)runs_since(folder, INT64_MIN, NULL);
    assert_string_equal(documents_of(folder, (const char *const[]){"u2", "u1"}, 2),
                        "bench-cpu bench-cpu.json:1 0 2\nbench-cpu bench-cpu.json:2 0 2\n"
                        "bench-cpu bench-cpu.json:3 2\n");
    assert_string_equal(documents_of(folder, (const char *const[]){"nobody"}, 1), "");
}

static void bad_documents_are_told_once_and_stop_nothing(void **state)
{
    struct folder *folder = *state;
    AUTO_BUFFER bytes;

    buffer_init(&bytes, 64u << 20);
    buffer_text(&bytes, "{\"uuid\":\"u1\",\"platform\":\"AWS\",\"x\":NaN}\n[1]\n{\"uuid\":\n");
    for (int i = 0; i < 101; i++)
        buffer_text(&bytes, "{\"a\":");
    buffer_text(&bytes, "1");
    for (int i = 0; i < 101; i++)
        buffer_byte(&bytes, '}');
    buffer_text(&bytes, "\n{\"platform\":\"AWS\"}\n{\"uuid\":\"");
    for (size_t i = 0; i < LIMIT_DOCUMENT_SIZE; i++)
        buffer_byte(&bytes, 'x');
    buffer_text(&bytes, "\"}\n{\"uuid\":\"u1\",\"platform\":\"AWS\"}\n");
    assert_true(buffer_ok(&bytes));
    write_file(folder, "meta.ndjson", bytes.data);
    const char *seen = runs_since(folder, INT64_MIN, NULL);
    assert_non_null(strstr(seen, "meta meta.ndjson:7\n"));
    assert_non_null(strstr(seen, "meta.ndjson:1 ! not JSON: column"));
    assert_non_null(strstr(seen, "meta.ndjson:2 ! expected a JSON object, found an array\n"));
    assert_non_null(strstr(seen, "meta.ndjson:3 ! not JSON"));
    assert_non_null(strstr(seen, "meta.ndjson:4 ! nested more than 100 levels deep\n"));
    assert_non_null(strstr(seen, "meta.ndjson:5 ! no run id\n"));
    assert_non_null(strstr(seen, "meta.ndjson:6 ! 16777"));
    assert_string_equal(runs_since(folder, INT64_MIN, NULL), "meta meta.ndjson:7\n");
}

static void bulk_actions_give_index_and_id_and_later_documents_replace(void **state)
{
    struct folder *folder = *state;

    write_file(folder, "anything.ndjson",
               "{\"index\":{\"_index\":\"meta-1\",\"_id\":\"a\"}}\n"
               "{\"uuid\":\"u1\",\"platform\":\"azure\"}\n"
               "{\"index\":{\"_index\":\"meta-1\",\"_id\":\"b\"}}\n"
               "{\"uuid\":\"u2\",\"platform\":\"aws\"}\n"
               "{\"index\":{\"_index\":\"meta-1\",\"_id\":\"a\"}}\n"
               "{\"uuid\":\"u1\",\"platform\":\"aws\"}\n"
               "{\"create\":{\"_index\":\"meta-1\",\"_id\":\"b\"}}\n"
               "{\"uuid\":\"u9\",\"platform\":\"aws\"}\n"
               "{\"index\":{\"_index\":\"meta-1\",\"_id\":\"c\"}}\n"
               "{\"uuid\":\"u3\",\"platform\":\"aws\"}\n"
               "{\"delete\":{\"_index\":\"meta-1\",\"_id\":\"c\"}}\n"
               "{\"index\":{\"_index\":\"meta-1\"}}\n"
               "{\"uuid\":\"u4\",\"platform\":\"aws\"}\n"
               "{\"update\":{\"_index\":\"meta-1\",\"_id\":\"b\"}}\n"
               "{\"doc\":{\"platform\":\"gcp\"}}\n"
               "{\"index\":{\"_index\":\"other\",\"_id\":\"a\"}}\n"
               "{\"uuid\":\"u5\",\"platform\":\"aws\"}\n");
    assert_string_equal(runs_since(folder, INT64_MIN, NULL),
                        "meta-1 b\nmeta-1 a\nmeta-1 anything.ndjson:13\n"
                        "meta-1 anything.ndjson:15 ! an update of _bulk form is no document\n");
}

static void a_changed_file_is_read_anew_at_the_next_look(void **state)
{
    struct folder *folder = *state;

    write_usual(folder);
    (void)runs_since(folder, INT64_MIN, NULL);
    write_file(folder, "meta2.jsonl", "{\"uuid\":\"u7\",\"platform\":\"AWS\"}\n");
    assert_string_equal(runs_since(folder, INT64_MIN, "u7"), "meta2 meta2.jsonl:1\n");
}

static void fingerprints_change_with_the_documents_and_only_with_them(void **state)
{
    struct folder *folder = *state;
    const char *const uuids[] = {"u1", "u2", "u3"};
    struct run_fingerprint before[3], after[3];
    struct error err;

    write_usual(folder);
    (void)runs_since(folder, INT64_MIN, NULL);
    assert_true(folder->source->ops->fingerprints(folder->source, &test, uuids, 3, before, &err));
    assert_int_equal(before[0].documents, 2);
    assert_int_equal(before[1].documents, 1);
    assert_int_equal(before[2].documents, 0);
    assert_string_equal(before[2].text, "");
    write_file(folder, "bench-new.json", "{\"uuid\":\"u2\",\"metricName\":\"mem\",\"value\":9}\n");
    (void)runs_since(folder, INT64_MIN, NULL);
    assert_true(folder->source->ops->fingerprints(folder->source, &test, uuids, 3, after, &err));
    assert_string_equal(before[0].text, after[0].text);
    assert_string_not_equal(before[1].text, after[1].text);
    assert_int_equal(after[1].documents, 2);
}

static void group_values_are_sorted_and_told_once(void **state)
{
    struct folder *folder = *state;
    AUTO_ARENA arena = arena_new();
    const char *const uuids[] = {"u1", "u2"}, *const * values;
    size_t count;
    struct error err;

    write_usual(folder);
    assert_true(folder->source->ops->group_values(folder->source, &test, &metrics[0], uuids, 2,
                                                  arena, &values, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(values[0], "a");
    assert_string_equal(values[1], "b");
}

static void a_sink_that_fails_ends_the_call_with_its_error(void **state)
{
    struct folder *folder = *state;

    write_usual(folder);
    folder->refuse = true;
    assert_non_null(strstr(runs_since(folder, INT64_MIN, NULL), "error: full"));
    assert_int_equal(folder->calls, 1);
}

static void a_folder_that_is_not_there_is_an_error_with_its_name(void **state)
{
    struct folder *folder = *state;
    struct source_config config = folder->config;
    struct error err = {0};

    config.path = "/tmp/rigel-there-is-no-such-folder";
    struct source *source = file_source_open(&config, NULL, &err);
    assert_non_null(source);
    assert_false(source->ops->runs(source, &test, INT64_MIN, NULL, note, folder, &err));
    assert_int_equal(err.code, ERROR_IO);
    assert_string_equal(err.place, config.path);
    source->ops->free(source);
}

static void aggregates_are_refused_with_the_way_out(void **state)
{
    struct folder *folder = *state;
    struct error err = {0};

    assert_false(folder->source->ops->aggregates(folder->source, &test, NULL, 0, NULL, NULL, &err));
    assert_int_equal(err.code, ERROR_CONFIG);
    assert_string_equal(err.place, "test.yaml:1:1");
}

#define WITH_FOLDER(name) cmocka_unit_test_setup_teardown(name, open_folder, close_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_FOLDER(runs_are_those_that_meet_the_metadata_query),
        WITH_FOLDER(documents_name_the_analysed_metrics_they_meet),
        WITH_FOLDER(bad_documents_are_told_once_and_stop_nothing),
        WITH_FOLDER(bulk_actions_give_index_and_id_and_later_documents_replace),
        WITH_FOLDER(a_changed_file_is_read_anew_at_the_next_look),
        WITH_FOLDER(fingerprints_change_with_the_documents_and_only_with_them),
        WITH_FOLDER(group_values_are_sorted_and_told_once),
        WITH_FOLDER(a_sink_that_fails_ends_the_call_with_its_error),
        WITH_FOLDER(a_folder_that_is_not_there_is_an_error_with_its_name),
        WITH_FOLDER(aggregates_are_refused_with_the_way_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
