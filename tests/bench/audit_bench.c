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

static struct test_history *read_history(struct arena *arena, const char *algorithm, int direction,
                                         double threshold)
{
    struct test_history *history = ARENA_NEW(arena, struct test_history);
    size_t capacity = 0;
    double value;

    if (scanf("%zu", &history->run_count) != 1)
        return NULL;
    history->test = "bench";
    while (scanf("%lf", &value) == 1) {
        history->series = arena_grow(arena, history->series, history->series_count, &capacity,
                                     sizeof *history->series);
        struct history_series *series = &history->series[history->series_count];
        *series = (struct history_series){
            .metric = arena_printf(arena, "series %zu", history->series_count),
            .direction = direction,
            .threshold = threshold,
            .regression_algorithm = algorithm,
            .values = ARENA_ARRAY(arena, double, history->run_count),
        };
        series->values[0] = value;
        for (size_t i = 1; i < history->run_count; i++)
            if (scanf("%lf", &series->values[i]) != 1)
                return NULL;
        history->series_count++;
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
    const struct test_history *history =
        read_history(arena, word(argc, argv, "algorithm", "steady"),
                     (int)strtol(word(argc, argv, "direction", "0"), NULL, 10),
                     strtod(word(argc, argv, "threshold", "0"), NULL));
    struct detector detector;
    struct test_audit audit;
    struct error err;
    bool done = false;

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
