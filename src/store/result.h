/* SPDX-License-Identifier: GPL-3.0-or-later */
/* result.h - inside the store room only: PostgreSQL's type numbers and its forms of values. */
#ifndef RIGEL_STORE_RESULT_H
#define RIGEL_STORE_RESULT_H

#include <stddef.h>
#include <stdint.h>

/* OIDs of pg_type, fixed for ever by PostgreSQL's catalogue. */
enum pg_type {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_JSON = 114,
    PG_FLOAT4 = 700,
    PG_FLOAT8 = 701,
    PG_TEXT_ARRAY = 1009,
    PG_INT8_ARRAY = 1016,
    PG_FLOAT8_ARRAY = 1022,
    PG_VARCHAR = 1043,
    PG_TIMESTAMPTZ = 1184,
    PG_JSONB = 3802,
};

/* timestamptz counts microseconds from 2000-01-01; its ends are the infinities in both countings.
 */
#define PG_EPOCH_US (INT64_C(946684800) * INT64_C(1000000))
int64_t time_to_pg(int64_t us);
int64_t time_from_pg(int64_t value);

/* Network byte order. */
uint16_t pg_read16(const char *bytes);
uint32_t pg_read32(const char *bytes);
uint64_t pg_read64(const char *bytes);

/* As PostgreSQL reads them: NaN, Infinity, infinity. Return out. */
const char *double_text(double value, char *out, size_t size);
const char *time_text(int64_t us, char *out, size_t size);

#endif
