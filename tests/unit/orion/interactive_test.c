/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/interactive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unistd.h>

#include "orion/options_parse.h"

#define BASIC "tests/data/fixtures/configs/lab/basic.yaml"

struct dialogue {
    struct arena *arena;
    struct text_list list;
    struct error err;
    char *said;
    size_t size;
    bool fine;
};

static const char *const variables[] = {"ES_SERVER",
                                        "ES_METADATA_INDEX",
                                        "es_metadata_index",
                                        "ES_BENCHMARK_INDEX",
                                        "es_benchmark_index",
                                        "VERSION",
                                        "version",
                                        "JOBTYPE",
                                        "jobtype",
                                        "PULL_NUMBER",
                                        "pull_number",
                                        "ORGANIZATION",
                                        "organization",
                                        "REPOSITORY",
                                        "repository"};

static int clear_environment(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(variables); i++)
        (void)unsetenv(variables[i]);
    return 0;
}

static void ask(struct dialogue *dialogue, int argc, char *const *argv, const char *input)
{
    FILE *in = fmemopen((void *)(uintptr_t)input, strlen(input), "r");

    *dialogue = (struct dialogue){.arena = arena_new()};
    FILE *out = open_memstream(&dialogue->said, &dialogue->size);
    assert_non_null(in);
    assert_non_null(out);
    dialogue->fine =
        orion_ask(dialogue->arena, argc, argv, in, out, &dialogue->list, &dialogue->err);
    (void)fclose(in);
    (void)fclose(out);
}

static void done(struct dialogue *dialogue)
{
    free(dialogue->said);
    arena_free(dialogue->arena);
}

static void assert_list(const struct dialogue *dialogue, const char *const *wanted, size_t count)
{
    assert_true(dialogue->fine);
    for (size_t i = 0; i < count && i < dialogue->list.count; i++)
        assert_string_equal(dialogue->list.items[i], wanted[i]);
    assert_int_equal(dialogue->list.count, count);
}

/* The shortest way: only what has no default is answered. */
#define FILE_AND_VERSION BASIC "\n4.19\n\n\n\n\n"
#define SOURCE "http://search\nresults\nruns\n"
#define RANGE "\n15d\n\n\n\n"
#define KNOWN "\n"
#define OUTPUT "\n\n\n\n\n\n\n"
#define MORE "\n\n\n\n"
#define LOG_AND_GO "\n\n"

static void the_shortest_way_gives_the_needed_options_only(void **state)
{
    const char *const wanted[] = {"orion",
                                  "--config",
                                  BASIC,
                                  "--hunter-analyze",
                                  "--es-server",
                                  "http://search",
                                  "--benchmark-index",
                                  "results",
                                  "--metadata-index",
                                  "runs",
                                  "--lookback",
                                  "15d",
                                  "--input-vars",
                                  "{\"version\":\"4.19\"}"};
    char program[] = "orion", flag[] = "-i";
    char *argv[] = {program, flag};
    struct dialogue dialogue;

    (void)state;
    ask(&dialogue, 2, argv, FILE_AND_VERSION "\n" SOURCE RANGE KNOWN OUTPUT MORE LOG_AND_GO);
    assert_list(&dialogue, wanted, ARRAY_LEN(wanted));
    done(&dialogue);
}

static void every_answer_reaches_the_options(void **state)
{
    char program[] = "orion", flag[] = "-i";
    char *argv[] = {program, flag};
    struct orion_options options;
    enum orion_action action;
    struct dialogue dialogue;
    struct error err;

    (void)state;
    ask(&dialogue, 2, argv,
        "configs/nosuch.yaml\n" BASIC "\n4.19\npull\n7\n\n\n"
        "3\n9\n8\n" SOURCE "2\nthis-run\nthat,other\ny\n44\ny\n"
        "y\na.yaml\n"
        "3\nbase.xml\nrows.csv\ny\n3\ny\ny\ny\n"
        "y\no/r,p/q\ny\norg\nrepo\ny\ny\nbuildUrl,stream\n"
        "y\ny\n");
    assert_true(dialogue.fine);
    assert_non_null(strstr(dialogue.said, "nosuch.yaml cannot be read"));
    char *list[64];
    for (size_t i = 0; i < dialogue.list.count; i++)
        list[i] = arena_strdup(dialogue.arena, dialogue.list.items[i]);
    if (!orion_options_parse(dialogue.arena, (int)dialogue.list.count, list, &options, &action,
                             &err))
        fail_msg("%s", err.text);
    assert_int_equal(action, ORION_ACTION_RUN);
    assert_int_equal(options.algorithm, ORION_ANOMALY);
    assert_int_equal(options.anomaly_window, 9);
    assert_int_equal(options.min_anomaly_percent, 8);
    assert_string_equal(options.uuid, "this-run");
    assert_string_equal(options.baseline, "that,other");
    assert_null(options.lookback);
    assert_int_equal(options.lookback_size, 44);
    assert_true(options.node_count);
    assert_string_equal(options.ack.items[0], "a.yaml");
    assert_int_equal(options.format, ORION_JUNIT);
    assert_string_equal(options.save_output_path, "base.xml");
    assert_string_equal(options.save_data_path, "rows.csv");
    assert_int_equal(options.column_group_size, 3);
    assert_true(options.collapse && options.convert_tinyurl && options.viz);
    assert_int_equal(options.github_repos.count, 2);
    assert_true(options.pr_analysis && options.sippy_pr_search && options.debug);
    assert_int_equal(options.display.count, 2);
    assert_string_equal(options.input_vars,
                        "{\"version\":\"4.19\",\"jobtype\":\"pull\",\"pull_number\":\"7\","
                        "\"organization\":\"org\",\"repository\":\"repo\"}");
    done(&dialogue);
}

static void what_the_environment_gives_is_kept_and_not_shown(void **state)
{
    const char *const wanted[] = {"orion", "--config",   BASIC, "--cmr", "--metadata-index",
                                  "mine",  "--lookback", "15d"};
    char program[] = "orion", flag[] = "-i";
    char *argv[] = {program, flag};
    struct dialogue dialogue;

    (void)state;
    assert_int_equal(setenv("ES_SERVER", "http://me:secret@search", 1), 0);
    assert_int_equal(setenv("es_benchmark_index", "results", 1), 0);
    assert_int_equal(setenv("ES_METADATA_INDEX", "theirs", 1), 0);
    assert_int_equal(setenv("VERSION", "hidden-4.19", 1), 0);
    ask(&dialogue, 2, argv, BASIC "\n\n\n\n\n\n2\n\n\nmine\n" RANGE KNOWN OUTPUT MORE LOG_AND_GO);
    assert_list(&dialogue, wanted, ARRAY_LEN(wanted));
    assert_non_null(strstr(dialogue.said, "Enter keeps $ES_SERVER"));
    assert_null(strstr(dialogue.said, "secret"));
    assert_null(strstr(dialogue.said, "hidden"));
    done(&dialogue);
}

static void options_that_no_question_is_about_are_kept(void **state)
{
    const char *const wanted[] = {"orion", "--pull-number", "5",        "--pull-number",
                                  "6",     "--correct",     "--config", BASIC};
    char program[] = "orion", flag[] = "-i", correct[] = "--correct", cmr[] = "--cmr";
    char first[] = "--pull-number=5", second[] = "--pull-number=6", config[] = "--config=x";
    char *argv[] = {program, correct, flag, first, cmr, config, second};
    struct dialogue dialogue;

    (void)state;
    ask(&dialogue, 7, argv, FILE_AND_VERSION "\n" SOURCE RANGE KNOWN OUTPUT MORE LOG_AND_GO);
    dialogue.list.count = ARRAY_LEN(wanted);
    assert_list(&dialogue, wanted, ARRAY_LEN(wanted));
    assert_null(strstr(dialogue.said, "--cmr"));
    done(&dialogue);
}

static void a_file_is_chosen_by_its_number(void **state)
{
    char program[] = "orion", folder[] = "/tmp/rigel-interactive-XXXXXX", before[4096];
    char *argv[] = {program};
    struct dialogue dialogue;

    (void)state;
    assert_non_null(getcwd(before, sizeof before));
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    for (const char *name = "a.yaml\0b.yml\0"; *name; name += strlen(name) + 1) {
        FILE *file = fopen(name, "w");
        assert_non_null(file);
        (void)fclose(file);
    }
    ask(&dialogue, 1, argv, "2\n\n" SOURCE RANGE KNOWN OUTPUT MORE LOG_AND_GO);
    assert_int_equal(remove("a.yaml") | remove("b.yml"), 0);
    assert_int_equal(chdir(before) | rmdir(folder), 0);
    assert_true(dialogue.fine);
    assert_string_equal(dialogue.list.items[2], "b.yml");
    done(&dialogue);
}

static void the_end_of_the_input_or_a_no_aborts(void **state)
{
    const char whole[] = FILE_AND_VERSION "\n" SOURCE RANGE KNOWN OUTPUT MORE "\n";
    const char no[] = FILE_AND_VERSION "\n" SOURCE RANGE KNOWN OUTPUT MORE "\nn\n";
    char program[] = "orion", input[sizeof whole];
    char *argv[] = {program};
    struct dialogue dialogue;

    (void)state;
    for (size_t length = 1; length < sizeof whole; length++) {
        memcpy(input, whole, length);
        input[length] = '\0';
        ask(&dialogue, 1, argv, input);
        assert_false(dialogue.fine);
        assert_int_equal(dialogue.err.code, ERROR_CANCELLED);
        assert_string_equal(dialogue.err.text, "Aborted!");
        done(&dialogue);
    }
    ask(&dialogue, 1, argv, no);
    assert_false(dialogue.fine);
    done(&dialogue);
}

static void the_command_line_is_quoted_and_without_secrets(void **state)
{
    const char *const words[] = {"orion",
                                 "--es-server",
                                 "https://me:p@ss@host:9200",
                                 "--jira-token",
                                 "abc",
                                 "--input-vars",
                                 "{\"API_KEY\": \"k\", \"x\": \"it's\"}",
                                 "--display",
                                 "",
                                 "--cmr",
                                 "--pr-service-url",
                                 "http://plain/a"};
    const struct text_list list = {words, ARRAY_LEN(words)};
    AUTO_ARENA arena = arena_new();

    (void)state;
    assert_string_equal(orion_command_line(arena, &list),
                        "orion \\\n"
                        "    --es-server 'https://***@host:9200' \\\n"
                        "    --jira-token '***' \\\n"
                        "    --input-vars '{\"API_KEY\": \"***\", \"x\": \"it'\\''s\"}' \\\n"
                        "    --display '' \\\n"
                        "    --cmr \\\n"
                        "    --pr-service-url http://plain/a");
}

#define WITH_CLEAN_ENVIRONMENT(test)                                                               \
    cmocka_unit_test_setup_teardown(test, clear_environment, clear_environment)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CLEAN_ENVIRONMENT(the_shortest_way_gives_the_needed_options_only),
        WITH_CLEAN_ENVIRONMENT(every_answer_reaches_the_options),
        WITH_CLEAN_ENVIRONMENT(what_the_environment_gives_is_kept_and_not_shown),
        WITH_CLEAN_ENVIRONMENT(options_that_no_question_is_about_are_kept),
        WITH_CLEAN_ENVIRONMENT(a_file_is_chosen_by_its_number),
        WITH_CLEAN_ENVIRONMENT(the_end_of_the_input_or_a_no_aborts),
        WITH_CLEAN_ENVIRONMENT(the_command_line_is_quoted_and_without_secrets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
