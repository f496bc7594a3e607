/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/script.h"

#include <math.h>
#include <stdlib.h>

struct script_node {
    struct standing standing;
    size_t before, after; /* living neighbours in the weak list; WEAK_NONE */
    size_t gap;           /* kept points before it */
};

/* A removal: of a point of the list, or to the left of it and known from the barrier's script. */
struct script_event {
    double key;
    bool played;
    size_t position;     /* of the removed point, unless played */
    size_t next, second; /* the living points after it; WEAK_NONE */
    size_t left;         /* the living one before it; WEAK_NONE */
    size_t link;         /* to the next event of the same gap */
};

static void free_nodes(struct script_scratch *scratch)
{
    free(scratch->nodes);
    free(scratch->heads);
    free(scratch->kept);
}

static void free_events(struct script_scratch *scratch)
{
    free(scratch->events);
    free(scratch->times);
    free(scratch->entries);
}

void script_scratch_done(struct script_scratch *scratch)
{
    free_nodes(scratch);
    free_events(scratch);
    tournament_done(&scratch->keys);
    *scratch = (struct script_scratch){.node_capacity = 0};
}

static bool reserve_nodes(struct script_scratch *scratch, size_t count)
{
    struct script_scratch grown = {.node_capacity = count + count / 2};

    if (count <= scratch->node_capacity)
        return true;
    grown.nodes = calloc(grown.node_capacity, sizeof *grown.nodes);
    grown.heads = calloc(grown.node_capacity + 1, sizeof *grown.heads);
    grown.kept = calloc(grown.node_capacity, sizeof *grown.kept);
    if (!grown.nodes || !grown.heads || !grown.kept ||
        tournament_reserve(&scratch->keys, grown.node_capacity) != ANALYSIS_OK) {
        free_nodes(&grown);
        return false;
    }
    free_nodes(scratch);
    scratch->nodes = grown.nodes;
    scratch->heads = grown.heads;
    scratch->kept = grown.kept;
    scratch->node_capacity = grown.node_capacity;
    return true;
}

/* An event makes at most two entries, and those of the barrier stand before them. */
static bool reserve_events(struct script_scratch *scratch, size_t count)
{
    struct script_scratch grown = {.event_capacity = count + count / 2};

    if (count <= scratch->event_capacity)
        return true;
    grown.events = calloc(grown.event_capacity, sizeof *grown.events);
    grown.times = calloc(3 * grown.event_capacity, sizeof *grown.times);
    grown.entries = calloc(3 * grown.event_capacity, sizeof *grown.entries);
    if (!grown.events || !grown.times || !grown.entries) {
        free_events(&grown);
        return false;
    }
    free_events(scratch);
    scratch->events = grown.events;
    scratch->times = grown.times;
    scratch->entries = grown.entries;
    scratch->event_capacity = grown.event_capacity;
    return true;
}

/* One merge on its way. */
struct replay {
    struct script_scratch *scratch;
    struct judge *judge;
    const struct weak_list *list;
    size_t base;  /* position of the first point of the list from the barrier on */
    size_t first; /* of the living ones */
    bool barred;  /* base is the barrier */
    const struct script_entry *script;
    size_t script_count, played, event_count;
};

static struct script_node *node_at(const struct replay *replay, size_t position)
{
    return &replay->scratch->nodes[position - replay->base];
}

static double key_of(const struct replay *replay, const struct script_node *node)
{
    return standing_key(&node->standing, &replay->judge->plan->options, node->before == WEAK_NONE);
}

static void begin(struct replay *replay)
{
    const size_t count = replay->list->count;

    tournament_begin(&replay->scratch->keys, count - replay->base);
    for (size_t position = replay->base; position < count; position++) {
        struct script_node *node = node_at(replay, position);

        node->standing = weak_at(replay->list, position)->standing;
        node->before = position > 0 ? position - 1 : WEAK_NONE;
        node->after = position + 1 < count ? position + 1 : WEAK_NONE;
        replay->scratch->keys.keys[position - replay->base] = key_of(replay, node);
    }
    tournament_play(&replay->scratch->keys);
}

static bool compare_again(struct replay *replay, size_t position)
{
    struct script_node *node = node_at(replay, position);
    const struct border *left = node->before == WEAK_NONE
                                    ? &replay->judge->begin
                                    : &weak_at(replay->list, node->before)->at;
    const struct border *right =
        node->after == WEAK_NONE ? &replay->judge->end : &weak_at(replay->list, node->after)->at;

    if (!judge_point(replay->judge, left, &weak_at(replay->list, position)->at, right,
                     &node->standing))
        return false;
    tournament_set(&replay->scratch->keys, position - replay->base, key_of(replay, node));
    return true;
}

/* The two points from `next` on, where there are any. */
static bool compare_two(struct replay *replay, size_t next)
{
    if (next == WEAK_NONE)
        return true;

    const size_t second = node_at(replay, next)->after;

    return compare_again(replay, next) && (second == WEAK_NONE || compare_again(replay, second));
}

static bool remove_point(struct replay *replay, size_t position, double key)
{
    const struct script_node *node = node_at(replay, position);
    const size_t left = node->before, next = node->after;
    struct script_event *event = &replay->scratch->events[replay->event_count++];

    *event = (struct script_event){
        .key = key,
        .position = position,
        .next = next,
        .second = next == WEAK_NONE ? WEAK_NONE : node_at(replay, next)->after,
        .left = left,
    };
    tournament_set(&replay->scratch->keys, position - replay->base, (double)NAN);
    if (position == replay->first)
        replay->first = next;
    else
        node_at(replay, left)->after = next;
    if (next != WEAK_NONE)
        node_at(replay, next)->before = left;
    return compare_two(replay, next);
}

/* A removal to the left of the barrier. */
static bool play_entry(struct replay *replay)
{
    const struct script_entry *entry = &replay->script[replay->played++];
    struct script_node *barrier = node_at(replay, replay->base);
    struct script_event *event = &replay->scratch->events[replay->event_count++];

    *event = (struct script_event){.key = entry->key, .played = true, .left = entry->left};
    if (!entry->next) {
        event->next = WEAK_NONE;
        event->second = replay->base;
        return compare_again(replay, replay->base);
    }
    event->next = replay->base;
    event->second = barrier->after;
    barrier->before = entry->left;
    return compare_two(replay, replay->base);
}

static enum script_outcome run(struct replay *replay)
{
    const struct tournament *keys = &replay->scratch->keys;

    while (replay->first != WEAK_NONE) {
        const size_t place = tournament_winner(keys);
        const double key = keys->keys[place];

        if (replay->played < replay->script_count &&
            (isnan(key) || replay->script[replay->played].key >= key)) {
            if (!play_entry(replay))
                return SCRIPT_NO_VALUES;
        } else if (isnan(key)) {
            break;
        } else if (replay->barred && place == 0) {
            return SCRIPT_BARRIER_FELL;
        } else if (!remove_point(replay, replay->base + place, key)) {
            return SCRIPT_NO_VALUES;
        }
    }
    return SCRIPT_MERGED;
}

static void collect(struct replay *replay)
{
    struct script_scratch *scratch = replay->scratch;
    size_t count = 0, position = replay->base;

    for (size_t living = replay->first; living != WEAK_NONE;
         living = node_at(replay, living)->after) {
        for (; position < living; position++)
            node_at(replay, position)->gap = count;
        position++;
        scratch->kept[count++] = (struct kept_point){living, 0, node_at(replay, living)->standing};
    }
    for (; position < replay->list->count; position++)
        node_at(replay, position)->gap = count;
    scratch->kept_count = count;
}

/* Lists the removals between two kept points, in their order. */
static void sort_events(struct replay *replay)
{
    struct script_scratch *scratch = replay->scratch;

    for (size_t gap = 0; gap <= scratch->kept_count; gap++)
        scratch->heads[gap] = WEAK_NONE;
    for (size_t time = replay->event_count; time-- > 0;) {
        struct script_event *event = &scratch->events[time];

        if (event->played)
            continue;

        const size_t gap = node_at(replay, event->position)->gap;

        event->link = scratch->heads[gap];
        scratch->heads[gap] = time;
    }
}

static void copy_barrier_script(struct replay *replay)
{
    struct script_scratch *scratch = replay->scratch;

    scratch->entry_count = 0;
    for (size_t time = 0; time < replay->event_count; time++) {
        if (!scratch->events[time].played)
            continue;
        scratch->times[scratch->entry_count] = time;
        scratch->entries[scratch->entry_count] = replay->script[scratch->entry_count];
        scratch->entry_count++;
    }
}

/* The script of kept[rank]: of what lies before kept[rank - 1] only what touches that one can
 * matter, and its script says when that happened; the rest are the removals between the two. */
static void write_script(struct script_scratch *scratch, size_t rank)
{
    struct kept_point *kept = &scratch->kept[rank];
    const size_t end = scratch->entry_count;
    size_t before = rank > 0 ? scratch->kept[rank - 1].script : end;
    size_t removal = scratch->heads[rank];
    double least = (double)INFINITY;

    kept->script = end;
    while (before < end || removal != WEAK_NONE) {
        const bool earlier =
            before < end && (removal == WEAK_NONE || scratch->times[before] < removal);
        const size_t time = earlier ? scratch->times[before] : removal;
        const struct script_event *event = &scratch->events[time];
        const double key = earlier ? scratch->entries[before].key : event->key;

        if (earlier)
            before++;
        else
            removal = event->link;
        least = key < least ? key : least;
        if (event->next != kept->position && event->second != kept->position)
            continue;
        scratch->times[scratch->entry_count] = time;
        scratch->entries[scratch->entry_count++] =
            (struct script_entry){least, event->next == kept->position, event->left};
        least = (double)INFINITY;
    }
}

enum script_outcome script_merge(struct script_scratch *scratch, struct judge *judge,
                                 const struct weak_list *list, const struct kept_point *barrier,
                                 const struct script_entry *script, size_t script_count)
{
    const size_t base = barrier ? barrier->position : 0;
    const size_t count = list->count - base;
    struct replay replay = {scratch,         judge,  list,         base, base,
                            barrier != NULL, script, script_count, 0,    0};
    enum script_outcome outcome;

    if (!reserve_nodes(scratch, count) || !reserve_events(scratch, count + script_count))
        return SCRIPT_NO_MEMORY;
    scratch->kept_count = scratch->entry_count = 0;
    if (count == 0)
        return SCRIPT_MERGED;
    begin(&replay);
    outcome = run(&replay);
    if (outcome != SCRIPT_MERGED)
        return outcome;
    collect(&replay);
    sort_events(&replay);
    copy_barrier_script(&replay);
    for (size_t rank = barrier ? 1 : 0; rank < scratch->kept_count; rank++)
        write_script(scratch, rank);
    return SCRIPT_MERGED;
}
