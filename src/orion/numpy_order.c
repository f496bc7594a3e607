/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/numpy_order.h"

enum { INSERTION_MOST = 15, STACK_SIZE = 128 };

struct ordering {
    order_before *before;
    const void *context;
};

/* Items still to be sorted, first and last one included. */
struct part {
    size_t *first, *last;
    int depth; /* partitions left before heap sort takes over */
};

static bool less(const struct ordering *ordering, size_t left, size_t right)
{
    return ordering->before(ordering->context, left, right);
}

static void swap(size_t *left, size_t *right)
{
    const size_t kept = *left;

    *left = *right;
    *right = kept;
}

static void insertion_sort(const struct ordering *ordering, size_t *first, const size_t *last)
{
    for (size_t *at = first + 1; at <= last; at++) {
        const size_t item = *at;
        size_t *hole = at;
        while (hole > first && less(ordering, item, hole[-1])) {
            *hole = hole[-1];
            hole--;
        }
        *hole = item;
    }
}

/* heap[1, count]: moves the item at `at` down to its place. */
static void sift(const struct ordering *ordering, size_t *heap, size_t at, size_t count,
                 size_t item)
{
    for (size_t child = at * 2; child <= count; child = at * 2) {
        if (child < count && less(ordering, heap[child], heap[child + 1]))
            child++;
        if (!less(ordering, item, heap[child]))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = item;
}

static void heap_sort(const struct ordering *ordering, size_t *items, size_t count)
{
    size_t *heap = items - 1;

    for (size_t at = count / 2; at > 0; at--)
        sift(ordering, heap, at, count, heap[at]);
    while (count > 1) {
        const size_t item = heap[count];
        heap[count] = heap[1];
        count--;
        sift(ordering, heap, 1, count, item);
    }
}

/* Parts first..last around the median of three; returns where that median stands. */
static size_t *partition(const struct ordering *ordering, size_t *first, size_t *last)
{
    size_t *middle = first + (last - first) / 2, *left = first, *right = last - 1;

    if (less(ordering, *middle, *first))
        swap(middle, first);
    if (less(ordering, *last, *middle))
        swap(last, middle);
    if (less(ordering, *middle, *first))
        swap(middle, first);
    const size_t pivot = *middle;
    swap(middle, right);
    for (;;) {
        do
            left++;
        while (less(ordering, *left, pivot));
        do
            right--;
        while (less(ordering, pivot, *right));
        if (left >= right)
            break;
        swap(left, right);
    }
    swap(left, last - 1);
    return left;
}

static int depth_of(size_t count)
{
    int bits = 0;

    while (count >>= 1)
        bits++;
    return bits * 2;
}

void numpy_order(size_t *order, size_t count, order_before *before, const void *context)
{
    const struct ordering ordering = {before, context};
    struct part stack[STACK_SIZE], part;
    size_t waiting = 0;

    if (count < 2)
        return;
    part.first = order;
    part.last = order + count - 1;
    part.depth = depth_of(count);
    for (;;) {
        if (part.depth < 0) {
            heap_sort(&ordering, part.first, (size_t)(part.last - part.first) + 1);
        } else {
            while (part.last > part.first && part.last - part.first > INSERTION_MOST) {
                size_t *pivot = partition(&ordering, part.first, part.last);
                struct part *other = &stack[waiting++];
                part.depth--;
                *other = part;
                if (pivot - part.first < part.last - pivot) {
                    other->first = pivot + 1;
                    part.last = pivot - 1;
                } else {
                    other->last = pivot - 1;
                    part.first = pivot + 1;
                }
            }
            if (part.last > part.first)
                insertion_sort(&ordering, part.first, part.last);
        }
        if (!waiting)
            return;
        part = stack[--waiting];
    }
}
