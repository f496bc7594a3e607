/* SPDX-License-Identifier: GPL-3.0-or-later */
/* detect.c - `rigel detect`: the engine on JSON lines. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/attributes.h"
#include "base/limits.h"
#include "base/ordered_work.h"
#include "command.h"
#include "detect_answer.h"
#include "detect_engine.h"

static const char usage[] =
    "usage: rigel detect [OPTION...] [FILE]\n"
    "\n"
    "Reads series as JSON lines from FILE (or stdin) and writes one answer line each, in order:\n"
    "  {\"name\": \"a\", \"values\": [1, 2, null], \"missing\": \"fill\", \"options\": {}}\n"
    "  {\"name\": \"a\", \"change_points\": [{\"index\": ...}]}\n"
    "\n"
    "  --algorithm NAME  edivisive (default): change points as Apache Otava finds them;\n"
    "                    percent: the newest value against the mean of those before;\n"
    "                    steady: an online detector that keeps to what it reported\n"
    "  --replay          what would have been reported after each value, from \"from\" (1) values\n"
    "                    on: a line {\"name\", \"n\", \"change_points\"} a set that differs\n"
    "  --threads N       work on N series at a time (default 1); the answers do not change\n"
    "\n"
    "A line that cannot be used is answered by {\"name\", \"error\"}, told on stderr, and makes "
    "the\n"
    "exit status 1; the other lines are answered all the same. docs/detection.md tells more.\n";

struct detect_setup {
    enum detect_algorithm algorithm;
    bool replay;
    size_t threads;
    const char *path; /* NULL: stdin */
};

/* One line on its way through the threads. */
struct job {
    size_t number;
    struct buffer line, answer;
    struct error err;
    bool failed, too_long;
};

struct outcome {
    bool any_failed;            /* the delivering thread's: one at a time, so without a lock */
    _Atomic bool output_failed; /* seen by the reading thread too */
};

struct line_reader {
    int fd;
    size_t number, at, size;
    char bytes[1 << 16];
};

static void job_free(struct job *job)
{
    buffer_done(&job->line);
    buffer_done(&job->answer);
    free(job);
}

static struct job *job_new(size_t number)
{
    struct job *job = calloc(1, sizeof *job);

    if (!job)
        return NULL;
    job->number = number;
    buffer_init(&job->line, LIMIT_DETECT_LINE);
    buffer_init(&job->answer, LIMIT_ANSWER_SIZE);
    return job;
}

static void work_on(void *tool, void *item)
{
    struct job *job = item;
    struct detect_series nameless = {.count = 0};

    if (!job->too_long) {
        job->failed = !detect_engine_answer(tool, job->number, job->line.data, job->line.size,
                                            &job->answer, &job->err);
        return;
    }
    job->failed = true;
    (void)error_set(&job->err, ERROR_LIMIT, NULL, "longer than %u bytes", LIMIT_DETECT_LINE);
    (void)error_within(&job->err, "line %zu", job->number);
    detect_answer_error(&job->answer, &nameless, job->err.text);
}

static void deliver(void *context, void *item)
{
    struct outcome *outcome = context;
    struct job *job = item;

    if (job->failed) {
        outcome->any_failed = true;
        (void)fprintf(stderr, "rigel detect: %s: %s\n", job->err.place, job->err.text);
    }
    if (fwrite(job->answer.data, 1, job->answer.size, stdout) != job->answer.size ||
        fflush(stdout) != 0)
        outcome->output_failed = true;
    job_free(job);
}

/* More bytes: 1, end: 0, error: -1. */
static int refill(struct line_reader *reader)
{
    ssize_t got;

    do
        got = read(reader->fd, reader->bytes, sizeof reader->bytes);
    while (got < 0 && errno == EINTR);
    reader->at = 0;
    reader->size = got > 0 ? (size_t)got : 0;
    return got > 0 ? 1 : (int)got;
}

/* The next line that is not blank, without its line feed, in a job of its own; *ret_job is NULL at
 * the end. What a line has beyond the limit is read and left out. */
static bool next_job(struct line_reader *reader, struct job **ret_job, struct error *err)
{
    struct job *job = job_new(reader->number + 1);
    int more = 1;

    if (!job)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for a line");
    while (reader->at < reader->size || (more = refill(reader)) > 0) {
        const char *bytes = reader->bytes + reader->at;
        const char *end = memchr(bytes, '\n', reader->size - reader->at);
        const size_t size = end ? (size_t)(end - bytes) : reader->size - reader->at;

        buffer_append(&job->line, bytes, size);
        reader->at += size + (end ? 1 : 0);
        if (!end)
            continue;
        job->number = ++reader->number;
        if (!buffer_ok(&job->line) || strspn(job->line.data, " \t\r") < job->line.size)
            break;
        buffer_clear(&job->line);
    }
    if (more < 0) {
        job_free(job);
        return error_set(err, ERROR_IO, NULL, "reading the input: %s", strerror(errno));
    }
    job->number = more == 0 ? reader->number + 1 : reader->number;
    job->too_long = !buffer_ok(&job->line);
    *ret_job = job;
    if (more == 0 && !job->too_long &&
        (!job->line.data || strspn(job->line.data, " \t\r") == job->line.size)) {
        job_free(job);
        *ret_job = NULL;
    }
    return true;
}

/* Until the end, or until nobody reads the answers any more. */
static bool put_lines(struct line_reader *reader, struct ordered_work *work,
                      const struct outcome *outcome, struct error *err)
{
    struct job *job = NULL;

    while (!outcome->output_failed) {
        if (!next_job(reader, &job, err))
            return false;
        if (!job)
            break;
        ordered_work_put(work, job, job->line.size);
    }
    return true;
}

static bool run(const struct detect_setup *setup, int fd, struct outcome *outcome,
                struct error *err)
{
    struct line_reader *reader = calloc(1, sizeof *reader);
    void **engines = calloc(setup->threads, sizeof *engines);
    struct ordered_work *work = NULL;
    bool done = reader && engines;

    for (size_t i = 0; done && i < setup->threads; i++)
        done = (engines[i] = detect_engine_new(setup->algorithm, setup->replay)) != NULL;
    if (!done)
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for %zu threads", setup->threads);
    done = done && ordered_work_new(&(struct ordered_work_setup){.threads = setup->threads,
                                                                 .tools = engines,
                                                                 .max_items = 4 * setup->threads,
                                                                 .max_weight = LIMIT_DETECT_WAITING,
                                                                 .work = work_on,
                                                                 .deliver = deliver,
                                                                 .context = outcome},
                                    &work, err);
    if (done) {
        reader->fd = fd;
        done = put_lines(reader, work, outcome, err);
    }
    ordered_work_finish(work);
    for (size_t i = 0; engines && i < setup->threads; i++)
        detect_engine_free(engines[i]);
    free(engines);
    free(reader);
    return done;
}

static bool parse_algorithm(const char *word, enum detect_algorithm *ret_algorithm,
                            struct error *err)
{
    if (strcmp(word, "edivisive") == 0)
        *ret_algorithm = DETECT_EDIVISIVE;
    else if (strcmp(word, "percent") == 0)
        *ret_algorithm = DETECT_PERCENT;
    else if (strcmp(word, "steady") == 0)
        *ret_algorithm = DETECT_STEADY;
    else
        return error_set(err, ERROR_USAGE, "--algorithm", "expected edivisive, percent or steady");
    return true;
}

static bool parse_threads(const char *word, size_t *ret_threads, struct error *err)
{
    char *end;
    const unsigned long threads = strtoul(word, &end, 10);

    if (word[0] < '0' || word[0] > '9' || *end || threads < 1 || threads > LIMIT_THREADS)
        return error_set(err, ERROR_USAGE, "--threads", "expected a number from 1 to %d",
                         LIMIT_THREADS);
    *ret_threads = threads;
    return true;
}

/* *ret_help: the usage was asked for and is all there is to do. */
static bool parse_arguments(int argc, char **argv, struct detect_setup *setup, bool *ret_help,
                            struct error *err)
{
    static const struct option options[] = {{"algorithm", required_argument, NULL, 'a'},
                                            {"threads", required_argument, NULL, 't'},
                                            {"replay", no_argument, NULL, 'r'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    int option;

    opterr = 0;
    while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
        bool good = true;

        if (option == 'h')
            *ret_help = true;
        else if (option == 'r')
            setup->replay = true;
        else if (option == 'a')
            good = parse_algorithm(optarg, &setup->algorithm, err);
        else if (option == 't')
            good = parse_threads(optarg, &setup->threads, err);
        else
            good = error_set(err, ERROR_USAGE, argv[optind - 1],
                             "no such option, or it lacks its value");
        if (!good)
            return false;
    }
    if (setup->replay && setup->algorithm == DETECT_PERCENT)
        return error_set(err, ERROR_USAGE, "--replay", "percent has none");
    if (argc - optind > 1)
        return error_set(err, ERROR_USAGE, argv[optind + 1], "one FILE is enough");
    if (optind < argc && strcmp(argv[optind], "-") != 0)
        setup->path = argv[optind];
    return true;
}

static int complain(const struct error *err)
{
    (void)fprintf(stderr, "rigel detect: %s%s%s\n", err->place, err->place[0] ? ": " : "",
                  err->text);
    return error_exit_status(err->code);
}

int command_detect(int argc, char **argv)
{
    struct detect_setup setup = {.algorithm = DETECT_EDIVISIVE, .threads = 1};
    struct outcome outcome = {.any_failed = false};
    struct error err = {.code = ERROR_NONE};
    bool help = false, done;
    int fd = STDIN_FILENO;

    if (!parse_arguments(argc, argv, &setup, &help, &err))
        return complain(&err);
    if (help) {
        (void)fputs(usage, stdout);
        return 0;
    }
    if (setup.path && (fd = open(setup.path, O_RDONLY | O_CLOEXEC)) < 0) {
        (void)error_set(&err, ERROR_IO, setup.path, "%s", strerror(errno));
        return complain(&err);
    }
    done = run(&setup, fd, &outcome, &err);
    if (setup.path)
        (void)close(fd);
    if (!done)
        return complain(&err);
    if (outcome.output_failed) {
        (void)error_set(&err, ERROR_IO, "stdout", "the answers could not be written");
        return complain(&err);
    }
    return outcome.any_failed ? 1 : 0;
}
