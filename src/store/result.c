/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/result.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "store/store.h"

/* struct store_result is PostgreSQL's own result behind another name. */
static const PGresult *pg(const struct store_result *result)
{
    return (const PGresult *)result;
}

int64_t time_to_pg(int64_t us)
{
    return us == INT64_MIN || us == INT64_MAX ? us : us - PG_EPOCH_US;
}

int64_t time_from_pg(int64_t value)
{
    return value == INT64_MIN || value == INT64_MAX ? value : value + PG_EPOCH_US;
}

static uint64_t read_big(const char *bytes, size_t size)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

uint16_t pg_read16(const char *bytes)
{
    return (uint16_t)read_big(bytes, 2);
}

uint32_t pg_read32(const char *bytes)
{
    return (uint32_t)read_big(bytes, 4);
}

uint64_t pg_read64(const char *bytes)
{
    return read_big(bytes, 8);
}

void store_result_free(struct store_result *result)
{
    PQclear((PGresult *)result);
}

void store_result_release(struct store_result **result)
{
    store_result_free(*result);
}

size_t store_rows(const struct store_result *result)
{
    return (size_t)PQntuples(pg(result));
}

int64_t store_affected(const struct store_result *result)
{
    /* PQcmdTuples only reads its argument. */
    return strtoll(PQcmdTuples((PGresult *)result), NULL, 10);
}

bool store_is_null(const struct store_result *result, size_t row, int column)
{
    assert(row < store_rows(result));
    assert(column >= 0 && column < PQnfields(pg(result)));
    return PQgetisnull(pg(result), (int)row, column) != 0;
}

static const char *bytes_of(const struct store_result *result, size_t row, int column)
{
    return PQgetvalue(pg(result), (int)row, column);
}

static Oid type_of(const struct store_result *result, int column)
{
    return PQftype(pg(result), column);
}

int64_t store_int(const struct store_result *result, size_t row, int column)
{
    const bool null = store_is_null(result, row, column);
    const char *bytes = bytes_of(result, row, column);

    switch (type_of(result, column)) {
    case PG_INT2:
        return null ? 0 : (int16_t)pg_read16(bytes);
    case PG_INT4:
        return null ? 0 : (int32_t)pg_read32(bytes);
    case PG_INT8:
        return null ? 0 : (int64_t)pg_read64(bytes);
    default:
        assert(false && "the column is smallint, integer or bigint");
        return 0;
    }
}

double store_double(const struct store_result *result, size_t row, int column)
{
    const Oid type = type_of(result, column);
    const char *bytes = bytes_of(result, row, column);

    assert(type == PG_FLOAT8 || type == PG_FLOAT4);
    if (store_is_null(result, row, column))
        return NAN;
    if (type == PG_FLOAT4) {
        const uint32_t bits = pg_read32(bytes);
        float value;
        memcpy(&value, &bits, sizeof value);
        return (double)value;
    }
    const uint64_t bits = pg_read64(bytes);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

bool store_bool(const struct store_result *result, size_t row, int column)
{
    assert(type_of(result, column) == PG_BOOL);
    return !store_is_null(result, row, column) && bytes_of(result, row, column)[0] != 0;
}

int64_t store_time(const struct store_result *result, size_t row, int column)
{
    assert(type_of(result, column) == PG_TIMESTAMPTZ);
    if (store_is_null(result, row, column))
        return 0;
    return time_from_pg((int64_t)pg_read64(bytes_of(result, row, column)));
}

const char *store_text(const struct store_result *result, size_t row, int column)
{
    const Oid type = type_of(result, column);
    const char *bytes = bytes_of(result, row, column);

    assert(type == PG_TEXT || type == PG_VARCHAR || type == PG_NAME || type == PG_JSON ||
           type == PG_JSONB);
    if (store_is_null(result, row, column))
        return NULL;
    /* jsonb's binary form is a version byte and the text. */
    return type == PG_JSONB ? bytes + 1 : bytes;
}

const unsigned char *store_bytes(const struct store_result *result, size_t row, int column,
                                 size_t *ret_size)
{
    assert(type_of(result, column) == PG_BYTEA);
    if (store_is_null(result, row, column)) {
        *ret_size = 0;
        return NULL;
    }
    *ret_size = (size_t)PQgetlength(pg(result), (int)row, column);
    return (const unsigned char *)bytes_of(result, row, column);
}

/* An array of one dimension: dimensions, has NULL, element type; size and lower bound; then length
 * and bytes of each. */
struct elements {
    size_t count;
    const char *next;
};

static struct elements elements_of(const struct store_result *result, size_t row, int column)
{
    const char *bytes = bytes_of(result, row, column);

    if (store_is_null(result, row, column) || pg_read32(bytes) == 0)
        return (struct elements){0, NULL};
    assert(pg_read32(bytes) == 1);
    return (struct elements){pg_read32(bytes + 12), bytes + 20};
}

/* NULL: SQL NULL. */
static const char *next_element(struct elements *elements, size_t *ret_length)
{
    const uint32_t length = pg_read32(elements->next);
    const char *element = elements->next + 4;

    elements->next = element;
    if (length == UINT32_MAX)
        return NULL;
    elements->next += length;
    *ret_length = length;
    return element;
}

size_t store_texts(const struct store_result *result, size_t row, int column, struct arena *arena,
                   const char *const **ret_texts)
{
    struct elements elements = elements_of(result, row, column);
    const size_t count = elements.count;
    const char **texts = count > 0 ? ARENA_ARRAY(arena, const char *, count) : NULL;
    size_t length;

    assert(type_of(result, column) == PG_TEXT_ARRAY);
    for (size_t i = 0; i < count; i++) {
        const char *element = next_element(&elements, &length);
        texts[i] = element ? arena_strndup(arena, element, length) : NULL;
    }
    *ret_texts = texts;
    return count;
}

/* Of an array with elements of eight bytes, which become the machine's. NULL: none. */
static void *read_wide(const struct store_result *result, size_t row, int column,
                       struct arena *arena, uint64_t null, size_t *ret_count)
{
    struct elements elements = elements_of(result, row, column);
    char *wide = elements.count > 0 ? arena_alloc(arena, elements.count, sizeof null) : NULL;
    size_t length;

    for (size_t i = 0; i < elements.count; i++) {
        const char *element = next_element(&elements, &length);
        const uint64_t bits = element ? pg_read64(element) : null;
        memcpy(wide + i * sizeof bits, &bits, sizeof bits);
    }
    *ret_count = elements.count;
    return wide;
}

size_t store_ints(const struct store_result *result, size_t row, int column, struct arena *arena,
                  const int64_t **ret_ints)
{
    size_t count;

    assert(type_of(result, column) == PG_INT8_ARRAY);
    *ret_ints = read_wide(result, row, column, arena, 0, &count);
    return count;
}

size_t store_doubles(const struct store_result *result, size_t row, int column, struct arena *arena,
                     const double **ret_doubles)
{
    const double null = NAN;
    uint64_t bits;
    size_t count;

    assert(type_of(result, column) == PG_FLOAT8_ARRAY);
    memcpy(&bits, &null, sizeof bits);
    *ret_doubles = read_wide(result, row, column, arena, bits, &count);
    return count;
}
