/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/interactive.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "orion/interactive_parts.h"
#include "orion/options_scan.h"

/* The options that questions are about: given on the command line, they are asked for anew. */
static const enum orion_option_id asked[] = {
    ORION_OPTION_CONFIG,
    ORION_OPTION_INPUT_VARS,
    ORION_OPTION_HUNTER_ANALYZE,
    ORION_OPTION_CMR,
    ORION_OPTION_FILTER,
    ORION_OPTION_ANOMALY_DETECTION,
    ORION_OPTION_ANOMALY_WINDOW,
    ORION_OPTION_MIN_ANOMALY_PERCENT,
    ORION_OPTION_ES_SERVER,
    ORION_OPTION_BENCHMARK_INDEX,
    ORION_OPTION_METADATA_INDEX,
    ORION_OPTION_LOOKBACK,
    ORION_OPTION_SINCE,
    ORION_OPTION_UUID,
    ORION_OPTION_BASELINE,
    ORION_OPTION_LOOKBACK_SIZE,
    ORION_OPTION_NODE_COUNT,
    ORION_OPTION_ACK,
    ORION_OPTION_OUTPUT_FORMAT,
    ORION_OPTION_SAVE_OUTPUT_PATH,
    ORION_OPTION_SAVE_DATA_PATH,
    ORION_OPTION_COLUMN_GROUP_SIZE,
    ORION_OPTION_COLLAPSE,
    ORION_OPTION_CONVERT_TINYURL,
    ORION_OPTION_VIZ,
    ORION_OPTION_GITHUB_REPOS,
    ORION_OPTION_PR_ANALYSIS,
    ORION_OPTION_SIPPY_PR_SEARCH,
    ORION_OPTION_DISPLAY,
    ORION_OPTION_DEBUG,
    ORION_OPTION_INTERACTIVE,
};

static void add_word(struct asking *asking, const char *word)
{
    asking->arguments.items =
        arena_grow(asking->prompt.arena, asking->arguments.items, asking->arguments.count,
                   &asking->arguments.capacity, sizeof *asking->arguments.items);
    asking->arguments.items[asking->arguments.count++] = word;
}

void asking_flag(struct asking *asking, enum orion_option_id id)
{
    add_word(asking, orion_option_rows[id].name);
}

void asking_value(struct asking *asking, enum orion_option_id id, const char *value)
{
    add_word(asking, orion_option_rows[id].name);
    add_word(asking, value);
}

/* A value that is the option's default anyway is left out. */
static void add_unless_standard(struct asking *asking, enum orion_option_id id, const char *value)
{
    const char *standard = orion_option_rows[id].standard;

    if (strcmp(value, standard ? standard : "") != 0)
        asking_value(asking, id, value);
}

static void ask_flag(struct asking *asking, const char *question, enum orion_option_id id)
{
    if (prompt_yes(&asking->prompt, question, false))
        asking_flag(asking, id);
}

static void ask_text(struct asking *asking, const char *question, enum orion_option_id id)
{
    const char *standard = orion_option_rows[id].standard;

    add_unless_standard(asking, id,
                        prompt_text(&asking->prompt, question, standard ? standard : ""));
}

/* Nothing is shown of what the environment gives: it may be a secret. */
static void ask_or_keep(struct asking *asking, const char *question, enum orion_option_id id,
                        bool needed)
{
    struct arena *arena = asking->prompt.arena;
    const char *variable = asking_set_variable(arena, orion_option_rows[id].variables);
    const char *answer =
        variable ? prompt_line(&asking->prompt,
                               arena_printf(arena, "%s (Enter keeps $%s):", question, variable))
                 : prompt_text(&asking->prompt, arena_printf(arena, "%s:", question),
                               needed ? NULL : "");

    if (*answer)
        asking_value(asking, id, answer);
}

static void ask_algorithm(struct asking *asking)
{
    static const char *const choices[] = {"E-Divisive: change points in the history",
                                          "CMR: the newest run against the mean of earlier ones",
                                          "Isolation forest: runs that are unlike the others",
                                          "none: fetch and write the data only"};
    static const enum orion_option_id options[] = {ORION_OPTION_HUNTER_ANALYZE, ORION_OPTION_CMR,
                                                   ORION_OPTION_ANOMALY_DETECTION,
                                                   ORION_OPTION_FILTER};

    prompt_heading(&asking->prompt, "2/7 Algorithm");
    const enum orion_option_id chosen =
        options[prompt_choice(&asking->prompt, "Algorithm:", choices, ARRAY_LEN(choices))];
    asking_flag(asking, chosen);
    if (chosen != ORION_OPTION_ANOMALY_DETECTION)
        return;
    asking_value(asking, ORION_OPTION_ANOMALY_WINDOW,
                 prompt_number(&asking->prompt, "  Runs in the moving average:", "5"));
    asking_value(asking, ORION_OPTION_MIN_ANOMALY_PERCENT,
                 prompt_number(&asking->prompt, "  Least deviation in percent:", "5"));
}

static void ask_range(struct asking *asking)
{
    static const char *const choices[] = {"the last days and hours", "a run and its baseline"};
    struct prompt *prompt = &asking->prompt;

    if (prompt_choice(prompt, "Which runs:", choices, ARRAY_LEN(choices)) == 0) {
        asking_value(asking, ORION_OPTION_LOOKBACK,
                     prompt_text(prompt, "  How far back, as XdYh (7d0h):", NULL));
        if (prompt_yes(prompt, "  Only runs before some day?", false))
            asking_value(asking, ORION_OPTION_SINCE,
                         prompt_text(prompt, "  That day, as YYYY-MM-DD:", NULL));
    } else {
        ask_text(asking, "  Run id:", ORION_OPTION_UUID);
        ask_text(asking, "  Run ids of the baseline, separated by commas:", ORION_OPTION_BASELINE);
    }
    if (prompt_yes(prompt, "Change how many runs are taken at most (10000)?", false))
        asking_value(asking, ORION_OPTION_LOOKBACK_SIZE,
                     prompt_number(prompt, "  At most the newest:", "10000"));
    if (prompt_yes(prompt, "Take runs whatever their job iterations?", false))
        asking_value(asking, ORION_OPTION_NODE_COUNT, "true");
}

static void ask_source(struct asking *asking)
{
    prompt_heading(&asking->prompt, "3/7 Data");
    ask_or_keep(asking, "Address of OpenSearch or Elasticsearch", ORION_OPTION_ES_SERVER, true);
    ask_or_keep(asking, "Index of results", ORION_OPTION_BENCHMARK_INDEX, false);
    ask_or_keep(asking, "Index of run metadata", ORION_OPTION_METADATA_INDEX, false);
    ask_range(asking);
}

static void ask_acknowledged(struct asking *asking)
{
    prompt_heading(&asking->prompt, "4/7 Acknowledged changes");
    if (prompt_yes(&asking->prompt, "Are there files of acknowledged changes?", false))
        asking_value(asking, ORION_OPTION_ACK,
                     prompt_text(&asking->prompt, "  Files, separated by commas:", NULL));
}

static void ask_output(struct asking *asking)
{
    static const char *const formats[] = {"text", "json", "junit"};
    struct prompt *prompt = &asking->prompt;

    prompt_heading(prompt, "5/7 Output");
    add_unless_standard(
        asking, ORION_OPTION_OUTPUT_FORMAT,
        formats[prompt_choice(prompt, "Output format:", formats, ARRAY_LEN(formats))]);
    ask_text(asking, "Base name of result files:", ORION_OPTION_SAVE_OUTPUT_PATH);
    ask_text(asking, "Base name of CSV files:", ORION_OPTION_SAVE_DATA_PATH);
    if (prompt_yes(prompt, "Change the number of value columns in a table (5)?", false))
        asking_value(asking, ORION_OPTION_COLUMN_GROUP_SIZE,
                     prompt_number(prompt, "  Value columns:", "5"));
    ask_flag(asking, "Print the summary of regressions only?", ORION_OPTION_COLLAPSE);
    ask_flag(asking, "Shorten build URLs?", ORION_OPTION_CONVERT_TINYURL);
    ask_flag(asking, "Write HTML pages with plots?", ORION_OPTION_VIZ);
}

/* Orion takes these four from the environment; what is not there either is asked for. */
static void ask_pull_request(struct asking *asking)
{
    static const char *const names[] = {"jobtype", "pull_number", "organization", "repository"};
    struct arena *arena = asking->prompt.arena;

    asking_flag(asking, ORION_OPTION_PR_ANALYSIS);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (!json_object_get(asking->variables, names[i]) &&
            !asking_set_variable(arena, asking_variable_names(arena, names[i])))
            asking_variable(asking, &(struct template_name){names[i], true});
}

static void ask_enrichment(struct asking *asking)
{
    struct prompt *prompt = &asking->prompt;

    prompt_heading(prompt, "6/7 Pull requests and more");
    if (prompt_yes(prompt, "Add commits and releases of GitHub repositories?", false))
        asking_value(asking, ORION_OPTION_GITHUB_REPOS,
                     prompt_text(prompt, "  OWNER/REPO, separated by commas:", NULL));
    if (prompt_yes(prompt, "Look at pull requests?", false))
        ask_pull_request(asking);
    ask_flag(asking, "Name the pull requests between two payloads?", ORION_OPTION_SIPPY_PR_SEARCH);
    if (prompt_yes(prompt, "Change the metadata fields that are shown (buildUrl)?", false))
        ask_text(asking, "  Fields, separated by commas:", ORION_OPTION_DISPLAY);
}

/* What was given beside --interactive and no question is about. */
static bool keep_others(struct asking *asking, int argc, char *const *argv, struct error *err)
{
    struct options_scan scan;

    if (!options_scan(asking->prompt.arena, argc, argv, &scan, err))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(asked); i++)
        scan.options[asked[i]].place = 0;
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++) {
        const struct option_row *row = &orion_option_rows[id];
        const bool many = row->kind == OPTION_NUMBERS;
        if (!scan.options[id].place)
            continue;
        if (!option_takes_value(row))
            asking_flag(asking, (enum orion_option_id)id);
        for (size_t i = 0; many && i < scan.numbers.count; i++)
            asking_value(asking, (enum orion_option_id)id, scan.numbers.items[i]);
        if (option_takes_value(row) && !many)
            asking_value(asking, (enum orion_option_id)id, scan.options[id].value);
    }
    return true;
}

static bool ask_all(struct asking *asking)
{
    struct prompt *prompt = &asking->prompt;

    (void)fputs("Answer the questions; an empty line takes what stands in brackets.\n",
                prompt->out);
    asking_input(asking);
    ask_algorithm(asking);
    ask_source(asking);
    ask_acknowledged(asking);
    ask_output(asking);
    ask_enrichment(asking);
    prompt_heading(prompt, "7/7 Log");
    ask_flag(asking, "Log more?", ORION_OPTION_DEBUG);
    if (json_object_size(asking->variables)) {
        char *text = json_dumps(asking->variables, JSON_COMPACT);
        asking_value(asking, ORION_OPTION_INPUT_VARS,
                     arena_strdup(prompt->arena, text ? text : "{}"));
        free(text);
    }
    return !prompt->ended;
}

bool orion_ask(struct arena *arena, int argc, char *const *argv, FILE *in, FILE *out,
               struct text_list *ret, struct error *err)
{
    struct asking asking = {.prompt = {.arena = arena, .in = in, .out = out},
                            .variables = json_object()};
    bool fine = false;

    add_word(&asking, argc > 0 ? argv[0] : "orion");
    if (!keep_others(&asking, argc, argv, err))
        goto out;
    if (ask_all(&asking)) {
        const struct text_list made = {asking.arguments.items, asking.arguments.count};
        (void)fprintf(out, "\nThe same as a command:\n\n%s\n\n", orion_command_line(arena, &made));
        if (prompt_yes(&asking.prompt, "Go on?", true) && !asking.prompt.ended) {
            *ret = made;
            fine = true;
        }
    }
    if (!fine)
        (void)error_set(err, ERROR_CANCELLED, NULL, "Aborted!");
out:
    json_decref(asking.variables);
    return fine;
}
