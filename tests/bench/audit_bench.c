/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Audits the series of one test, for audit.py: on stdin the number of runs and for each series a
 * line of that many values, "nan" for a gap. Arguments are words "name=value". Prints one line of
 * figures, all series together. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "detect/test_audit.h"
#include "json/writer.h"

static const char *word(int argc, char **argv, const char *name, const char *fallback)
{
    const size_t length = strlen(name);

    for (int i = 1; i < argc; i++)
        if (strncmp(argv[i], name, length) == 0 && argv[i][length] == '=')
            return argv[i] + length + 1;
    return fallback;
}

/* The numbers of stdin, one after the other. */
struct numbers {
    char *line, *at;
    size_t size;
};

static bool next_number(struct numbers *numbers, double *ret)
{
    char *end;

    for (;;) {
        if (numbers->at) {
            *ret = strtod(numbers->at, &end);
            if (end != numbers->at) {
                numbers->at = end;
                return true;
            }
            if (*(numbers->at + strspn(numbers->at, " \n")))
                return false;
        }
        if (getline(&numbers->line, &numbers->size, stdin) < 0)
            return false;
        numbers->at = numbers->line;
    }
}

/* One line of `history->run_count` values, the first of which was read already. */
static bool read_series(struct arena *arena, struct numbers *numbers, double first,
                        struct test_history *history, struct history_series *series)
{
    series->metric = arena_printf(arena, "series %zu", history->series_count);
    series->values = ARENA_ARRAY(arena, double, history->run_count);
    series->values[0] = first;
    for (size_t i = 1; i < history->run_count; i++)
        if (!next_number(numbers, &series->values[i]))
            return false;
    history->series_count++;
    return true;
}

/* `like` says what all series have in common. NULL: stdin holds something else. */
static struct test_history *read_history(struct arena *arena, struct numbers *numbers,
                                         const struct history_series *like)
{
    struct test_history *history = ARENA_NEW(arena, struct test_history);
    size_t capacity = 0;
    double value;

    if (!next_number(numbers, &value) || !(value >= 1) || value > 1e6)
        return NULL;
    history->test = "bench";
    history->run_count = (size_t)value;
    while (next_number(numbers, &value)) {
        history->series = arena_grow(arena, history->series, history->series_count, &capacity,
                                     sizeof *history->series);
        history->series[history->series_count] = *like;
        if (!read_series(arena, numbers, value, history, &history->series[history->series_count]))
            return NULL;
    }
    return history;
}

static void write_figures(struct writer *w, const struct audit_figures *figures)
{
    static const char *const noises[] = {"shuffled", "blocks"};

    writer_object(w, NULL);
    writer_integer(w, "series", (int64_t)figures->series);
    writer_integer(w, "skipped", (int64_t)figures->skipped);
    for (size_t i = 0; i < AUDIT_NOISES; i++) {
        writer_object(w, noises[i]);
        writer_integer(w, "histories", (int64_t)figures->quiet[i].histories);
        writer_real(w, "per_1000", figures->quiet[i].per_1000);
        writer_real(w, "alarmed", figures->quiet[i].alarmed);
        writer_end(w);
    }
    writer_array(w, "steps");
    for (size_t i = 0; i < AUDIT_STEPS; i++) {
        writer_object(w, NULL);
        writer_real(w, "percent", figures->steps[i].percent);
        writer_integer(w, "injected", (int64_t)figures->steps[i].injected);
        writer_real(w, "recall", figures->steps[i].recall);
        writer_real(w, "delay", figures->steps[i].delay);
        writer_end(w);
    }
    writer_end(w);
    writer_real(w, "threshold", figures->threshold);
    writer_real(w, "finds", figures->finds);
    writer_end(w);
}

int main(int argc, char **argv)
{
    const struct service_config config = {.analysis_max_pvalue = 0.001,
                                          .analysis_window_len = 50,
                                          .analysis_false_reports = STEADY_FALSE_REPORTS,
                                          .analysis_smallest_change = STEADY_SMALLEST_CHANGE};
    const struct audit_options options = {
        .samples = (unsigned)strtoul(word(argc, argv, "samples", "10"), NULL, 10),
        .budget = strtod(word(argc, argv, "budget", "1"), NULL),
        .seed = (uint32_t)strtoul(word(argc, argv, "seed", "1"), NULL, 10),
    };
    AUTO_ARENA arena = arena_new();
    const struct history_series like = {
        .direction = (int)strtol(word(argc, argv, "direction", "0"), NULL, 10),
        .threshold = strtod(word(argc, argv, "threshold", "0"), NULL),
        .regression_algorithm = word(argc, argv, "algorithm", "steady"),
    };
    struct numbers numbers = {0};
    const struct test_history *history = read_history(arena, &numbers, &like);
    struct detector detector;
    struct test_audit audit;
    struct error err;
    bool done = false;

    free(numbers.line);
    if (!history || !detector_init(&detector, &config, &err))
        return 1;
    if (!test_audit_make(&detector, arena, history, &options, NULL, NULL, &audit, &done, &err)) {
        (void)fprintf(stderr, "%s: %s\n", err.place, err.text);
        return 1;
    }
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 20);
    struct writer w = writer_on(&out);
    write_figures(&w, &audit.figures);
    (void)printf("%.*s\n", (int)out.size, (const char *)out.data);
    detector_done(&detector);
    return 0;
}
