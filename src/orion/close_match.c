/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/close_match.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum { LENGTH_MOST = 64 }; /* more than twice the longest option: nothing longer can be close */

struct letters {
    uint32_t codes[LENGTH_MOST];
    size_t count;
};

struct block {
    size_t known, word, size;
};

/* One number a character. Broken UTF-8 counts by the byte, apart from all characters. */
static void letters_read(struct letters *letters, const char *text)
{
    letters->count = 0;
    while (*text && letters->count < LENGTH_MOST) {
        const size_t size = utf8_sequence(text);
        uint32_t code = size ? 0 : 0x80000000U;
        for (size_t i = 0; i < (size ? size : 1); i++)
            code = code << 8 | (unsigned char)text[i];
        letters->codes[letters->count++] = code;
        text += size ? size : 1;
    }
}

/* The longest common block inside the two ranges; of equally long ones the first in known, and of
 * those the first in word. */
static struct block longest_block(const struct letters *known, const struct letters *word,
                                  struct block from, struct block to)
{
    struct block best = {from.known, from.word, 0};
    size_t above[LENGTH_MOST + 1] = {0}, row[LENGTH_MOST + 1];

    for (size_t i = from.known; i < to.known; i++) {
        memset(row, 0, sizeof row);
        for (size_t j = from.word; j < to.word; j++) {
            if (known->codes[i] != word->codes[j])
                continue;
            row[j + 1] = above[j] + 1;
            if (row[j + 1] > best.size)
                best = (struct block){i + 1 - row[j + 1], j + 1 - row[j + 1], row[j + 1]};
        }
        memcpy(above, row, sizeof above);
    }
    return best;
}

static size_t matching_letters(const struct letters *known, const struct letters *word)
{
    struct {
        struct block from, to;
    } left[2 * LENGTH_MOST];
    size_t depth = 0, sum = 0;

    left[depth].from = (struct block){0, 0, 0};
    left[depth++].to = (struct block){known->count, word->count, 0};
    while (depth) {
        const struct block from = left[--depth].from, to = left[depth].to;
        const struct block best = longest_block(known, word, from, to);
        if (!best.size)
            continue;
        sum += best.size;
        left[depth].from = from;
        left[depth++].to = best;
        left[depth].from = (struct block){best.known + best.size, best.word + best.size, 0};
        left[depth++].to = to;
    }
    return sum;
}

double close_match_ratio(const char *known, const char *word)
{
    struct letters a, b;

    letters_read(&a, known);
    letters_read(&b, word);
    if (a.count == LENGTH_MOST || b.count == LENGTH_MOST)
        return 0;
    if (a.count + b.count == 0)
        return 1;
    return 2.0 * (double)matching_letters(&a, &b) / (double)(a.count + b.count);
}

size_t close_match_find(const char *const *known, size_t count, const char *word,
                        const char *ret[CLOSE_MATCH_MOST])
{
    double scores[CLOSE_MATCH_MOST] = {0};
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        const double score = close_match_ratio(known[i], word);
        size_t at = found;
        if (score < 0.6)
            continue;
        while (at > 0 && (score > scores[at - 1] ||
                          (score == scores[at - 1] && strcmp(known[i], ret[at - 1]) > 0)))
            at--;
        if (at == CLOSE_MATCH_MOST)
            continue;
        found += found < CLOSE_MATCH_MOST;
        memmove(scores + at + 1, scores + at, (found - at - 1) * sizeof *scores);
        memmove(ret + at + 1, ret + at, (found - at - 1) * sizeof *ret);
        scores[at] = score;
        ret[at] = known[i];
    }
    for (size_t i = 1; i < found; i++)
        for (size_t j = i; j > 0 && strcmp(ret[j - 1], ret[j]) > 0; j--) {
            const char *moved = ret[j];
            ret[j] = ret[j - 1];
            ret[j - 1] = moved;
        }
    return found;
}
