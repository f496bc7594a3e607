/* SPDX-License-Identifier: GPL-3.0-or-later */
/* isolation_forest.h - what of the forest does not depend on the values. */
#ifndef RIGEL_ANALYSIS_ISOLATION_FOREST_H
#define RIGEL_ANALYSIS_ISOLATION_FOREST_H

#include <stdint.h>

enum { FOREST_TREES = 100 };

struct forest_seeds {
    uint32_t tree[FOREST_TREES];  /* seeds the choice of a tree's rows */
    uint32_t state[FOREST_TREES]; /* the generator that grows it begins here */
};

/* The constants that follow from Orion's seed, 42. */
void forest_seeds_init(struct forest_seeds *seeds);

#endif
