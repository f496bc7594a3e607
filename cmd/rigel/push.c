/* SPDX-License-Identifier: GPL-3.0-or-later */
/* push.c - rigel push: results of tools to a service. Files are turned into documents here, not by
 * the service: a folder's names and times are known here, a broken file is told without any
 * service, and documents are smaller than most outputs. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api_client.h"
#include "base/clock.h"
#include "command.h"
#include "http/percent.h"
#include "options.h"
#include "push_files.h"
#include "push_send.h"

enum { METADATA_MOST = 64 };

struct options {
    struct arena *arena; /* of what the command line holds in other words */
    const char *format;
    struct adapt_run run;
    struct adapt_pair metadata[METADATA_MOST];
    const char *at, *source;
    struct api_client_options api;
    bool dry_run;
    char **files;
    int file_count;
};

/* What the pushing thread of control holds. */
struct pushing {
    struct push_sender sender;
    size_t rejected; /* lines that were not even sent */
    const char *file;
};

static bool take_metadata(void *context, const char *value, struct error *err)
{
    struct options *options = context;
    const char *equals = strchr(value, '=');

    if (!equals || equals == value)
        return error_set(err, ERROR_USAGE, "--metadata", "expected KEY=VALUE, found '%.100s'",
                         value);
    if (options->run.metadata_count == METADATA_MOST)
        return error_set(err, ERROR_USAGE, "--metadata", "more than %d of them", METADATA_MOST);
    options->metadata[options->run.metadata_count++] = (struct adapt_pair){
        arena_strndup(options->arena, value, (size_t)(equals - value)), equals + 1};
    return true;
}

static const char *ending(struct arena *arena)
{
    const char *text = "formats:\n";

    for (size_t i = 0; i < adapt_format_count; i++)
        text = arena_printf(arena, "%s  %-16s  %s\n", text, adapt_formats[i].name,
                            adapt_formats[i].reads);
    return arena_printf(arena,
                        "%s\nexit status: 0 all is in; 1 something is not, stderr says what "
                        "and where",
                        text);
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    struct adapt_run *run = &options->run;
    const struct command_option rows[] = {
        {"format", "F", "what the files are: see below (default documents)",
         .text = &options->format},
        {"run", "UUID", "the run's id; may be left out where the files hold one",
         .text = &run->uuid},
        {"build", "V", "the build that was tested", .text = &run->build},
        {"build-url", "U", "where that build, or its job, can be looked at",
         .text = &run->build_url},
        {"at", "TIME",
         "when the run was (default: what the files say, else when the\n"
         "newest of them was written)",
         .text = &options->at},
        {"metadata", "KEY=VALUE", "a further field of the run, by which tests take it; repeatable",
         .take = take_metadata, .context = options},
        {"confirm", "TOKEN", "the run repeats another one to confirm its verdict",
         .text = &run->confirm},
        {"server", "URL", "the service (default $RIGEL_SERVER)", .text = &options->api.server},
        {"token-file", "FILE", "holds the access token (default $RIGEL_TOKEN)",
         .text = &options->api.token_file},
        {"ca-file", "FILE", "certificates to trust for https instead of the system's",
         .text = &options->api.ca_file},
        {"source", "NAME", "the source, where the service has several of kind push",
         .text = &options->source},
        {"index", "NAME", "index of the results (default " ADAPT_RESULT_INDEX ")",
         .text = &run->index},
        {"metadata-index", "NAME", "index of the run (default " ADAPT_METADATA_INDEX ")",
         .text = &run->metadata_index},
        {"dry-run", NULL, "print the documents instead of sending them", .flag = &options->dry_run},
    };
    const struct command_usage usage = {
        "push",
        "usage: rigel push --run UUID [--format F] [OPTION...] FILE...\n\n"
        "Turns the output of a benchmark tool into documents and sends them to a service\n"
        "that has a source of kind push. FILE may be a folder, or - for standard input.",
        rows, ARRAY_LEN(rows), ending(options->arena)};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    run->metadata = options->metadata;
    options->files = argv + optind;
    options->file_count = argc - optind;
    return options->file_count > 0 ? -1 : command_misused(&usage);
}

static bool read_files(const struct options *options, const struct adapt_format *format,
                       struct push_files *files, struct error *err)
{
    for (int i = 0; i < options->file_count; i++)
        if (!push_files_add(files, options->files[i], format, err))
            return false;
    return true;
}

static bool set_time(struct options *options, const struct push_files *files, struct error *err)
{
    options->run.at_us = files->newest_us == INT64_MIN ? clock_now_us() : files->newest_us;
    options->run.at_decides = options->at != NULL;
    if (options->at && !clock_parse(options->at, &options->run.at_us))
        return error_set(err, ERROR_USAGE, "--at",
                         "expected a time like 2026-11-22T12:00:00Z, "
                         "found '%.100s'",
                         options->at);
    return true;
}

static bool take_document(void *context, const struct adapt_document *document, struct error *err)
{
    struct pushing *pushing = context;

    return push_sender_take(&pushing->sender, document, err);
}

static bool take_reject(void *context, const struct adapt_reject *reject, struct error *err)
{
    struct pushing *pushing = context;

    (void)err;
    pushing->rejected++;
    (void)fprintf(stderr, "rigel push: %s:%zu:%zu: %s%s%s\n", pushing->file, reject->line,
                  reject->column, reject->field, *reject->field ? ": " : "", reject->reason);
    return true;
}

/* `documents`: file by file, so that each bad line is told with its file; the metadata document
 * goes with the last one. Other formats: all files are one run's. */
static bool adapt_all(struct pushing *pushing, const struct adapt_format *format,
                      const struct adapt_run *run, const struct push_files *files,
                      struct error *err)
{
    const struct adapt_sinks sinks = {take_document, format->lines ? take_reject : NULL, pushing};
    struct adapt_run plain = {.uuid = run->uuid, .index = run->index, .at_us = run->at_us};

    if (!format->lines)
        return adapt_files(format, run, files->files, files->count, &sinks, err);
    for (size_t i = 0; i < files->count; i++) {
        pushing->file = files->files[i].name;
        if (!adapt_files(format, i + 1 == files->count ? run : &plain, &files->files[i], 1, &sinks,
                         err))
            return false;
    }
    return true;
}

static const char *path_of(struct arena *arena, const char *source)
{
    AUTO_BUFFER path;

    buffer_init(&path, 1u << 16);
    buffer_text(&path, "/api/v1/documents");
    if (source) {
        buffer_text(&path, "?source=");
        percent_form(&path, source);
    }
    return arena_strndup(arena, path.data, path.size);
}

static bool push_all(struct pushing *pushing, const struct options *options,
                     const struct adapt_format *format, const struct push_files *files,
                     struct error *err)
{
    const struct push_sender *sender = &pushing->sender;
    const bool fine = adapt_all(pushing, format, &options->run, files, err) &&
                      push_sender_flush(&pushing->sender, err);

    if (options->dry_run || !fine)
        return fine;
    (void)printf("%zu documents of %zu files: %zu taken, %zu rejected%s\n", sender->sent,
                 files->count, sender->taken, sender->rejected + pushing->rejected,
                 sender->replayed ? "; the service had them already" : "");
    return true;
}

/* *ret_partly: some lines are not in. */
static bool run(struct options *options, struct arena *arena, struct push_files *files,
                bool *ret_partly, struct error *err)
{
    const struct adapt_format *format = adapt_format_find(options->format);
    struct http_client *client = NULL;
    struct pushing pushing = {0};

    if (!format)
        return error_set(err, ERROR_USAGE, "--format",
                         "there is no format '%.100s'; rigel push --help lists them",
                         options->format);
    if (!read_files(options, format, files, err) || !set_time(options, files, err))
        return false;
    if (!options->dry_run) {
        client = api_client_open(&options->api, NULL, err);
        if (!client)
            return false;
    }
    push_sender_init(&pushing.sender, client, path_of(arena, options->source));
    const bool fine = push_all(&pushing, options, format, files, err);
    *ret_partly = pushing.rejected > 0 || pushing.sender.rejected > 0;
    push_sender_done(&pushing.sender);
    http_client_free(client);
    return fine;
}

int command_push(int argc, char **argv)
{
    AUTO_ARENA arena = arena_new();
    struct options options = {
        .arena = arena,
        .format = "documents",
        .api = {.timeout_us = 120 * CLOCK_SECOND, .retries = 5},
    };
    struct error err = {0};
    struct push_files files;
    bool partly = false;
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    push_files_init(&files, arena);
    const bool fine = run(&options, arena, &files, &partly, &err);
    push_files_done(&files);
    if (!fine)
        return command_failed("push", &err);
    return partly ? 1 : 0;
}
