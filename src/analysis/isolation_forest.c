/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forest as scikit-learn 1.5 grows it. Only which rows a node holds matters, never their order,
 * so rows are parted without branches; and as a row falls through a tree the same way whether the
 * tree was grown with it or not, rows that were not drawn go along while it grows. */
#include "analysis/isolation_forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/analysis.h"
#include "analysis/moving_mean.h"
#include "analysis/twister.h"

enum { SAMPLE = 256, SEED = 42 };

static const uint32_t random_end = 2147483647; /* 2^31 - 1 */
static const float least_range = 1e-7F;        /* of a feature that can be split */

struct forest {
    const float *values; /* a column a feature, rows values each */
    uint32_t rows, features, depth_limit;
    uint32_t *drawn, *others; /* the rows of the tree; together all rows, each once */
    uint32_t drawn_count, others_count;
    uint32_t *order, *constant; /* the features as the random choices have left them; see split */
    uint32_t random;
    double *depths;          /* one a row, summed over the trees */
    double path[SAMPLE + 1]; /* path_length of each size */
};

struct node {
    uint32_t begin, end; /* of drawn */
    uint32_t others_begin, others_end;
    uint32_t depth, constant_count; /* features known to be constant in it */
};

struct split {
    const float *column;
    double threshold;
};

void forest_seeds_init(struct forest_seeds *seeds)
{
    struct twister root, twister;

    twister_init(&root, SEED);
    for (size_t i = 0; i < FOREST_TREES; i++) {
        seeds->tree[i] = twister_below(&root, random_end);
        twister_init(&twister, seeds->tree[i]);
        twister_init(&twister, twister_below(&twister, random_end));
        seeds->state[i] = twister_below(&twister, random_end);
    }
}

/* The mean depth at which a search tree of that many rows ends without finding. */
static double path_length(uint32_t size)
{
    const double n = size;

    if (size <= 1)
        return 0;
    if (size == 2)
        return 1;
    return 2 * (log(n - 1) + 0.5772156649015329) - 2 * (n - 1) / n;
}

static uint32_t draw(struct forest *forest)
{
    uint32_t random = forest->random;

    random ^= random << 13;
    random ^= random >> 17;
    random ^= random << 5;
    forest->random = random;
    return random & 0x7fffffffu;
}

static void swap(uint32_t *items, uint32_t a, uint32_t b)
{
    const uint32_t item = items[a];

    items[a] = items[b];
    items[b] = item;
}

/* Chooses at random, and without knowing beforehand which features are constant in the node. order
 * is kept from node to node; its first constant_count features are the known constants, which are
 * drawn too but cost no look at the values. */
static bool choose_split(struct forest *forest, struct node *node, struct split *ret)
{
    uint32_t *order = forest->order;
    const uint32_t known = node->constant_count;
    uint32_t left = forest->features, found = 0, drawn = 0;
    bool chosen = false;

    while (!chosen && left > known + found) {
        uint32_t at = drawn + draw(forest) % (left - found - drawn);

        if (at < known) {
            swap(order, drawn++, at);
            continue;
        }
        at += found;

        const float *column = forest->values + (size_t)order[at] * forest->rows;
        float low = column[forest->drawn[node->begin]], high = low;

        for (uint32_t i = node->begin + 1; i < node->end; i++) {
            const float value = column[forest->drawn[i]];

            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        if (high <= low + least_range) {
            swap(order, at, known + found++);
            continue;
        }
        swap(order, --left, at);
        ret->column = column;
        ret->threshold =
            ((double)high - (double)low) * (double)draw(forest) / (double)random_end + (double)low;
        if (ret->threshold == (double)high)
            ret->threshold = (double)low;
        chosen = true;
    }
    memcpy(order, forest->constant, known * sizeof *order);
    memcpy(forest->constant + known, order + known, found * sizeof *order);
    node->constant_count = known + found;
    return chosen;
}

/* Puts the rows not above the threshold first; returns where the others begin. */
static uint32_t part(uint32_t *rows, uint32_t begin, uint32_t end, const struct split *split)
{
    uint32_t border = begin;

    for (uint32_t i = begin; i < end; i++) {
        const uint32_t row = rows[i];

        rows[i] = rows[border];
        rows[border] = row;
        border += (double)split->column[row] <= split->threshold ? 1 : 0;
    }
    return border;
}

static void end_at_leaf(struct forest *forest, const struct node *node)
{
    /* In this order: where rows cannot be told apart, the sign of the answer is its rounding. */
    const double depth = node->depth + 1.0 + forest->path[node->end - node->begin] - 1.0;

    for (uint32_t i = node->begin; i < node->end; i++)
        forest->depths[forest->drawn[i]] += depth;
    for (uint32_t i = node->others_begin; i < node->others_end; i++)
        forest->depths[forest->others[i]] += depth;
}

/* Not deeper than depth_limit, 8. */
static void grow(struct forest *forest, struct node node) // NOLINT(misc-no-recursion)
{
    struct split split;

    if (node.depth == forest->depth_limit || node.end - node.begin < 2 ||
        !choose_split(forest, &node, &split)) {
        end_at_leaf(forest, &node);
        return;
    }

    struct node low = node, high = node;

    low.depth = high.depth = node.depth + 1;
    low.end = high.begin = part(forest->drawn, node.begin, node.end, &split);
    low.others_end = high.others_begin =
        part(forest->others, node.others_begin, node.others_end, &split);
    grow(forest, low);
    grow(forest, high);
}

static void draw_by_shuffling(struct forest *forest, struct twister *twister)
{
    for (uint32_t j = forest->rows - 1; j > 0; j--)
        swap(forest->drawn, j, twister_below(twister, j + 1));
    memcpy(forest->others, forest->drawn + SAMPLE,
           (forest->rows - SAMPLE) * sizeof *forest->others);
}

static void draw_by_reservoir(struct forest *forest, struct twister *twister)
{
    for (uint32_t j = SAMPLE; j < forest->rows; j++) {
        const uint32_t slot = twister_below(twister, j + 1);

        forest->others[j - SAMPLE] = j;
        if (slot < SAMPLE) {
            forest->others[j - SAMPLE] = forest->drawn[slot];
            forest->drawn[slot] = j;
        }
    }
}

/* Among so many rows the same one is seldom drawn twice. */
static void draw_by_trying(struct forest *forest, struct twister *twister)
{
    uint32_t *place = forest->others, taken = 0;

    /* others serves as the mark of what is taken, until it is filled. */
    memset(place, 0, forest->rows * sizeof *place);
    while (taken < SAMPLE) {
        const uint32_t row = twister_below(twister, forest->rows);

        if (!place[row]) {
            place[row] = 1;
            forest->drawn[taken++] = row;
        }
    }

    uint32_t count = 0;

    for (uint32_t row = 0; row < forest->rows; row++)
        if (!place[row])
            place[count++] = row;
}

static void draw_rows(struct forest *forest, uint32_t seed)
{
    const double ratio = (double)SAMPLE / forest->rows;
    struct twister twister;

    for (uint32_t i = 0; i < forest->rows; i++)
        forest->drawn[i] = i;
    if (forest->rows <= SAMPLE)
        return;
    twister_init(&twister, seed);
    if (ratio >= 0.99)
        draw_by_reservoir(forest, &twister);
    else if (ratio > 0.01)
        draw_by_shuffling(forest, &twister);
    else
        draw_by_trying(forest, &twister);
}

static void grow_all(struct forest *forest)
{
    struct forest_seeds seeds;

    forest_seeds_init(&seeds);
    for (size_t i = 0; i < FOREST_TREES; i++) {
        draw_rows(forest, seeds.tree[i]);
        for (uint32_t f = 0; f < forest->features; f++)
            forest->order[f] = f;
        forest->random = seeds.state[i] ? seeds.state[i] : 1;
        grow(forest, (struct node){.end = forest->drawn_count, .others_end = forest->others_count});
    }
}

static bool all_alike(const struct forest *forest)
{
    for (uint32_t f = 0; f < forest->features; f++) {
        const float *column = forest->values + (size_t)f * forest->rows;
        float low = column[0], high = column[0];

        for (uint32_t i = 1; i < forest->rows; i++) {
            low = fminf(low, column[i]);
            high = fmaxf(high, column[i]);
        }
        if (high > low + least_range)
            return false;
    }
    return true;
}

static void decide(const struct forest *forest, bool sane, double *ret_decisions, bool *ret_flagged)
{
    const double whole = FOREST_TREES * forest->path[forest->drawn_count];
    const bool alike = sane && all_alike(forest);

    for (uint32_t i = 0; i < forest->rows; i++) {
        const double exponent = whole != 0 ? forest->depths[i] / whole : 1;

        ret_decisions[i] = alike ? 0 : 0.5 - pow(2, -exponent);
        ret_flagged[i] = ret_decisions[i] < 0;
    }
}

/* One block, in the order of alignment: depths, values, row and feature arrays. */
static void *forest_init(struct forest *forest, size_t rows, size_t features)
{
    const size_t cells = rows * features;
    char *block = malloc(rows * sizeof(double) + cells * sizeof(float) +
                         (2 * rows + 2 * features) * sizeof(uint32_t));

    if (!block)
        return NULL;

    const uint32_t count = (uint32_t)rows;

    *forest = (struct forest){
        .rows = count,
        .features = (uint32_t)features,
        .drawn_count = count < SAMPLE ? count : SAMPLE,
        .others_count = count < SAMPLE ? 0 : count - SAMPLE,
    };
    forest->depths = (double *)(void *)block;
    forest->values = (float *)(void *)(forest->depths + rows);
    forest->drawn = (uint32_t *)(void *)(block + rows * sizeof(double) + cells * sizeof(float));
    forest->others = forest->drawn + rows;
    forest->order = forest->others + rows;
    forest->constant = forest->order + features;
    for (uint32_t size = 0; size <= forest->drawn_count; size++)
        forest->path[size] = path_length(size);
    while ((1U << forest->depth_limit) < (forest->drawn_count > 2 ? forest->drawn_count : 2))
        forest->depth_limit++;
    for (uint32_t i = 0; i < count; i++)
        forest->depths[i] = 0;
    return block;
}

static bool within_float(const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite((float)values[i]))
            return false;
    return true;
}

enum analysis_status forest_run(const double *values, size_t rows, size_t metrics,
                                struct forest_options options, double *ret_decisions,
                                bool *ret_flagged, double *ret_means)
{
    const size_t most = INT32_MAX / 2;
    struct forest forest;
    void *block;

    if (rows == 0 || metrics == 0 || rows > most || metrics > most / rows)
        return ANALYSIS_RANGE;
    if (!within_float(values, rows * metrics))
        return ANALYSIS_NOT_FINITE;
    block = forest_init(&forest, rows, metrics);
    if (!block)
        return ANALYSIS_NO_MEMORY;

    float *columns = (float *)(void *)(forest.depths + rows);

    for (size_t i = 0; i < rows; i++)
        for (size_t f = 0; f < metrics; f++)
            columns[f * rows + i] = (float)values[i * metrics + f];
    grow_all(&forest);
    decide(&forest, options.sane, ret_decisions, ret_flagged);
    free(block);
    for (size_t f = 0; f < metrics; f++)
        moving_mean(values + f, rows, metrics, options.window, ret_means + f);
    return ANALYSIS_OK;
}

bool forest_reported(double value, double mean, int direction, double min_percent,
                     double *ret_percent)
{
    const double percent = (value - mean) / mean * 100;

    *ret_percent = percent;
    return fabs(percent) > min_percent && (direction == 0 || percent * direction > 0);
}
