/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_codec.h - numbers to bytes and back, the same on every machine.
 *
 * Whole numbers take seven bits a byte, lowest first (LEB128); doubles their eight bytes, lowest
 * first. A reader that runs out of bytes, or meets a number too long, fails once and for all. */
#ifndef RIGEL_ANALYSIS_STATE_CODEC_H
#define RIGEL_ANALYSIS_STATE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct state_writer {
    unsigned char *bytes; /* the caller's to free, also after a failure */
    size_t size, capacity;
    bool failed; /* no memory */
};

void state_put_byte(struct state_writer *writer, unsigned char byte);
void state_put_number(struct state_writer *writer, uint64_t number);
void state_put_double(struct state_writer *writer, double value);

struct state_reader {
    const unsigned char *bytes;
    size_t size; /* of those that are left */
    bool failed;
};

/* 0 and failed where there is none. */
uint64_t state_get_number(struct state_reader *reader);
double state_get_double(struct state_reader *reader);
/* A number of at most `most`. */
size_t state_get_size(struct state_reader *reader, size_t most);

/* FNV-1a: finds damage, not malice. */
uint64_t state_checksum(const unsigned char *bytes, size_t size);

#endif
