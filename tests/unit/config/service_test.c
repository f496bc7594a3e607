/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/service.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/clock.h"
#include "kit/config_kit.h"

#define TESTS                                                                                      \
    "tests:\n  - name: t\n    metadata: {a: b}\n    metrics:\n"                                    \
    "      - {name: m-{{ version }}, metric_of_interest: value}\n"
#define SOURCE                                                                                     \
    "sources:\n  - name: main\n    url: http://h:9200\n    metadata_index: m\n"                    \
    "    benchmark_index: b\n"

struct fixture {
    struct kit_folder folder;
    struct seen_faults seen;
    struct error err;
};

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_non_null(fixture);
    kit_folder_init(&fixture->folder);
    (void)kit_folder_write(&fixture->folder, "one.yaml", TESTS);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    kit_folder_done(&fixture->folder);
    free(fixture);
    return 0;
}

static struct service_config *load(struct fixture *fixture, const char *text)
{
    const char *path = kit_folder_write(&fixture->folder, "rigel.yaml", text);

    fixture->seen.text[0] = '\0';
    return service_config_load(path, seen_report, &fixture->seen, &fixture->err);
}

static void refused(struct fixture *fixture, const char *text, const char *expected)
{
    assert_null(load(fixture, text));
    assert_int_equal(fixture->err.code, ERROR_CONFIG);
    if (!strstr(fixture->seen.text, expected))
        fail_msg("'%s' is not among:\n%s", expected, fixture->seen.text);
}

static void all_keys_reach_the_struct(void **state)
{
    struct fixture *fixture = *state;
    struct service_config *config = load(
        fixture, "database: {conninfo: host=h dbname=d, pool: 3, connect_timeout: 2s,\n"
                 "  statement_timeout: 0s, migrate: no}\n" SOURCE
                 "  - {name: local, kind: files, path: docs, poll: 5s}\n"
                 "tests:\n  files: ['*.yaml', one.yaml]\n  variables: {version: '4.20', n: 7}\n"
                 "ingest: {settle: 1h, reopen: 2d, retention: 0s}\n"
                 "analysis: {threads: 1, max_pvalue: 0.01, window_len: 30, min_magnitude: 0.05,\n"
                 " false_reports: 0.25, smallest_change: 2.5,\n"
                 "  missing: skip}\n"
                 "api: {listen: '::1', port: 0, port_file: run/port, threads: 2, connections: 9}\n"
                 "log: {level: error}\n");

    if (config) /* rigel.yaml is among *.yaml: it is no test file */
        fail_msg("a file that is no test file was accepted");
    config = load(fixture,
                  "database: {conninfo: host=h dbname=d, pool: 3, connect_timeout: 2s,\n"
                  "  statement_timeout: 0s, migrate: no}\n" SOURCE
                  "  - {name: local, kind: files, path: docs, poll: 5s}\n"
                  "tests:\n  files: ['o*.yaml', one.yaml]\n  variables: {version: '4.20', n: 7}\n"
                  "ingest: {settle: 1h, reopen: 2d, retention: 0s}\n"
                  "analysis: {threads: 1, max_pvalue: 0.01, window_len: 30, min_magnitude: 0.05,\n"
                  " false_reports: 0.25, smallest_change: 2.5,\n"
                  "  missing: skip}\n"
                  "api: {listen: '::1', port: 0, port_file: run/port, threads: 2, connections: 9}\n"
                  "log: {level: error}\n");
    assert_string_equal(fixture->seen.text, "");
    assert_non_null(config);
    assert_string_equal(config->database_conninfo, "host=h dbname=d");
    assert_int_equal(config->database_pool, 3);
    assert_int_equal(config->database_connect_timeout_us, 2 * CLOCK_SECOND);
    assert_int_equal(config->database_statement_timeout_us, 0);
    assert_false(config->database_migrate);
    assert_int_equal(config->source_count, 2);
    assert_string_equal(config->sources[0].url, "http://h:9200");
    assert_int_equal(config->sources[1].kind, SOURCE_FILES);
    assert_int_equal(config->sources[1].poll_us, 5 * CLOCK_SECOND);
    assert_int_equal(config->test_file_count, 1);
    assert_int_equal(config->variable_count, 2);
    assert_string_equal(config->variables[3], "7");
    assert_int_equal(config->settle_us, 3600 * CLOCK_SECOND);
    assert_int_equal(config->reopen_us, 2 * CLOCK_DAY);
    assert_int_equal(config->retention_us, 0);
    assert_int_equal(config->analysis_threads, 1);
    assert_true(config->analysis_max_pvalue == 0.01);
    assert_int_equal(config->analysis_window_len, 30);
    assert_true(config->analysis_min_magnitude == 0.05);
    assert_true(config->analysis_false_reports == 0.25);
    assert_true(config->analysis_smallest_change == 2.5);
    assert_int_equal(config->analysis_missing, CONFIG_MISSING_SKIP);
    assert_string_equal(config->listen_address, "::1");
    assert_int_equal(config->listen_port, 0);
    assert_int_equal(config->api_threads, 2);
    assert_int_equal(config->api_connections, 9);
    assert_int_equal(config->log_level, LOG_ERROR);
    assert_string_equal(config->tests->tests[0].metrics[0].name, "m-4.20");
    service_config_free(config);
}

static void paths_are_relative_to_the_file(void **state)
{
    struct fixture *fixture = *state;
    struct service_config *config =
        load(fixture, "sources:\n  - {name: l, kind: files, path: docs}\n"
                      "tests: {files: [one.yaml], variables: {version: x}}\n"
                      "api: {port_file: /run/port}\n");
    AUTO_ARENA arena = arena_new();

    assert_non_null(config);
    assert_string_equal(config->sources[0].path,
                        arena_printf(arena, "%s/docs", fixture->folder.path));
    assert_string_equal(config->port_file, "/run/port");
    service_config_free(config);
}

static void an_empty_file_has_every_default_and_no_test(void **state)
{
    struct service_config *config = load(*state, "# nothing\n");

    assert_non_null(config);
    assert_int_equal(config->source_count, 0);
    assert_int_equal(config->tests->count, 0);
    assert_int_equal(config->retention_us, 90 * CLOCK_DAY);
    service_config_free(config);
}

static void unknown_keys_are_refused_with_the_nearest_known_one(void **state)
{
    refused(*state, "ingest:\n  setle: 1h\n",
            "rigel.yaml:2:3: there is no key 'ingest.setle'; is 'ingest.settle' meant?\n");
    refused(*state, "databse: {}\n",
            "rigel.yaml:1:1: there is no key 'databse'; is 'database' meant?");
    refused(*state, "qqq: 1\n", "there is no key 'qqq'; `rigel config explain` lists them");
    refused(*state, "sources:\n  - {name: x, ulr: y}\n",
            "rigel.yaml:2:15: a source has no key 'ulr'; is 'url' meant?");
    refused(*state, "api: 8080\n", "rigel.yaml:1:6: 'api' is a map of keys, not a whole number");
    refused(*state, "[]\n", "rigel.yaml:1:1: the service's file is a map of keys, not a list");
}

static void sources_are_checked_whole(void **state)
{
    refused(*state, "sources: x\n", "sources is a list, not a text");
    refused(*state, "sources: [x]\n", "rigel.yaml:1:11: a source is a map of keys, not a text");
    refused(*state, "sources:\n  - url: http://h\n", "rigel.yaml:2:5: the source has no name");
    refused(*state, "sources:\n  - name: a\n", "rigel.yaml:2:5: a search source needs url");
    refused(*state, "sources:\n  - {name: a, kind: files}\n", "a source of kind files needs path");
    refused(*state, "sources:\n  - {name: a, kind: files, path: p, url: http://h}\n",
            "rigel.yaml:2:42: a source of kind files has no url");
    refused(*state, "sources:\n  - {name: a, url: http://h, path: p}\n",
            "rigel.yaml:2:36: a search source has no path; is kind: files meant?");
    refused(*state, "sources:\n  - {name: a, url: http://h}\n  - {name: a, url: http://i}\n",
            "rigel.yaml:3:5: there are two sources of the name a");
}

static void auth_needs_what_it_needs(void **state)
{
#define S "sources:\n  - {name: a, url: http://h, "
    refused(*state, S "auth: basic, user: u}\n", "rigel.yaml:2:36: this auth needs secret_file or");
    refused(*state, S "auth: basic, secret_env: E}\n", "this auth needs user");
    refused(*state, S "auth: sigv4, user: u, secret_env: E}\n", "sigv4 needs region");
    refused(*state, S "auth: sigv4, user: u, secret_env: E, region: r, service: s3}\n",
            "service is es or aoss");
    refused(*state, S "auth: api_key, secret_env: E, secret_file: f}\n",
            "secret_file and secret_env are both given");
    refused(*state, S "user: u}\n", "user or secret without auth");
    refused(*state, S "auth: token}\n", "auth is one of none|basic|api_key|sigv4");
}

static void tests_must_find_their_source_and_indices(void **state)
{
    struct fixture *fixture = *state;

    refused(fixture, "tests: {files: [one.yaml], variables: {version: x}}\n",
            "one.yaml:2:5: there is no source for the test t");
    refused(fixture,
            "sources:\n  - {name: a, url: http://h}\n"
            "tests: {files: [one.yaml], variables: {version: x}}\n",
            "one.yaml:2:5: neither the test nor its source has a benchmark_index: a");
    (void)kit_folder_write(&fixture->folder, "two.yaml",
                           "tests:\n  - name: u\n    source: nope\n    metadata: {a: b}\n"
                           "    metrics:\n      - {name: m, metric_of_interest: v}\n");
    refused(fixture, SOURCE "tests: {files: [two.yaml]}\n",
            "two.yaml:2:5: the test's source is not among the sources of the service: nope");
}

static void every_fault_of_every_file_is_told(void **state)
{
    struct fixture *fixture = *state;

    (void)kit_folder_write(&fixture->folder, "ack.yaml", "acks: []\n");
    refused(fixture,
            "api: {port: x}\nlog: {level: y}\n" SOURCE "tests: {files: [one.yaml, 'none*.yaml']}\n"
            "acknowledgements: {files: [ack.yaml]}\n",
            "api.port is a whole number");
    assert_non_null(strstr(fixture->seen.text, "rigel.yaml:2:14: log.level is one of"));
    assert_non_null(strstr(fixture->seen.text, "one.yaml:5:21: template: 'version' is undefined"));
    assert_non_null(strstr(fixture->seen.text, "rigel.yaml:8:27: no file matches"));
    assert_non_null(strstr(fixture->seen.text, "ack.yaml:1:1: an acknowledgement file is a map"));
    assert_non_null(strstr(fixture->err.text, "api.port"));
}

static void test_names_are_unique_over_all_files(void **state)
{
    struct fixture *fixture = *state;

    (void)kit_folder_write(&fixture->folder, "two.yaml", TESTS);
    refused(fixture, SOURCE "tests: {files: [one.yaml, two.yaml], variables: {version: x}}\n",
            "two.yaml:2:5: the test 't' is there twice, the first is at ");
}

static void a_variable_that_yaml_reads_as_a_number_is_warned_of(void **state)
{
    struct fixture *fixture = *state;
    struct service_config *config =
        load(fixture, SOURCE "tests: {files: [one.yaml], variables: {version: 4.20}}\n");

    assert_non_null(config);
    assert_non_null(
        strstr(fixture->seen.text, "warning: the variable 'version' is read as the number 4.2"));
    service_config_free(config);
}

static void freeing_nothing_is_fine(void **state)
{
    (void)state;
    service_config_free(NULL);
    test_set_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(all_keys_reach_the_struct, set_up, tear_down),
        cmocka_unit_test_setup_teardown(paths_are_relative_to_the_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_file_has_every_default_and_no_test, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(unknown_keys_are_refused_with_the_nearest_known_one, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(sources_are_checked_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(auth_needs_what_it_needs, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tests_must_find_their_source_and_indices, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(every_fault_of_every_file_is_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_names_are_unique_over_all_files, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_variable_that_yaml_reads_as_a_number_is_warned_of, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(freeing_nothing_is_fine, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
