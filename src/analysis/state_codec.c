/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/state_codec.h"

#include <stdlib.h>
#include <string.h>

void state_put_byte(struct state_writer *writer, unsigned char byte)
{
    if (writer->size == writer->capacity && !writer->failed) {
        const size_t capacity = writer->capacity ? 2 * writer->capacity : 1024;
        unsigned char *grown = realloc(writer->bytes, capacity);

        if (grown) {
            writer->bytes = grown;
            writer->capacity = capacity;
        } else {
            writer->failed = true;
        }
    }
    if (!writer->failed)
        writer->bytes[writer->size++] = byte;
}

void state_put_number(struct state_writer *writer, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        state_put_byte(writer, (unsigned char)(number | 0x80));
    state_put_byte(writer, (unsigned char)number);
}

void state_put_double(struct state_writer *writer, double value)
{
    uint64_t bits;

    memcpy(&bits, &value, sizeof bits);
    for (int i = 0; i < 8; i++)
        state_put_byte(writer, (unsigned char)(bits >> 8 * i));
}

static unsigned char get_byte(struct state_reader *reader)
{
    if (reader->size == 0)
        reader->failed = true;
    if (reader->failed)
        return 0;
    reader->size--;
    return *reader->bytes++;
}

uint64_t state_get_number(struct state_reader *reader)
{
    uint64_t number = 0;

    for (int shift = 0; shift < 63; shift += 7) {
        const unsigned char byte = get_byte(reader);

        number |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return number;
    }
    reader->failed = true;
    return 0;
}

double state_get_double(struct state_reader *reader)
{
    uint64_t bits = 0;
    double value;

    for (int i = 0; i < 8; i++)
        bits |= (uint64_t)get_byte(reader) << 8 * i;
    memcpy(&value, &bits, sizeof value);
    return value;
}

size_t state_get_size(struct state_reader *reader, size_t most)
{
    const uint64_t number = state_get_number(reader);

    if (number > most)
        reader->failed = true;
    return reader->failed ? 0 : (size_t)number;
}

uint64_t state_checksum(const unsigned char *bytes, size_t size)
{
    uint64_t sum = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < size; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(1099511628211);
    return sum;
}
