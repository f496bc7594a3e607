/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/twister.h"

enum { SHIFT = 397 };

void twister_init(struct twister *twister, uint32_t seed)
{
    twister->words[0] = seed;
    twister->seeded = 1;
    twister->next = 0;
}

static void seed_up_to(struct twister *twister, unsigned last)
{
    uint32_t word = twister->words[twister->seeded - 1];

    for (; twister->seeded <= last; twister->seeded++) {
        word = 1812433253u * (word ^ (word >> 30)) + twister->seeded;
        twister->words[twister->seeded] = word;
    }
}

/* Twisting one word at a time gives the same as twisting all: each reads words that are ahead of it
 * or, past the end, already twisted. */
static uint32_t next_word(struct twister *twister)
{
    const unsigned at = twister->next, ahead = at + SHIFT;

    if (twister->seeded < TWISTER_WORDS)
        seed_up_to(twister, ahead < TWISTER_WORDS ? ahead : TWISTER_WORDS - 1);

    uint32_t *words = twister->words;
    const uint32_t joined =
        (words[at] & 0x80000000u) | (words[(at + 1) % TWISTER_WORDS] & 0x7fffffffu);
    uint32_t word = words[ahead % TWISTER_WORDS] ^ (joined >> 1) ^ ((joined & 1) ? 0x9908b0dfu : 0);

    words[at] = word;
    twister->next = (at + 1) % TWISTER_WORDS;
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680u;
    word ^= (word << 15) & 0xefc60000u;
    return word ^ (word >> 18);
}

uint32_t twister_below(struct twister *twister, uint32_t bound)
{
    uint32_t mask = bound - 1, value;

    for (unsigned shift = 1; shift < 32; shift *= 2)
        mask |= mask >> shift;
    do
        value = next_word(twister) & mask;
    while (value >= bound);
    return value;
}
