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
#include "push_files.h"
#include "push_send.h"

enum { METADATA_MOST = 64 };

struct options {
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

static void print_help(FILE *out)
{
    (void)fputs("usage: rigel push --run UUID [--format F] [OPTION...] FILE...\n\n"
                "Turns the output of a benchmark tool into documents and sends them to a service\n"
                "that has a source of kind push. FILE may be a folder, or - for standard input.\n\n"
                "  --format F          what the files are (default documents):\n",
                out);
    for (size_t i = 0; i < adapt_format_count; i++)
        (void)fprintf(out, "      %-17s %s\n", adapt_formats[i].name, adapt_formats[i].reads);
    (void)fputs(
        "  --run UUID          the run's id; may be left out where the files hold one\n"
        "  --build V           the build that was tested\n"
        "  --build-url U       where that build, or its job, can be looked at\n"
        "  --at TIME           when the run was (default: what the files say, else when the\n"
        "                      newest of them was written)\n"
        "  --metadata KEY=VALUE  a further field of the run, by which tests take it; repeatable\n"
        "  --confirm TOKEN     the run repeats another one to confirm its verdict\n"
        "  --server URL        the service (default $RIGEL_SERVER)\n"
        "  --token-file FILE   holds the access token (default $RIGEL_TOKEN)\n"
        "  --ca-file FILE      certificates to trust for https instead of the system's\n"
        "  --source NAME       the source, where the service has several of kind push\n"
        "  --index NAME        index of the results (default " ADAPT_RESULT_INDEX ")\n"
        "  --metadata-index NAME  index of the run (default " ADAPT_METADATA_INDEX ")\n"
        "  --dry-run           print the documents instead of sending them\n\n"
        "Exit status 0: all is in; 1: something is not, stderr says what and where.\n",
        out);
}

static bool add_metadata(struct options *options, char *pair, struct error *err)
{
    char *equals = strchr(pair, '=');

    if (!equals || equals == pair)
        return error_set(err, ERROR_USAGE, "--metadata", "expected KEY=VALUE, found '%.100s'",
                         pair);
    if (options->run.metadata_count == METADATA_MOST)
        return error_set(err, ERROR_USAGE, "--metadata", "more than %d of them", METADATA_MOST);
    *equals = '\0';
    options->metadata[options->run.metadata_count++] = (struct adapt_pair){pair, equals + 1};
    return true;
}

static const struct option known[] = {
    {"format", required_argument, NULL, 'f'},
    {"run", required_argument, NULL, 'r'},
    {"build", required_argument, NULL, 'b'},
    {"build-url", required_argument, NULL, 'u'},
    {"at", required_argument, NULL, 'a'},
    {"metadata", required_argument, NULL, 'm'},
    {"confirm", required_argument, NULL, 'c'},
    {"server", required_argument, NULL, 's'},
    {"token-file", required_argument, NULL, 't'},
    {"ca-file", required_argument, NULL, 'C'},
    {"source", required_argument, NULL, 'S'},
    {"index", required_argument, NULL, 'i'},
    {"metadata-index", required_argument, NULL, 'M'},
    {"dry-run", no_argument, NULL, 'd'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

/* The place of an option's text; NULL: the option takes none. */
static const char **text_of(struct options *options, int option)
{
    switch (option) {
    case 'f':
        return &options->format;
    case 'r':
        return &options->run.uuid;
    case 'b':
        return &options->run.build;
    case 'u':
        return &options->run.build_url;
    case 'a':
        return &options->at;
    case 'c':
        return &options->run.confirm;
    case 's':
        return &options->api.server;
    case 't':
        return &options->api.token_file;
    case 'C':
        return &options->api.ca_file;
    case 'S':
        return &options->source;
    case 'i':
        return &options->run.index;
    case 'M':
        return &options->run.metadata_index;
    default:
        return NULL;
    }
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options, struct error *err)
{
    int option;

    options->run.metadata = options->metadata;
    while ((option = getopt_long(argc, argv, "h", known, NULL)) != -1) {
        const char **text = text_of(options, option);
        if (text) {
            *text = optarg;
        } else if (option == 'd') {
            options->dry_run = true;
        } else if (option == 'm') {
            if (!add_metadata(options, optarg, err))
                return command_failed("push", err);
        } else {
            print_help(option == 'h' ? stdout : stderr);
            return option == 'h' ? 0 : 1;
        }
    }
    options->files = argv + optind;
    options->file_count = argc - optind;
    if (options->file_count > 0)
        return -1;
    print_help(stderr);
    return 1;
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
    struct options options = {
        .format = "documents",
        .api = {.timeout_us = 120 * CLOCK_SECOND, .retries = 5},
    };
    struct error err = {0};
    struct push_files files;
    bool partly = false;
    const int status = parse(argc, argv, &options, &err);

    if (status >= 0)
        return status;
    AUTO_ARENA arena = arena_new();
    push_files_init(&files, arena);
    const bool fine = run(&options, arena, &files, &partly, &err);
    push_files_done(&files);
    if (!fine)
        return command_failed("push", &err);
    return partly ? 1 : 0;
}
