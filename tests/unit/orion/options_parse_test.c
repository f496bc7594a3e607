/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/options_parse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "base/log.h"
#include "orion/options_table.h"

enum { ARGUMENTS_MOST = 64 };

struct parsed {
    struct arena *arena;
    struct orion_options options;
    enum orion_action action;
    struct error err;
    bool fine;
};

static const char *const variables[] = {"ES_SERVER",           "ES_METADATA_INDEX",
                                        "es_metadata_index",   "ES_BENCHMARK_INDEX",
                                        "es_benchmark_index",  "JIRA_URL",
                                        "JIRA_TOKEN",          "JIRA_EMAIL",
                                        "GITHUB_TOKEN",        "GH_TOKEN",
                                        "PROW_JOB_ID",         "RIGEL_GITHUB_URL",
                                        "RIGEL_SHORTENER_URL", "RIGEL_PR_SERVICE_URL"};

static int clear_environment(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(variables); i++)
        (void)unsetenv(variables[i]);
    return 0;
}

/* The arguments are those after the program's name. */
static void parse_list(struct parsed *parsed, int count, char **arguments)
{
    char program[] = "orion";
    char *argv[ARGUMENTS_MOST] = {program};

    assert_true(count + 1 < ARGUMENTS_MOST);
    for (int i = 0; i < count; i++)
        argv[i + 1] = arguments[i];
    *parsed = (struct parsed){.arena = arena_new()};
    parsed->fine = orion_options_parse(parsed->arena, count + 1, argv, &parsed->options,
                                       &parsed->action, &parsed->err);
}

/* words: the arguments, separated by single blanks. */
static void parse(struct parsed *parsed, const char *words)
{
    static char copy[1024];
    char *arguments[ARGUMENTS_MOST], *rest = NULL;
    int count = 0;

    (void)snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        arguments[count++] = word;
    parse_list(parsed, count, arguments);
}

static void parsed_done(struct parsed *parsed)
{
    arena_free(parsed->arena);
}

static void assert_refused(const char *words, enum error_code code, const char *text)
{
    struct parsed parsed;

    parse(&parsed, words);
    assert_false(parsed.fine);
    assert_int_equal(parsed.err.code, code);
    assert_string_equal(parsed.err.text, text);
    parsed_done(&parsed);
}

static json_t *list_json(const struct text_list *list)
{
    json_t *array = json_array();

    for (size_t i = 0; i < list->count; i++)
        (void)json_array_append_new(array, json_string(list->items[i]));
    return array;
}

static bool is_algorithm(enum orion_algorithm algorithm, const struct option_row *row)
{
    return algorithm == (strcmp(row->name, "--cmr") == 0              ? ORION_CMR
                         : strcmp(row->name, "--hunter-analyze") == 0 ? ORION_HUNTER
                                                                      : ORION_ANOMALY);
}

/* The value of an option as the vectors write it. */
static json_t *value_json(const struct orion_options *options, const struct option_row *row)
{
    static const char *const formats[] = {"text", "json", "junit"};
    const void *member = (const char *)options + row->offset;

    switch (row->kind) {
    case OPTION_FLAG:
    case OPTION_BOOLEAN:
        return json_boolean(*(const bool *)member);
    case OPTION_ALGORITHM:
        return json_boolean(is_algorithm(options->algorithm, row));
    case OPTION_INTEGER:
        return json_integer(*(const int64_t *)member);
    case OPTION_FORMAT:
        return json_string(formats[*(const enum orion_format *)member]);
    case OPTION_JSON:
        return json_loads(*(const char *const *)member, 0, NULL);
    case OPTION_LIST:
    case OPTION_PATHS:
    case OPTION_NUMBERS:
        return list_json(member);
    default: {
        const char *text = *(const char *const *)member;
        return text ? json_string(text) : json_null();
    }
    }
}

static const char *vector_name(const struct option_row *row, char *out, size_t size)
{
    (void)snprintf(out, size, "%s", row->name + 2);
    for (char *at = out; *at; at++)
        if (*at == '-')
            *at = '_';
    return out;
}

/* Every option of Orion's has the value of the vector, or its default. */
static void assert_options(const struct orion_options *options, const json_t *wanted,
                           const char *line)
{
    struct parsed standard;

    (void)clear_environment(NULL);
    parse(&standard, "--config standard");
    standard.options.config = NULL;
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++) {
        const struct option_row *row = &orion_option_rows[id];
        char name[64];
        if (row->kind == OPTION_EAGER || row->owner != OWNER_ORION)
            continue;
        json_t *got = value_json(options, row);
        json_t *value = json_object_get(wanted, vector_name(row, name, sizeof name));
        json_t *expected = value ? json_incref(value) : value_json(&standard.options, row);
        /* An empty secret is none. */
        const bool both_none = json_is_null(got) && json_string_length(expected) == 0;
        if (!both_none && !json_equal(got, expected))
            fail_msg("%s differs: %s", row->name, line);
        json_decref(got);
        json_decref(expected);
    }
    parsed_done(&standard);
}

static void assert_outcome(const struct parsed *parsed, const json_t *vector, const char *line)
{
    static const char *const actions[] = {"run", "ask", "help", "version"};
    const char *error = json_string_value(json_object_get(vector, "error"));
    const char *place = json_string_value(json_object_get(vector, "failed"));
    const char *action = json_string_value(json_object_get(vector, "action"));

    if (error) {
        const bool usage = json_is_true(json_object_get(vector, "usage"));
        const enum error_code code = usage ? ERROR_USAGE : ERROR_PARAMETER;
        if (parsed->fine || parsed->err.code != code || strcmp(parsed->err.text, error) != 0)
            fail_msg("expected a refusal, got '%s': %s", parsed->err.text, line);
    } else if (place) {
        if (parsed->fine || parsed->err.code != ERROR_INPUT ||
            strcmp(parsed->err.place, place) != 0)
            fail_msg("expected a failure, got '%s': %s", parsed->err.text, line);
    } else {
        if (!parsed->fine || strcmp(actions[parsed->action], action) != 0)
            fail_msg("expected success, got '%s': %s", parsed->err.text, line);
        if (json_object_get(vector, "options"))
            assert_options(&parsed->options, json_object_get(vector, "options"), line);
    }
}

static void check_vector(const json_t *vector, const char *line)
{
    const json_t *list = json_object_get(vector, "args");
    char *arguments[ARGUMENTS_MOST];
    struct parsed parsed;
    const char *name;
    json_t *value;
    int count = 0;

    (void)clear_environment(NULL);
    json_object_foreach(json_object_get(vector, "env"), name, value)
        assert_int_equal(setenv(name, json_string_value(value), 1), 0);
    for (size_t i = 0; i < json_array_size(list); i++) {
        arguments[count] = strdup(json_string_value(json_array_get(list, i)));
        assert_non_null(arguments[count++]);
    }
    parse_list(&parsed, count, arguments);
    assert_outcome(&parsed, vector, line);
    parsed_done(&parsed);
    while (count)
        free(arguments[--count]);
}

static void every_random_list_ends_as_with_click(void **state)
{
    FILE *file = fopen("tests/data/orion-options/vectors.jsonl", "r");
    char *line = NULL;
    size_t size = 0, seen = 0;

    (void)state;
    assert_non_null(file);
    while (getline(&line, &size, file) > 0) {
        json_t *vector = json_loads(line, 0, NULL);
        assert_non_null(vector);
        check_vector(vector, line);
        json_decref(vector);
        seen++;
    }
    free(line);
    (void)fclose(file);
    assert_true(seen >= 2000);
}

static void every_option_of_the_reference_is_known(void **state)
{
    static const char *const known[] = {"--config",
                                        "--hunter-analyze",
                                        "--cmr",
                                        "--anomaly-detection",
                                        "--anomaly-window",
                                        "--min-anomaly-percent",
                                        "--filter",
                                        "--interactive",
                                        "--output-format",
                                        "--save-output-path",
                                        "--save-data-path",
                                        "--column-group-size",
                                        "--collapse",
                                        "--uuid",
                                        "--baseline",
                                        "--lookback",
                                        "--since",
                                        "--lookback-size",
                                        "--node-count",
                                        "--es-server",
                                        "--metadata-index",
                                        "--benchmark-index",
                                        "--input-vars",
                                        "--display",
                                        "--ack",
                                        "--jira-ack",
                                        "--jira-url",
                                        "--jira-project",
                                        "--jira-component",
                                        "--jira-token",
                                        "--jira-email",
                                        "--jira-auto-create",
                                        "--jira-status-filter",
                                        "--github-repos",
                                        "--sippy-pr-search",
                                        "--convert-tinyurl",
                                        "--pr-analysis",
                                        "--pull-number",
                                        "--viz",
                                        "--report",
                                        "--debug",
                                        "--version",
                                        "--help"};
    size_t orions = 0;

    (void)state;
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++) {
        const struct option_row *row = &orion_option_rows[id];
        bool found = false;
        for (size_t i = 0; i < ARRAY_LEN(known); i++)
            found = found || strcmp(known[i], row->name) == 0;
        assert_int_equal(found, row->owner == OWNER_ORION);
        orions += row->owner == OWNER_ORION;
    }
    assert_int_equal(orions, ARRAY_LEN(known));
}

static void the_recorded_refusals_have_their_words(void **state)
{
    (void)state;
    assert_refused("--nope", ERROR_USAGE,
                   "No such option: --nope (Possible options: --collapse, --since)");
    assert_refused("--lookback-size ten", ERROR_USAGE,
                   "Invalid value for '--lookback-size': 'ten' is not a valid integer.");
    assert_refused("-o yaml", ERROR_USAGE,
                   "Invalid value for '-o' / '--output-format': 'yaml' is not one of 'json', "
                   "'text', 'junit'.");
    assert_refused("--hunter-analyze --cmr", ERROR_PARAMETER,
                   "Illegal usage: `hunter_analyze` is mutually exclusive with arguments "
                   "`anomaly_detection, cmr`.");
    assert_refused("--config", ERROR_PARAMETER, "Option '--config' requires an argument.");
    assert_refused("--cmr=1", ERROR_PARAMETER, "Option '--cmr' does not take a value.");
    assert_refused("--config c x y", ERROR_USAGE, "Got unexpected extra arguments (x y)");
    assert_refused("", ERROR_INPUT,
                   "--config is required (unless using --report with JSON file paths or "
                   "--interactive mode / -i)");
}

static void an_option_of_ours_is_suggested_where_orion_has_none(void **state)
{
    (void)state;
    assert_refused("--correkt", ERROR_USAGE, "No such option: --correkt Did you mean --correct?");
}

static void anomaly_settings_stand_anywhere_with_correct(void **state)
{
    struct parsed parsed;

    (void)state;
    assert_refused("--config c --anomaly-window 3 --anomaly-detection", ERROR_USAGE,
                   "`--anomaly-window` and `--min-anomaly-percent` can only be used when "
                   "`--anomaly-detection` is enabled.");
    assert_refused("--config c --anomaly-window 3 --correct", ERROR_USAGE,
                   "`--anomaly-window` and `--min-anomaly-percent` can only be used when "
                   "`--anomaly-detection` is enabled.");
    parse(&parsed, "--config c --anomaly-window 3 --anomaly-detection --correct");
    assert_true(parsed.fine);
    assert_int_equal(parsed.options.anomaly_window, 3);
    parsed_done(&parsed);
}

static void a_service_is_asked_only_for_its_option_or_address(void **state)
{
    struct parsed parsed;

    (void)state;
    parse(&parsed, "--config c");
    assert_null(parsed.options.pr_service_url);
    assert_null(parsed.options.github_url);
    assert_null(parsed.options.shortener_url);
    parsed_done(&parsed);
    parse(&parsed, "--config c --sippy-pr-search --pr-analysis --convert-tinyurl");
    assert_string_equal(parsed.options.pr_service_url, "https://sippy.dptools.openshift.org");
    assert_string_equal(parsed.options.github_url, "https://api.github.com");
    assert_string_equal(parsed.options.shortener_url, "https://tinyurl.com");
    parsed_done(&parsed);
    assert_int_equal(setenv("RIGEL_PR_SERVICE_URL", "http://pr", 1), 0);
    assert_int_equal(setenv("RIGEL_GITHUB_URL", "http://hub", 1), 0);
    parse(&parsed, "--config c --github-repos a/b --shortener-url http://short");
    assert_string_equal(parsed.options.pr_service_url, "http://pr");
    assert_string_equal(parsed.options.github_url, "http://hub");
    assert_null(parsed.options.shortener_url);
    parsed_done(&parsed);
}

static void the_first_token_that_is_not_empty_counts(void **state)
{
    struct parsed parsed;

    (void)state;
    assert_int_equal(setenv("GH_TOKEN", "second", 1), 0);
    assert_int_equal(setenv("GITHUB_TOKEN", "", 1), 0);
    parse(&parsed, "--config c");
    assert_string_equal(parsed.options.github_token, "second");
    parsed_done(&parsed);
    assert_int_equal(setenv("GITHUB_TOKEN", "first", 1), 0);
    parse(&parsed, "--config c");
    assert_string_equal(parsed.options.github_token, "first");
    parsed_done(&parsed);
}

static void a_blank_job_id_saves_no_json(void **state)
{
    struct parsed parsed;

    (void)state;
    assert_int_equal(setenv("PROW_JOB_ID", " \t", 1), 0);
    parse(&parsed, "--config c");
    assert_false(parsed.options.save_json);
    parsed_done(&parsed);
    assert_int_equal(setenv("PROW_JOB_ID", "abc", 1), 0);
    parse(&parsed, "--config c");
    assert_true(parsed.options.save_json);
    parsed_done(&parsed);
}

/* What orion_options_refuse prints for an error. */
static enum orion_exit refusal(enum error_code code, const char *place, const char *text,
                               bool correct, char *out, size_t size)
{
    struct error err = {0};
    FILE *file = fmemopen(out, size, "w");

    assert_non_null(file);
    (void)error_set(&err, code, place, "%s", text);
    const enum orion_exit status = orion_options_refuse(file, &err, correct);
    assert_int_equal(fclose(file), 0);
    return status;
}

static void usage_errors_end_with_two_and_with_correct_with_one(void **state)
{
    char out[256] = "";

    (void)state;
    log_set_level(LOG_NONE);
    assert_int_equal(refusal(ERROR_USAGE, NULL, "What?", false, out, sizeof out), 2);
    assert_string_equal(out, "Usage: orion [OPTIONS]\nTry 'orion --help' for help.\n\n"
                             "Error: What?\n");
    assert_int_equal(refusal(ERROR_USAGE, NULL, "What?", true, out, sizeof out), 1);
    assert_int_equal(refusal(ERROR_PARAMETER, NULL, "Two.", false, out, sizeof out), 2);
    assert_string_equal(out, "Error: Two.\n");
    assert_int_equal(refusal(ERROR_INPUT, "--x", "bad", false, out, sizeof out), 1);
    assert_string_equal(out, "Error: --x: bad\n");
    log_set_level(LOG_INFO);
}

static void correct_is_seen_in_a_list_that_cannot_be_parsed(void **state)
{
    char program[] = "orion", bad[] = "--nope", correct[] = "--correct", end[] = "--";
    char *seen[] = {program, bad, correct}, *not_seen[] = {program, bad, end, correct};

    (void)state;
    assert_true(orion_options_correct(3, seen));
    assert_false(orion_options_correct(2, seen));
    assert_false(orion_options_correct(4, not_seen));
}

static void help_has_every_option_within_its_width(void **state)
{
    AUTO_BUFFER help;

    (void)state;
    buffer_init(&help, SIZE_MAX / 2);
    orion_options_help(&help);
    assert_true(buffer_ok(&help));
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++) {
        char line[64];
        (void)snprintf(line, sizeof line, "%s%s", orion_option_rows[id].letter ? ", " : "\n  ",
                       orion_option_rows[id].name);
        const char *found = strstr(help.data, line);
        assert_non_null(found);
        assert_non_null(strchr(" \n", found[strlen(line)]));
    }
    for (const char *at = help.data; *at; at += strcspn(at, "\n") + 1)
        assert_in_range(strcspn(at, "\n"), 0, 100);
}

#define WITH_CLEAN_ENVIRONMENT(test)                                                               \
    cmocka_unit_test_setup_teardown(test, clear_environment, clear_environment)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_CLEAN_ENVIRONMENT(every_random_list_ends_as_with_click),
        WITH_CLEAN_ENVIRONMENT(every_option_of_the_reference_is_known),
        WITH_CLEAN_ENVIRONMENT(the_recorded_refusals_have_their_words),
        WITH_CLEAN_ENVIRONMENT(an_option_of_ours_is_suggested_where_orion_has_none),
        WITH_CLEAN_ENVIRONMENT(anomaly_settings_stand_anywhere_with_correct),
        WITH_CLEAN_ENVIRONMENT(a_service_is_asked_only_for_its_option_or_address),
        WITH_CLEAN_ENVIRONMENT(the_first_token_that_is_not_empty_counts),
        WITH_CLEAN_ENVIRONMENT(a_blank_job_id_saves_no_json),
        WITH_CLEAN_ENVIRONMENT(usage_errors_end_with_two_and_with_correct_with_one),
        WITH_CLEAN_ENVIRONMENT(correct_is_seen_in_a_list_that_cannot_be_parsed),
        WITH_CLEAN_ENVIRONMENT(help_has_every_option_within_its_width),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
