/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/recovery.h"

#include <math.h>
#include <stdbool.h>

/* The values since the sum began. */
struct stretch {
    size_t first, count;
    double log_ratio, sum;
};

static double median_of(double *values, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && values[j] < values[j - 1]; j--) {
            const double larger = values[j - 1];

            values[j - 1] = values[j];
            values[j] = larger;
        }
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The median of the first values from row on, at most `most` of them: NAN where there is none. */
static double level_from(const double *values, size_t count, size_t row, size_t most)
{
    double fresh[RECOVERY_GROWN];
    size_t found = 0;

    for (size_t i = row; i < count && found < most; i++)
        if (!isnan(values[i]))
            fresh[found++] = values[i];
    return found > 0 ? median_of(fresh, found) : NAN;
}

static double clamp(double value, double most)
{
    return fmax(-most, fmin(most, value));
}

static bool is_back(const struct stretch *stretch, double before, double difference)
{
    return stretch->log_ratio >= RECOVERY_LEVEL &&
           fabs(stretch->sum / (double)stretch->count - before) <= fabs(difference) / 3;
}

static size_t bounded(size_t count)
{
    return count < RECOVERY_FRESH   ? RECOVERY_FRESH
           : count > RECOVERY_GROWN ? RECOVERY_GROWN
                                    : count;
}

/* By the values alone. */
static size_t weigh(const double *values, size_t count, const struct recovery_change *change)
{
    struct stretch stretch = {.first = 0};
    size_t seen = 1;

    for (size_t i = change->row + 1; i < count; i++) {
        if (isnan(values[i]))
            continue;

        const double after = level_from(values, count, change->row, bounded(seen - stretch.count));
        const double difference = after - change->before;
        const double deviation = fmax(change->deviation, fabs(difference) / 8);

        seen++;
        if (difference == 0 || fabs(difference) < RECOVERY_LEAST * change->deviation) {
            stretch = (struct stretch){.first = 0};
            continue;
        }

        const double old = (values[i] - change->before) / deviation;
        const double new = (values[i] - after) / deviation;
        const double ratio = clamp((new *new - old *old) / 2, RECOVERY_STEP);

        if (stretch.log_ratio + ratio <= 0) {
            stretch = (struct stretch){.first = 0};
            continue;
        }
        if (stretch.count == 0)
            stretch.first = i;
        stretch.count++;
        stretch.log_ratio += ratio;
        stretch.sum += values[i];
        if (is_back(&stretch, change->before, difference))
            return stretch.first;
    }
    return RECOVERY_NONE;
}

/* By the levels that the engine found later. */
static size_t look_on(const struct recovery_change *changes, size_t count, size_t which)
{
    const struct recovery_change *change = &changes[which];
    const double difference = fabs(change->after - change->before);

    for (size_t i = which + 1; i < count; i++)
        if (fabs(changes[i].after - change->before) <= fmin(change->deviation / 2, difference / 3))
            return changes[i].row;
    return RECOVERY_NONE;
}

size_t recovery_row(const double *values, size_t count, const struct recovery_change *changes,
                    size_t change_count, size_t which)
{
    const size_t later = look_on(changes, change_count, which);
    const size_t seen = weigh(values, count, &changes[which]);

    return later < seen ? later : seen;
}
