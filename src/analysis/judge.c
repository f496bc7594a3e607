/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/judge.h"

static struct memo_segment *segment_place(struct judge *judge, size_t left, size_t right)
{
    /* The end of the series moves on: such a segment is asked for again within one append only. */
    return right == judge->end.index ? &judge->tail : memo_segment(judge->memo, left, right);
}

/* Worth the question whether the numbers are needed at all. */
static bool is_costly(struct judge *judge, size_t left, size_t right)
{
    return right - left > judge->plan->long_segment &&
           !memo_segment_is(segment_place(judge, left, right), left, right);
}

static bool moments_between(struct judge *judge, size_t left, size_t right,
                            struct moments *ret_moments)
{
    struct memo_segment *place = segment_place(judge, left, right);

    if (!memo_segment_is(place, left, right)) {
        if (left < judge->base)
            return false;
        *place = (struct memo_segment){
            left, right, segment_moments(judge->values + (left - judge->base), right - left)};
    }
    *ret_moments = place->moments;
    return true;
}

static bool is_certain(const struct judge *judge, const struct border *left,
                       const struct border *point, const struct border *right)
{
    return long_segment_certain(&left->sums, &point->sums, &right->sums, point->index - left->index,
                                right->index - point->index, &judge->scale,
                                judge->plan->long_critical, judge->plan->options.min_magnitude);
}

static bool work_out(struct judge *judge, const struct border *left, const struct border *point,
                     const struct border *right, struct standing *standing)
{
    const size_t n1 = point->index - left->index, n2 = right->index - point->index;
    struct moments before, after;

    *standing = (struct standing){.left = left->index, .right = right->index};
    if ((is_costly(judge, left->index, point->index) ||
         is_costly(judge, point->index, right->index)) &&
        is_certain(judge, left, point, right)) {
        standing->deferred = true;
        return true;
    }
    if (!moments_between(judge, left->index, point->index, &before) ||
        !moments_between(judge, point->index, right->index, &after))
        return false;
    standing->numbers = comparison_from(before, n1, after, n2);
    return true;
}

bool judge_point(struct judge *judge, const struct border *left, const struct border *point,
                 const struct border *right, struct standing *ret_standing)
{
    struct memo_standing *place;
    struct standing standing;

    if (right->index == judge->end.index) {
        if (!work_out(judge, left, point, right, &standing))
            return false;
        *ret_standing = standing;
        return true;
    }
    place = memo_standing(judge->memo, left->index, point->index, right->index);
    if (!memo_standing_is(place, left->index, point->index, right->index)) {
        if (!work_out(judge, left, point, right, &standing))
            return false;
        *place = (struct memo_standing){point->index, standing};
    }
    *ret_standing = place->standing;
    return true;
}
