/* SPDX-License-Identifier: GPL-3.0-or-later */
/* explain.c - rigel explain: why a build is or is not a change of a metric, asked of a service or
 * worked out from the database. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api_client.h"
#include "base/clock.h"
#include "base/limits.h"
#include "command.h"
#include "detect/explain.h"
#include "http/percent.h"
#include "options.h"
#include "store/migrate.h"

struct options {
    const char *config;
    const char *test, *metric, *build;
    bool is_run; /* BUILD is the uuid of a run */
    bool is_json;
    struct api_client_options client;
};

static bool take_format(void *context, const char *value, struct error *err)
{
    bool *is_json = context;

    *is_json = strcmp(value, "json") == 0;
    return *is_json || strcmp(value, "text") == 0 ||
           error_set(err, ERROR_USAGE, "--format", "'%s' is not text or json", value);
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"run", NULL, "BUILD is the uuid of a run", .flag = &options->is_run},
        {"format", "F", "what is printed: text (the default) or json", .take = take_format,
         .context = &options->is_json},
        {"server", "URL",
         "asks a service (default $RIGEL_SERVER where neither this nor\n"
         "--config is given)",
         .text = &options->client.server},
        {"token-file", "FILE", "holds the access token (default $RIGEL_TOKEN)",
         .text = &options->client.token_file},
        {"ca-file", "FILE", "certificates to trust instead of the system's",
         .text = &options->client.ca_file},
        {"config", "FILE",
         "without a service: reads the database of this configuration\n"
         "(default " COMMAND_CONFIG_FILE ")",
         .text = &options->config},
    };
    const struct command_usage usage = {
        "explain",
        "usage: rigel explain TEST METRIC BUILD [--run] [--format text|json]\n"
        "                     [--server URL [--token-file FILE] [--ca-file FILE] | --config "
        "FILE]\n\n"
        "Says why a build is or is not a change of a metric: what each algorithm weighed, what\n"
        "was asked, and which rule decided.",
        rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    if (optind + 3 != argc || !*argv[optind] || !*argv[optind + 1] || !*argv[optind + 2])
        return command_misused(&usage);
    options->test = argv[optind];
    options->metric = argv[optind + 1];
    options->build = argv[optind + 2];
    return -1;
}

/* ---- of a service ---- */

static void write_path(struct buffer *out, const struct options *options)
{
    buffer_text(out, "/api/v1/tests/");
    percent_path(out, options->test);
    buffer_text(out, "/series/");
    percent_path(out, options->metric);
    buffer_text(out, options->is_run ? "/explain?run=" : "/explain?build=");
    percent_path(out, options->build);
}

static bool ask_service(const struct options *options, struct buffer *out, struct error *err)
{
    struct http_client *client = api_client_open(&options->client, NULL, err);
    struct http_answer answer;
    AUTO_BUFFER path;
    bool fine;

    buffer_init(&path, LIMIT_HTTP_URL);
    if (!client)
        return false;
    write_path(&path, options);
    http_answer_init(&answer);

    const struct http_request request = {.method = "GET",
                                         .path = path.data,
                                         .accept =
                                             options->is_json ? "application/json" : "text/plain",
                                         .retry = HTTP_RETRY_NEVER};

    if (buffer_ok(&path))
        fine = http_client_send(client, &request, &answer, err) &&
               api_client_check(&answer, path.data, err);
    else
        fine = error_set(err, ERROR_USAGE, "BUILD", "test, metric and build have too long names");
    if (fine)
        buffer_append(out, answer.body.data, answer.body.size);
    http_answer_done(&answer);
    http_client_free(client);
    return fine;
}

/* ---- of the database ---- */

static bool explain_stored(struct store *store, const struct service_config *config,
                           const struct options *options, struct buffer *out, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct explain_question question = {.scope = BROWSE_ALL,
                                              .test = options->test,
                                              .metric = options->metric,
                                              .build = options->is_run ? NULL : options->build,
                                              .run = options->is_run ? options->build : NULL};
    struct store_connection *connection = store_borrow(store, err);
    struct explanation *explanation = NULL;

    if (!connection)
        return false;

    const bool fine = explain_run(connection, arena, config, &question, &explanation, err);

    store_return(connection);
    if (!fine)
        return false;
    if (options->is_json) {
        struct writer w = writer_on(out);

        explanation_json_write(&w, arena, explanation);
    } else {
        explanation_text_write(out, arena, explanation);
    }
    return true;
}

static bool read_database(const struct options *options, struct buffer *out, struct error *err)
{
    struct service_config *config =
        command_config_load(options->config ? options->config : COMMAND_CONFIG_FILE, err);

    if (!config)
        return false;

    struct store *store = command_store(config, "rigel explain", 1, err);
    const bool fine =
        store && migrate_verify(store, err) && explain_stored(store, config, options, out, err);

    store_free(store);
    service_config_free(config);
    return fine;
}

static bool run(const struct options *options, struct error *err)
{
    AUTO_BUFFER out;
    const bool asks = options->client.server || (!options->config && getenv("RIGEL_SERVER"));

    buffer_init(&out, LIMIT_API_ANSWER);
    if (options->client.server && options->config)
        return error_set(err, ERROR_USAGE, "--server", "not together with --config");
    if (!(asks ? ask_service(options, &out, err) : read_database(options, &out, err)))
        return false;
    if (!buffer_ok(&out))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the answer");

    const bool ends = out.size > 0 && out.data[out.size - 1] == '\n';

    if (fwrite(out.data, 1, out.size, stdout) != out.size || (!ends && putchar('\n') == EOF) ||
        fflush(stdout) != 0)
        return error_set(err, ERROR_IO, "stdout", "cannot write");
    return true;
}

int command_explain(int argc, char **argv)
{
    struct options options = {.client = {.timeout_us = 60 * CLOCK_SECOND}};
    struct error err = {0};
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &err))
        return 0;
    return command_failed("explain", &err);
}
