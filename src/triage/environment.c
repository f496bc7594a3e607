/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/environment.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Series of one release stream, here and elsewhere. */
struct cell {
    const char *stream;
    size_t moved, seen, moved_elsewhere, seen_elsewhere;
};

struct place {
    const struct environment_data *data;
    const struct environment_question *question;
    const double *moved; /* of data->series, at this place */
    struct cell *cells;
    size_t cell_count;
};

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return a < b ? -1 : a > b;
}

static double median_of(const double *values, size_t count)
{
    double sorted[ENVIRONMENT_NOISE + ENVIRONMENT_VALUES];

    memcpy(sorted, values, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_doubles);
    return count % 2 ? sorted[count / 2] : (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

/* Standard deviation that the differences of neighbours show, which a step hardly moves. For normal
 * noise their median is 0.954 of it and their mean 1.128. */
static double noise_of(const double *values, size_t count)
{
    double differences[ENVIRONMENT_NOISE + ENVIRONMENT_VALUES] = {0};
    double sum = 0;

    for (size_t i = 1; i < count; i++) {
        differences[i - 1] = fabs(values[i] - values[i - 1]);
        sum += differences[i - 1];
    }

    const double mean = sum / (double)(count - 1);
    const double floor = fmax(1e-3 * fabs(median_of(values, count)), 1e-12);

    return fmax(fmax(median_of(differences, count - 1) / 0.9539, mean / 1.128 / 2), floor);
}

double environment_moved(const struct environment_series *series, int64_t at)
{
    size_t row = 0;

    while (row < series->count && series->at[row] < at)
        row++;

    const size_t before = row < ENVIRONMENT_VALUES ? row : ENVIRONMENT_VALUES;
    const size_t left = series->count - row;
    const size_t after = left < ENVIRONMENT_VALUES ? left : ENVIRONMENT_VALUES;
    const size_t first = row < ENVIRONMENT_NOISE ? 0 : row - ENVIRONMENT_NOISE;

    if (before < ENVIRONMENT_FEWEST || after < ENVIRONMENT_FEWEST || row + after - first < 8)
        return NAN;

    const double noise = noise_of(series->values + first, row + after - first);
    /* A median's variance is pi/2 that of a mean. */
    const double error = noise * sqrt(1.57 / (double)before + 1.57 / (double)after);

    return (median_of(series->values + row, after) -
            median_of(series->values + row - before, before)) /
           error;
}

static struct cell *cell_of(struct place *place, const char *stream)
{
    for (size_t i = 0; i < place->cell_count; i++)
        if (strcmp(place->cells[i].stream, stream) == 0)
            return &place->cells[i];
    place->cells[place->cell_count] = (struct cell){.stream = stream};
    return &place->cells[place->cell_count++];
}

static bool is_here(const struct place *place, const struct environment_test *test)
{
    return strcmp(test->platform, place->data->tests[place->question->test].platform) == 0;
}

static void count_cells(struct place *place, bool *moved_tests)
{
    for (size_t i = 0; i < place->data->series_count; i++) {
        const struct environment_series *series = &place->data->series[i];
        const struct environment_test *test = &place->data->tests[series->test];
        const bool moved = fabs(place->moved[i]) > ENVIRONMENT_MOVED;

        if (isnan(place->moved[i]))
            continue;

        struct cell *cell = cell_of(place, test->stream);

        if (is_here(place, test)) {
            cell->seen++;
            cell->moved += moved ? 1 : 0;
            moved_tests[series->test] = moved_tests[series->test] || moved;
        } else {
            cell->seen_elsewhere++;
            cell->moved_elsewhere += moved ? 1 : 0;
        }
    }
}

static double excess_of(const struct cell *cell)
{
    const double usual =
        fmax(((double)cell->moved_elsewhere + 1) / ((double)cell->seen_elsewhere + 10),
             ENVIRONMENT_USUAL);
    const double seen = (double)cell->seen;

    return ((double)cell->moved - seen * usual) /
           sqrt(seen * usual * (1 - usual) * ENVIRONMENT_CLUMPING);
}

static struct environment_answer judge_place(struct place *place, bool *moved_tests)
{
    struct environment_answer answer = {.score = NAN};
    double sum = 0;
    size_t streams = 0, exceeding = 0;

    count_cells(place, moved_tests);
    for (size_t i = 0; i < place->cell_count; i++) {
        const struct cell *cell = &place->cells[i];

        answer.moved += cell->moved;
        answer.seen += cell->seen;
        if (cell->seen < 4)
            continue;

        const double excess = excess_of(cell);

        sum += excess;
        streams++;
        exceeding += excess > ENVIRONMENT_EXCESS ? 1 : 0;
    }
    for (size_t i = 0; i < place->data->test_count; i++)
        answer.tests += moved_tests[i] ? 1 : 0;
    if (streams == 0)
        return answer;
    answer.score = sum / sqrt((double)streams);
    answer.environment =
        answer.tests >= 2 && answer.score >= ENVIRONMENT_SCORE && (streams == 1 || exceeding >= 2);
    return answer;
}

/* The change of this metric in the question's own test; 0: not known. */
static double own_move(const struct place *place, const char *metric)
{
    for (size_t i = 0; i < place->data->series_count; i++) {
        const struct environment_series *series = &place->data->series[i];

        if (series->test == place->question->test && strcmp(series->metric, metric) == 0)
            return isnan(place->moved[i]) ? 0 : place->moved[i];
    }
    return 0;
}

struct share {
    size_t same, seen;
};

/* Series of the metrics that changed, in other tests: those of the platform, or those of the stream
 * on other platforms; how many moved as the change did. */
static struct share same_metrics(const struct place *place, bool here, double least)
{
    const struct environment_question *question = place->question;
    const char *stream = place->data->tests[question->test].stream;
    struct share share = {.same = 0};

    for (size_t m = 0; m < question->metric_count; m++) {
        const double own = own_move(place, question->metrics[m]);

        for (size_t i = 0; i < place->data->series_count; i++) {
            const struct environment_series *series = &place->data->series[i];
            const struct environment_test *test = &place->data->tests[series->test];

            if (isnan(place->moved[i]) || series->test == question->test ||
                is_here(place, test) != here || (!here && strcmp(test->stream, stream) != 0) ||
                strcmp(series->metric, question->metrics[m]) != 0)
                continue;
            share.seen++;
            if (fabs(place->moved[i]) > least && (place->moved[i] > 0) == (own > 0))
                share.same++;
        }
    }
    return share;
}

/* Where the platform tests these metrics elsewhere too, a part of those must have moved. */
static bool moved_together(const struct place *place)
{
    const struct share share = same_metrics(place, true, ENVIRONMENT_ALIKE);

    return share.seen < 2 || share.same * 3 > share.seen;
}

static double moved_elsewhere(const struct place *place)
{
    const struct share share = same_metrics(place, false, ENVIRONMENT_SAME);

    return share.seen > 0 ? (double)share.same / (double)share.seen : 0;
}

static void take_better(struct environment_answer *best, const struct environment_answer *answer)
{
    if (isnan(best->score) || (answer->environment && !best->environment) ||
        (answer->environment == best->environment && answer->score > best->score))
        *best = *answer;
}

struct environment_answer environment_judge(struct arena *arena,
                                            const struct environment_data *data,
                                            const struct environment_question *question)
{
    struct environment_answer best = {.score = NAN};
    double *moved = ARENA_ARRAY(arena, double, data->series_count + 1);
    struct cell *cells = ARENA_ARRAY(arena, struct cell, data->test_count + 1);
    bool *moved_tests = ARENA_ARRAY(arena, bool, data->test_count + 1);
    double product = 0;

    for (size_t p = 0; p < question->at_count; p++) {
        struct place place = {.data = data, .question = question, .moved = moved, .cells = cells};

        for (size_t i = 0; i < data->series_count; i++)
            moved[i] = environment_moved(&data->series[i], question->at[p]);
        memset(moved_tests, 0, data->test_count * sizeof *moved_tests);

        struct environment_answer answer = judge_place(&place, moved_tests);

        answer.environment = answer.environment && moved_together(&place);
        take_better(&best, &answer);
        product = fmax(product, moved_elsewhere(&place));
    }
    best.elsewhere = product;
    best.environment = best.environment && product <= ENVIRONMENT_ELSEWHERE;
    return best;
}

static bool same_text(const char *a, const char *b)
{
    return a && b && strcmp(a, b) == 0;
}

static bool changed_at(const char *const *values, size_t count, size_t row)
{
    if (row < ENVIRONMENT_VALUES || row + ENVIRONMENT_FEWEST > count || !values[row] ||
        !values[row - 1] || same_text(values[row], values[row - 1]))
        return false;
    for (size_t i = row - ENVIRONMENT_VALUES; i < row; i++)
        if (!same_text(values[i], values[row - 1]))
            return false;
    for (size_t i = row; i < count; i++)
        if (!same_text(values[i], values[row]))
            return false;
    return true;
}

bool environment_field_changed(const char *const *values, size_t count, size_t row)
{
    for (size_t at = row > 0 ? row - 1 : 0; at <= row + 1 && at < count; at++)
        if (changed_at(values, count, at))
            return true;
    return false;
}
