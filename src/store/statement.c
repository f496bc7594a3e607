/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scalars go as text, so that one kind fits every SQL type of its family; arrays go in binary form,
 * since their texts would cost more than the statement. Results are binary. */
#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "store/connection.h"
#include "store/result.h"

enum {
    PARAMS_MAX = 40,
    SCALAR_SIZE = 48,
    ARRAY_LIMIT = 512 << 20,
    BINARY = 1,
};

struct encoded {
    const char *values[PARAMS_MAX];
    int lengths[PARAMS_MAX], formats[PARAMS_MAX];
    char scalars[PARAMS_MAX][SCALAR_SIZE];
    struct buffer arrays[PARAMS_MAX];
    size_t count;
};

static void encoded_done(struct encoded *encoded)
{
    for (size_t i = 0; i < encoded->count; i++)
        buffer_done(&encoded->arrays[i]);
}

const char *double_text(double value, char *out, size_t size)
{
    if (isnan(value))
        (void)snprintf(out, size, "NaN");
    else if (isinf(value))
        (void)snprintf(out, size, value > 0 ? "Infinity" : "-Infinity");
    else
        (void)snprintf(out, size, "%.17g", value);
    return out;
}

const char *time_text(int64_t us, char *out, size_t size)
{
    char text[CLOCK_TEXT_SIZE];

    if (us == INT64_MIN || us == INT64_MAX)
        (void)snprintf(out, size, us > 0 ? "infinity" : "-infinity");
    else
        (void)snprintf(out, size, "%s", clock_format(us, text));
    return out;
}

static void put_big(struct buffer *buffer, uint64_t value, unsigned size)
{
    char bytes[8];

    for (unsigned i = 0; i < size; i++)
        bytes[i] = (char)(value >> (8 * (size - 1 - i)));
    buffer_append(buffer, bytes, size);
}

static void put32(struct buffer *buffer, uint32_t value)
{
    put_big(buffer, value, 4);
}

static void put64(struct buffer *buffer, uint64_t value)
{
    put32(buffer, 8);
    put_big(buffer, value, 8);
}

static void put_text(struct buffer *buffer, const char *text)
{
    if (!text) {
        put32(buffer, UINT32_MAX);
        return;
    }
    const size_t length = strlen(text);
    put32(buffer, (uint32_t)length);
    buffer_append(buffer, text, length);
}

static uint64_t double_bits(double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint32_t element_type(enum store_param_kind kind)
{
    switch (kind) {
    case STORE_INT_ARRAY:
        return PG_INT8;
    case STORE_DOUBLE_ARRAY:
        return PG_FLOAT8;
    case STORE_TIME_ARRAY:
        return PG_TIMESTAMPTZ;
    case STORE_BYTES_ARRAY:
        return PG_BYTEA;
    default:
        return PG_TEXT;
    }
}

static void put_bytes(struct buffer *buffer, const struct store_bytes *bytes)
{
    put32(buffer, (uint32_t)bytes->size);
    buffer_append(buffer, bytes->data, bytes->size);
}

static void put_element(struct buffer *buffer, const struct store_param *param, size_t at)
{
    switch (param->kind) {
    case STORE_INT_ARRAY:
        put64(buffer, (uint64_t)((const int64_t *)param->array)[at]);
        break;
    case STORE_DOUBLE_ARRAY:
        put64(buffer, double_bits(((const double *)param->array)[at]));
        break;
    case STORE_TIME_ARRAY:
        put64(buffer, (uint64_t)time_to_pg(((const int64_t *)param->array)[at]));
        break;
    case STORE_BYTES_ARRAY:
        put_bytes(buffer, &((const struct store_bytes *)param->array)[at]);
        break;
    default:
        put_text(buffer, ((const char *const *)param->array)[at]);
        break;
    }
}

static bool has_null(const struct store_param *param)
{
    if (param->kind == STORE_TEXT_ARRAY)
        for (size_t i = 0; i < param->count; i++)
            if (!((const char *const *)param->array)[i])
                return true;
    return false;
}

/* array_send's form: dimensions, has NULL, element type, then per dimension size and lower bound.
 */
static void put_array(struct buffer *buffer, const struct store_param *param)
{
    put32(buffer, param->count > 0 ? 1 : 0);
    put32(buffer, has_null(param) ? 1 : 0);
    put32(buffer, element_type(param->kind));
    if (param->count == 0)
        return;
    put32(buffer, (uint32_t)param->count);
    put32(buffer, 1);
    for (size_t i = 0; i < param->count; i++)
        put_element(buffer, param, i);
}

static bool encode(struct encoded *encoded, const struct store_param *param, struct error *err)
{
    const size_t at = encoded->count++;
    char *scalar = encoded->scalars[at];

    buffer_init(&encoded->arrays[at], ARRAY_LIMIT);
    encoded->lengths[at] = 0;
    encoded->formats[at] = 0;
    switch (param->kind) {
    case STORE_NULL:
        encoded->values[at] = NULL;
        return true;
    case STORE_BOOL:
        encoded->values[at] = param->integer ? "t" : "f";
        return true;
    case STORE_INT:
        (void)snprintf(scalar, SCALAR_SIZE, "%" PRId64, param->integer);
        break;
    case STORE_DOUBLE:
        (void)double_text(param->real, scalar, SCALAR_SIZE);
        break;
    case STORE_TIME:
        (void)time_text(param->integer, scalar, SCALAR_SIZE);
        break;
    case STORE_TEXT:
        encoded->values[at] = param->text;
        return true;
    case STORE_INT_ARRAY:
    case STORE_DOUBLE_ARRAY:
    case STORE_TEXT_ARRAY:
    case STORE_TIME_ARRAY:
    case STORE_BYTES_ARRAY:
        put_array(&encoded->arrays[at], param);
        if (!buffer_ok(&encoded->arrays[at]))
            return error_set(err, ERROR_NO_MEMORY, NULL, "an array parameter is too large");
        encoded->values[at] = encoded->arrays[at].data;
        encoded->lengths[at] = (int)encoded->arrays[at].size;
        encoded->formats[at] = BINARY;
        return true;
    }
    encoded->values[at] = scalar;
    return true;
}

static bool lost(struct store_connection *connection, const char *place, struct error *err)
{
    connection->lost = true;
    return error_set(err, ERROR_DATABASE, place, "the connection to the database is lost");
}

static bool prepare(struct store_connection *connection, enum sql_query query, struct error *err)
{
    const struct sql_text *sql = &sql_queries[query];

    if (connection->prepared[query])
        return true;
    AUTO_PGRESULT *result = PQprepare(connection->pg, sql->name, sql->text, 0, NULL);
    if (!connection_check(connection, sql->name, result, err))
        return false;
    connection->prepared[query] = true;
    return true;
}

static bool run_encoded(struct store_connection *connection, enum sql_query query,
                        const struct encoded *encoded, struct store_result **ret_result,
                        struct error *err)
{
    const char *name = sql_queries[query].name;
    PGresult *result = PQexecPrepared(connection->pg, name, (int)encoded->count, encoded->values,
                                      encoded->lengths, encoded->formats, BINARY);

    if (!connection_check(connection, name, result, err)) {
        PQclear(result);
        return false;
    }
    if (ret_result)
        *ret_result = (struct store_result *)result;
    else
        PQclear(result);
    return true;
}

bool store_run(struct store_connection *connection, enum sql_query query,
               const struct store_param *params, size_t count, struct store_result **ret_result,
               struct error *err)
{
    assert(count <= PARAMS_MAX);
    assert((unsigned)query < QUERY_COUNT);
    if (!connection->pg || PQstatus(connection->pg) != CONNECTION_OK)
        return lost(connection, sql_queries[query].name, err);
    if (!prepare(connection, query, err))
        return false;

    CLEANUP(encoded_done) struct encoded encoded;
    encoded.count = 0;
    for (size_t i = 0; i < count; i++)
        if (!encode(&encoded, &params[i], err))
            return false;
    return run_encoded(connection, query, &encoded, ret_result, err);
}
