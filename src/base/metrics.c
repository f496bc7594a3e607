/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/metrics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/strmap.h"

enum metric_kind { COUNTER, GAUGE, HISTOGRAM };

static const struct definition {
    enum metric_kind kind;
    const char *exposed, *first, *second, *help;
} definitions[METRIC_COUNT] = {
#define METRIC(name, kind, exposed, first, second, help)                                           \
    [METRIC_##name] = {kind, exposed, first, second, help},
#include "base/metrics.def"
#undef METRIC
};

static const double bounds[] = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                0.25,  0.5,    1.0,   2.5,  5.0,   10.0};

enum { BOUND_COUNT = sizeof bounds / sizeof bounds[0] };

struct row {
    enum metric_id id;
    char *first, *second;            /* "" where there is no label */
    _Atomic uint64_t bits;           /* of a double: value, or sum of a histogram */
    _Atomic uint64_t observations;   /* of a histogram */
    _Atomic uint64_t *bucket_counts; /* BOUND_COUNT, each without those below it */
};

/* Rows are only ever added: a reader needs no lock, writers of new rows take one. */
struct metrics {
    pthread_mutex_t adding;
    _Atomic(struct row *) slots[2 * METRICS_ROWS];
    size_t count;
};

struct metrics *metrics_new(void)
{
    struct metrics *metrics = calloc(1, sizeof *metrics);

    if (metrics && pthread_mutex_init(&metrics->adding, NULL) != 0) {
        free(metrics);
        metrics = NULL;
    }
    return metrics;
}

static void row_free(struct row *row)
{
    if (!row)
        return;
    free(row->first);
    free(row->second);
    free(row->bucket_counts);
    free(row);
}

void metrics_free(struct metrics *metrics)
{
    if (!metrics)
        return;
    for (size_t i = 0; i < ARRAY_LEN(metrics->slots); i++)
        row_free(atomic_load(&metrics->slots[i]));
    (void)pthread_mutex_destroy(&metrics->adding);
    free(metrics);
}

static size_t home_slot(enum metric_id id, const char *first, const char *second)
{
    uint64_t hash = name_hash(NAME_HASH_SEED, &id, sizeof id);

    hash = name_hash(hash, first, strlen(first) + 1);
    hash = name_hash(hash, second, strlen(second));
    return (size_t)(hash % (2 * METRICS_ROWS));
}

/* The row, or NULL with *ret_slot the free slot where it belongs. */
static struct row *find(const struct metrics *metrics, enum metric_id id, const char *first,
                        const char *second, size_t *ret_slot)
{
    size_t slot = home_slot(id, first, second);

    for (;; slot = (slot + 1) % ARRAY_LEN(metrics->slots)) {
        struct row *row = atomic_load_explicit(&metrics->slots[slot], memory_order_acquire);
        if (!row) {
            *ret_slot = slot;
            return NULL;
        }
        if (row->id == id && strcmp(row->first, first) == 0 && strcmp(row->second, second) == 0)
            return row;
    }
}

static struct row *row_new(enum metric_id id, const char *first, const char *second)
{
    struct row *row = calloc(1, sizeof *row);

    if (!row)
        return NULL;
    row->id = id;
    row->first = strdup(first);
    row->second = strdup(second);
    if (definitions[id].kind == HISTOGRAM)
        row->bucket_counts = calloc(BOUND_COUNT, sizeof *row->bucket_counts);
    if (!row->first || !row->second || (definitions[id].kind == HISTOGRAM && !row->bucket_counts)) {
        row_free(row);
        return NULL;
    }
    return row;
}

static struct row *find_or_add(struct metrics *metrics, enum metric_id id, const char *first,
                               const char *second)
{
    size_t slot;
    struct row *row;

    if (!metrics)
        return NULL;
    first = first ? first : "";
    second = second ? second : "";
    row = find(metrics, id, first, second, &slot);
    if (row)
        return row;
    (void)pthread_mutex_lock(&metrics->adding);
    row = find(metrics, id, first, second, &slot);
    if (!row && metrics->count < METRICS_ROWS) {
        row = row_new(id, first, second);
        if (row) {
            metrics->count++;
            atomic_store_explicit(&metrics->slots[slot], row, memory_order_release);
        }
    }
    (void)pthread_mutex_unlock(&metrics->adding);
    return row;
}

static double from_bits(uint64_t bits)
{
    double value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t to_bits(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static void add_to(_Atomic uint64_t *bits, double amount)
{
    uint64_t seen = atomic_load(bits);

    while (!atomic_compare_exchange_weak(bits, &seen, to_bits(from_bits(seen) + amount)))
        continue;
}

void metrics_add(struct metrics *metrics, enum metric_id id, double amount, const char *first,
                 const char *second)
{
    struct row *row = find_or_add(metrics, id, first, second);

    if (row)
        add_to(&row->bits, amount);
}

void metrics_set(struct metrics *metrics, enum metric_id id, double value, const char *first,
                 const char *second)
{
    struct row *row = find_or_add(metrics, id, first, second);

    if (row)
        atomic_store(&row->bits, to_bits(value));
}

void metrics_observe(struct metrics *metrics, enum metric_id id, double seconds, const char *first,
                     const char *second)
{
    struct row *row = find_or_add(metrics, id, first, second);
    size_t bucket = 0;

    if (!row || !row->bucket_counts)
        return;
    while (bucket < BOUND_COUNT && seconds > bounds[bucket])
        bucket++;
    if (bucket < BOUND_COUNT)
        (void)atomic_fetch_add(&row->bucket_counts[bucket], 1);
    (void)atomic_fetch_add(&row->observations, 1);
    add_to(&row->bits, seconds);
}

double metrics_value(const struct metrics *metrics, enum metric_id id, const char *first,
                     const char *second)
{
    size_t slot;
    const struct row *row =
        metrics ? find(metrics, id, first ? first : "", second ? second : "", &slot) : NULL;

    if (!row)
        return 0;
    if (row->bucket_counts)
        return (double)atomic_load(&row->observations);
    return from_bits(atomic_load(&row->bits));
}

/* A label's value: backslash, quote and line feed are escaped. */
static void write_label(struct buffer *out, const char *key, const char *value, char before)
{
    buffer_byte(out, before);
    buffer_printf(out, "%s=\"", key);
    for (; *value; value++) {
        if (*value == '"' || *value == '\\')
            buffer_byte(out, '\\');
        if (*value == '\n')
            buffer_text(out, "\\n");
        else
            buffer_byte(out, *value);
    }
    buffer_byte(out, '"');
}

static void write_name(struct buffer *out, const struct row *row, const char *suffix,
                       const char *bound)
{
    const struct definition *definition = &definitions[row->id];
    char before = '{';

    buffer_printf(out, "%s%s", definition->exposed, suffix);
    if (definition->first[0]) {
        write_label(out, definition->first, row->first, before);
        before = ',';
    }
    if (definition->second[0]) {
        write_label(out, definition->second, row->second, before);
        before = ',';
    }
    if (bound) {
        write_label(out, "le", bound, before);
        before = ',';
    }
    if (before == ',')
        buffer_byte(out, '}');
    buffer_byte(out, ' ');
}

static void write_histogram(struct buffer *out, struct row *row)
{
    uint64_t below = 0;
    /* Read first: an observation in between may then raise a bucket, never pass +Inf. */
    uint64_t counts[BOUND_COUNT];

    for (size_t i = 0; i < BOUND_COUNT; i++)
        counts[i] = atomic_load(&row->bucket_counts[i]);
    const uint64_t all = atomic_load(&row->observations);
    for (size_t i = 0; i < BOUND_COUNT; i++) {
        AUTO_BUFFER bound;
        buffer_init(&bound, 32);
        buffer_printf(&bound, "%g", bounds[i]);
        below += counts[i];
        write_name(out, row, "_bucket", bound.data);
        buffer_printf(out, "%llu\n", (unsigned long long)below);
    }
    write_name(out, row, "_bucket", "+Inf");
    buffer_printf(out, "%llu\n", (unsigned long long)(all > below ? all : below));
    write_name(out, row, "_sum", NULL);
    buffer_printf(out, "%.9g\n", from_bits(atomic_load(&row->bits)));
    write_name(out, row, "_count", NULL);
    buffer_printf(out, "%llu\n", (unsigned long long)(all > below ? all : below));
}

void metrics_write(const struct metrics *metrics, struct buffer *out)
{
    static const char *const kinds[] = {"counter", "gauge", "histogram"};

    if (!metrics)
        return;
    for (size_t id = 0; id < METRIC_COUNT; id++) {
        const struct definition *definition = &definitions[id];
        buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n", definition->exposed, definition->help,
                      definition->exposed, kinds[definition->kind]);
        for (size_t i = 0; i < ARRAY_LEN(metrics->slots); i++) {
            struct row *row = atomic_load_explicit(&metrics->slots[i], memory_order_acquire);
            if (!row || row->id != id)
                continue;
            if (row->bucket_counts) {
                write_histogram(out, row);
                continue;
            }
            write_name(out, row, "", NULL);
            buffer_printf(out, "%.15g\n", from_bits(atomic_load(&row->bits)));
        }
    }
}
