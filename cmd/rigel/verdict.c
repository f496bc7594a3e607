/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict.c - rigel verdict: asks a service whether a run is a regression, and says so by its exit
 * status. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "api_client.h"
#include "base/clock.h"
#include "base/limits.h"
#include "command.h"
#include "config/duration.h"
#include "options.h"
#include "report/verdict_forms.h"
#include "report/verdict_json.h"
#include "verdict_ask.h"

enum output { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_JUNIT };

struct options {
    struct verdict_ask ask;
    struct api_client_options client;
    enum output output;
    const char *junit_file;
};

static bool take_output(void *context, const char *value, struct error *err)
{
    static const char *const names[] = {"text", "json", "junit"};
    enum output *output = context;

    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], value) == 0) {
            *output = (enum output)i;
            return true;
        }
    return error_set(err, ERROR_USAGE, "--format", "'%s' is not text, json or junit", value);
}

static bool take_wait(void *context, const char *value, struct error *err)
{
    int64_t *wait_us = context;

    return duration_parse(value, wait_us) ||
           error_set(err, ERROR_USAGE, "--wait", "'%s' is not a length of time like 60s or 5m",
                     value);
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"server", "URL", "the service (default $RIGEL_SERVER)", .text = &options->client.server},
        {"test", "T", "only this test", .text = &options->ask.test},
        {"wait", "TIME",
         "until the run is wholly in and analysed, at most so long: 60s, 10m,\n"
         "2h (default 0s: as it is now)",
         .take = take_wait, .context = &options->ask.wait_us},
        {"ingest", NULL,
         "asks the service to look for the run at once; needs a token with\n"
         "role push",
         .flag = &options->ask.ingest},
        {"format", "F", "what is printed: text (the default), json or junit", .take = take_output,
         .context = &options->output},
        {"junit", "FILE", "also as JUnit XML into this file", .text = &options->junit_file},
        {"token-file", "FILE", "holds the access token (default $RIGEL_TOKEN)",
         .text = &options->client.token_file},
        {"ca-file", "FILE", "certificates to trust instead of the system's",
         .text = &options->client.ca_file},
    };
    const struct command_usage usage = {
        "verdict",
        "usage: rigel verdict UUID [--server URL] [--test T] [--wait TIME] [--ingest]\n"
        "                     [--format text|json|junit] [--junit FILE] [--token-file FILE]\n"
        "                     [--ca-file FILE]\n\n"
        "Asks a service for the verdict of a run.",
        rows, ARRAY_LEN(rows),
        "exit status: 0 pass, 2 regression, 3 no data, 4 undecided, 1 an error"};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    if (optind + 1 != argc || !*argv[optind])
        return command_misused(&usage);
    options->ask.uuid = argv[optind];
    return -1;
}

static bool write_junit(const char *path, const struct buffer *junit, struct error *err)
{
    FILE *file = fopen(path, "we");
    bool fine = file && fwrite(junit->data, 1, junit->size, file) == junit->size;

    if (file && fclose(file) != 0)
        fine = false;
    return fine || error_set(err, ERROR_IO, path, "cannot write: %s", strerror(errno));
}

static bool print(const struct options *options, const struct run_verdict *run,
                  const struct buffer *json, const char *base, struct error *err)
{
    AUTO_BUFFER junit, text;

    buffer_init(&junit, LIMIT_API_ANSWER);
    buffer_init(&text, LIMIT_API_ANSWER);

    const struct buffer *out = options->output == OUTPUT_JSON    ? json
                               : options->output == OUTPUT_JUNIT ? &junit
                                                                 : &text;

    verdict_junit_write(&junit, run, base);
    verdict_text_write(&text, run, base);
    if (!buffer_ok(&junit) || !buffer_ok(&text))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the verdict");
    if (options->junit_file && !write_junit(options->junit_file, &junit, err))
        return false;
    const bool ends = out->size > 0 && out->data[out->size - 1] == '\n';
    if (fwrite(out->data, 1, out->size, stdout) != out->size || (!ends && putchar('\n') == EOF) ||
        fflush(stdout) != 0)
        return error_set(err, ERROR_IO, "stdout", "cannot write");
    return true;
}

static int status_of(enum verdict_state state)
{
    static const int statuses[VERDICT_STATES] = {[VERDICT_PASS] = 0,
                                                 [VERDICT_REGRESSION] = 2,
                                                 [VERDICT_NO_DATA] = 3,
                                                 [VERDICT_UNDECIDED] = 4};

    return statuses[state];
}

static bool tell(const struct options *options, const struct buffer *json, const char *base,
                 int *ret_status, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    AUTO_JSON tree = field_parse(json->data, json->size, ERROR_REMOTE, "verdict", err);
    const struct field root = field_root(tree, "verdict", ERROR_REMOTE);
    struct run_verdict run;

    if (!tree || !run_verdict_json_read(arena, &root, &run, err) ||
        !print(options, &run, json, base, err))
        return false;
    *ret_status = status_of(run.state);
    return true;
}

static bool run(const struct options *options, int *ret_status, struct error *err)
{
    struct http_client *client = api_client_open(&options->client, NULL, err);
    AUTO_BUFFER json;
    bool fine;

    buffer_init(&json, LIMIT_API_ANSWER);
    if (!client)
        return false;
    fine = verdict_ask(client, &options->ask, &json, err);
    if (fine && !buffer_ok(&json))
        fine = error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the verdict");
    fine = fine && tell(options, &json, http_client_address(client), ret_status, err);
    http_client_free(client);
    return fine;
}

int command_verdict(int argc, char **argv)
{
    struct options options = {
        .client = {.timeout_us = VERDICT_ASK_CHUNK + 30 * CLOCK_SECOND},
    };
    struct error err = {0};
    int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &status, &err))
        return status;
    return command_failed("verdict", &err);
}
