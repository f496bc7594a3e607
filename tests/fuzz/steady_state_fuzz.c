/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A saved series of `steady`, any bytes: an error, or a series that goes on, reports and can be
 * saved again to what restores as the same. The checksum is mended, so that what is behind it is
 * reached. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/state_codec.h"
#include "analysis/steady.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CHECKSUM = 8, APPENDED = 120 };

static const struct steady_plan *plan_kept(void)
{
    static struct steady_plan *plan;
    enum analysis_status status = ANALYSIS_OK;

    if (!plan)
        plan = steady_plan_new(&STEADY_DEFAULTS, &status);
    assert(plan);
    return plan;
}

static struct steady *mended(const uint8_t *data, size_t size)
{
    enum analysis_status status = ANALYSIS_OK;
    unsigned char *bytes = malloc(size + 1);
    struct steady *steady;
    uint64_t sum;

    assert(bytes);
    memcpy(bytes, data, size);
    if (size >= CHECKSUM) {
        sum = state_checksum(bytes, size - CHECKSUM);
        for (size_t i = 0; i < CHECKSUM; i++)
            bytes[size - CHECKSUM + i] = (unsigned char)(sum >> 8 * i);
    }
    steady = steady_restore(plan_kept(), bytes, size, &status);
    assert(steady || status == ANALYSIS_RANGE);
    free(bytes);
    return steady;
}

static void report(struct steady *steady)
{
    const struct steady_point *points;
    size_t count;

    assert(steady_report(steady, &points, &count) == ANALYSIS_OK);
    assert(count == steady_count(steady));
    for (size_t i = 0; i < count; i++) {
        assert(points[i].index < steady_length(steady));
        assert(steady_index(steady, i) == points[i].index);
    }
    assert(steady_faded(steady, &points, &count) == ANALYSIS_OK);
    for (size_t i = 0; i < count; i++)
        assert(points[i].index < points[i].faded_at && points[i].faded_at < steady_length(steady));
}

static void save_again(struct steady *steady)
{
    enum analysis_status status = ANALYSIS_OK;
    unsigned char *bytes, *twice;
    size_t size, size_twice;
    struct steady *other;

    assert(steady_save(steady, &bytes, &size) == ANALYSIS_OK);
    other = steady_restore(plan_kept(), bytes, size, &status);
    assert(other);
    assert(steady_save(other, &twice, &size_twice) == ANALYSIS_OK);
    assert(size == size_twice && memcmp(bytes, twice, size) == 0);
    free(bytes);
    free(twice);
    steady_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct steady *const steady = mended(data, size);

    if (!steady)
        return 0;
    report(steady);
    for (size_t i = 0; i < APPENDED; i++) {
        const double value = (i / 40 % 2 ? 120 : 100) + (double)(i * 7 % 5);

        assert(steady_append(steady, value) == ANALYSIS_OK);
    }
    report(steady);
    save_again(steady);
    steady_free(steady);
    return 0;
}
