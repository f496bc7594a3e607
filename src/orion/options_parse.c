/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/options_parse.h"

#include <stdlib.h>
#include <string.h>

#include "orion/fault_warning.h"
#include "orion/options_scan.h"
#include "orion/options_value.h"

struct parsing {
    struct arena *arena;
    struct options_scan scan;
    struct orion_options options;
    bool converted[ORION_OPTION_COUNT];
};

static bool given(const struct parsing *parsing, enum orion_option_id id)
{
    return parsing->scan.options[id].place != 0;
}

/* The first variable of the option that is set and not empty; NULL: none. */
static const char *from_environment(struct arena *arena, const struct option_row *row)
{
    for (const char *at = row->variables; at && *at;) {
        const size_t length = strcspn(at, " ");
        const char *value = getenv(arena_strndup(arena, at, length));
        if (value && *value)
            return value;
        at += length;
        at += strspn(at, " ");
    }
    return NULL;
}

static bool set_unless_given(struct parsing *parsing, struct error *err)
{
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++) {
        const struct option_row *row = &orion_option_rows[id];
        const char *value = from_environment(parsing->arena, row);
        if (!value)
            value = row->standard;
        if (value && !given(parsing, (enum orion_option_id)id) &&
            !options_value_set(parsing->arena, &parsing->options, (enum orion_option_id)id, value,
                               err))
            return false;
    }
    return true;
}

/* Click gives the names in the order of a set; here by alphabet. */
static const char *excluded_names(enum orion_option_id id)
{
    switch (id) {
    case ORION_OPTION_HUNTER_ANALYZE:
        return "`hunter_analyze` is mutually exclusive with arguments `anomaly_detection, cmr`";
    case ORION_OPTION_CMR:
        return "`cmr` is mutually exclusive with arguments `anomaly_detection, hunter_analyze`";
    default:
        return "`anomaly_detection` is mutually exclusive with arguments `cmr, hunter_analyze`";
    }
}

static bool check_algorithm(const struct parsing *parsing, enum orion_option_id id,
                            struct error *err)
{
    for (size_t other = 0; other < ORION_OPTION_COUNT; other++)
        if (other != id && orion_option_rows[other].kind == OPTION_ALGORITHM &&
            given(parsing, (enum orion_option_id)other))
            return error_set(err, ERROR_PARAMETER, NULL, "Illegal usage: %s.", excluded_names(id));
    return true;
}

/* Orion looks whether --anomaly-detection was read already, so the order decides. */
static bool check_anomaly_setting(const struct parsing *parsing, struct error *err)
{
    const bool detection = given(parsing, ORION_OPTION_ANOMALY_DETECTION);

    if (parsing->converted[ORION_OPTION_ANOMALY_DETECTION] ||
        (detection && given(parsing, ORION_OPTION_CORRECT)))
        return true;
    if (detection)
        fault_warn(
            "fault 21: settings of --anomaly-detection are refused where they stand before it",
            NULL, NULL);
    return error_set(err, ERROR_USAGE, NULL,
                     "`--anomaly-window` and `--min-anomaly-percent` can only be used when "
                     "`--anomaly-detection` is enabled.");
}

static bool convert(struct parsing *parsing, enum orion_option_id id, struct error *err)
{
    const struct option_row *row = &orion_option_rows[id];
    struct orion_options *options = &parsing->options;
    const char *value = parsing->scan.options[id].value;

    if (row->kind == OPTION_ALGORITHM && !check_algorithm(parsing, id, err))
        return false;
    if (row->kind == OPTION_NUMBERS
            ? !options_numbers_set(parsing->arena, options, id, &parsing->scan.numbers, err)
            : !options_value_set(parsing->arena, options, id, value, err))
        return false;
    if (((id == ORION_OPTION_ANOMALY_WINDOW && options->anomaly_window) ||
         (id == ORION_OPTION_MIN_ANOMALY_PERCENT && options->min_anomaly_percent)) &&
        !check_anomaly_setting(parsing, err))
        return false;
    parsing->converted[id] = true;
    return true;
}

static bool convert_in_order(struct parsing *parsing, struct error *err)
{
    for (size_t place = 1; place <= parsing->scan.given; place++)
        for (size_t id = 0; id < ORION_OPTION_COUNT; id++)
            if (parsing->scan.options[id].place == place &&
                !convert(parsing, (enum orion_option_id)id, err))
                return false;
    return true;
}

static bool refuse_extra(const struct parsing *parsing, struct error *err)
{
    const struct text_list *extra = &parsing->scan.extra;
    AUTO_BUFFER joined;

    buffer_init(&joined, SIZE_MAX / 2);
    if (!extra->count)
        return true;
    for (size_t i = 0; i < extra->count; i++)
        buffer_printf(&joined, "%s%s", i ? " " : "", extra->items[i]);
    return error_set(err, ERROR_USAGE, NULL, "Got unexpected extra argument%s (%s)",
                     extra->count == 1 ? "" : "s", buffer_ok(&joined) ? joined.data : "...");
}

static bool is_blank(const char *text)
{
    return !text || text[strspn(text, " \t\n\v\f\r\x1c\x1d\x1e\x1f")] == '\0';
}

static const char *unless_empty(const char *text, const char *otherwise)
{
    return text && *text ? text : otherwise;
}

/* A service counts as asked for where its URL is set, or an option needs it. */
static void settle_services(struct orion_options *options)
{
    const bool github = options->github_repos.count || options->pr_analysis;
    const char *token = unless_empty(getenv("GITHUB_TOKEN"), getenv("GH_TOKEN"));

    options->jira_token = unless_empty(options->jira_token, NULL);
    options->jira_email = unless_empty(options->jira_email, NULL);
    options->github_token = unless_empty(token, NULL);
    options->pr_service_url =
        unless_empty(options->pr_service_url,
                     options->sippy_pr_search ? "https://sippy.dptools.openshift.org" : NULL);
    options->github_url =
        github ? unless_empty(options->github_url, "https://api.github.com") : NULL;
    options->shortener_url = options->convert_tinyurl
                                 ? unless_empty(options->shortener_url, "https://tinyurl.com")
                                 : NULL;
}

/* Eager options count before all others; Click 8.1.7 sees --version first wherever it stands. */
static enum orion_action action_of(const struct parsing *parsing)
{
    return given(parsing, ORION_OPTION_VERSION)       ? ORION_ACTION_VERSION
           : given(parsing, ORION_OPTION_HELP)        ? ORION_ACTION_HELP
           : given(parsing, ORION_OPTION_INTERACTIVE) ? ORION_ACTION_ASK
                                                      : ORION_ACTION_RUN;
}

/* What Orion's command itself asks for, once its options are read. */
static bool check_whole(const struct orion_options *options, enum orion_action action,
                        struct error *err)
{
    if (options->report.count)
        return true;
    if (action == ORION_ACTION_RUN && !unless_empty(options->config, NULL))
        return error_set(err, ERROR_INPUT, NULL,
                         "--config is required (unless using --report with JSON file paths or "
                         "--interactive mode / -i)");
    if (options->input_vars[strspn(options->input_vars, " \t\r\n")] != '{')
        return error_set(err, ERROR_INPUT, orion_option_rows[ORION_OPTION_INPUT_VARS].name,
                         "expected a JSON object such as {\"version\": \"4.20\"}");
    return true;
}

bool orion_options_parse(struct arena *arena, int argc, char *const *argv,
                         struct orion_options *ret, enum orion_action *ret_action,
                         struct error *err)
{
    struct parsing parsing = {.arena = arena, .options.arena = arena};

    if (!options_scan(arena, argc, argv, &parsing.scan, err))
        return false;
    enum orion_action action = action_of(&parsing);
    if (action == ORION_ACTION_RUN || action == ORION_ACTION_ASK) {
        if (!set_unless_given(&parsing, err) || !convert_in_order(&parsing, err) ||
            !refuse_extra(&parsing, err) || !check_whole(&parsing.options, action, err))
            return false;
        if (parsing.options.report.count)
            action = ORION_ACTION_RUN;
        settle_services(&parsing.options);
        parsing.options.save_json = !is_blank(getenv("PROW_JOB_ID"));
    }
    *ret = parsing.options;
    *ret_action = action;
    return true;
}

bool orion_options_correct(int argc, char *const *argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--") == 0)
            return false;
        if (strcmp(argv[i], orion_option_rows[ORION_OPTION_CORRECT].name) == 0)
            return true;
    }
    return false;
}

enum orion_exit orion_options_refuse(FILE *out, const struct error *err, bool correct)
{
    const bool usage = err->code == ERROR_USAGE || err->code == ERROR_PARAMETER;

    if (err->code == ERROR_USAGE)
        (void)fputs("Usage: orion [OPTIONS]\nTry 'orion --help' for help.\n\n", out);
    if (*err->place)
        (void)fprintf(out, "Error: %s: %s\n", err->place, err->text);
    else
        (void)fprintf(out, "Error: %s\n", err->text);
    if (!usage)
        return ORION_FAILED;
    if (!correct)
        fault_warn("fault 7: a usage error ends with exit status 2, as a regression does", NULL,
                   NULL);
    return correct ? ORION_FAILED : ORION_USAGE;
}
