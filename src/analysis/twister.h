/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twister.h - the MT19937 generator of Matsumoto and Nishimura (1998), seeded by one word.
 *
 * Its words are made as they are needed, since most generators here give one number only. */
#ifndef RIGEL_ANALYSIS_TWISTER_H
#define RIGEL_ANALYSIS_TWISTER_H

#include <stdint.h>

enum { TWISTER_WORDS = 624 };

struct twister {
    uint32_t words[TWISTER_WORDS];
    unsigned seeded; /* of words, the first that the seed has filled */
    unsigned next;
};

void twister_init(struct twister *twister, uint32_t seed);
/* 0 to bound - 1, bound >= 2: words cut to the length of bound - 1 until one is small enough. */
uint32_t twister_below(struct twister *twister, uint32_t bound);

#endif
