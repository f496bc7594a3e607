/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/run_names.h"

enum { SLOTS_LEAST = 256 };

/* Open addressing; a run_id is a hash already. */
struct run_names {
    struct arena *arena;
    struct run_name **slots;
    size_t slot_count; /* a power of two, more than twice as many as there are names */
    size_t count;
};

struct run_names *run_names_new(struct arena *arena)
{
    struct run_names *names = ARENA_NEW(arena, struct run_names);

    names->arena = arena;
    names->slot_count = SLOTS_LEAST;
    names->slots = ARENA_ARRAY(arena, struct run_name *, names->slot_count);
    return names;
}

static struct run_name **slot_of(const struct run_names *names, int64_t run_id)
{
    size_t slot = (size_t)run_id & (names->slot_count - 1);

    while (names->slots[slot] && names->slots[slot]->run_id != run_id)
        slot = (slot + 1) & (names->slot_count - 1);
    return &names->slots[slot];
}

static void grow(struct run_names *names)
{
    struct run_name **old = names->slots;
    const size_t old_count = names->slot_count;

    names->slot_count = old_count * 2;
    names->slots = ARENA_ARRAY(names->arena, struct run_name *, names->slot_count);
    for (size_t i = 0; i < old_count; i++)
        if (old[i])
            *slot_of(names, old[i]->run_id) = old[i];
}

struct run_name *run_names_get(struct run_names *names, int64_t run_id)
{
    struct run_name *name = *slot_of(names, run_id);

    if (name)
        return name;
    if ((names->count + 1) * 2 > names->slot_count)
        grow(names);
    name = ARENA_NEW(names->arena, struct run_name);
    name->run_id = run_id;
    *slot_of(names, run_id) = name;
    names->count++;
    return name;
}

bool run_names_load(struct run_names *names, struct store_connection *connection, int64_t test_id,
                    struct error *err)
{
    AUTO_RESULT *result = NULL;
    int64_t *run_ids = ARENA_ARRAY(names->arena, int64_t, names->count + 1);
    size_t count = 0;

    if (names->count == 0)
        return true;
    for (size_t i = 0; i < names->slot_count; i++)
        if (names->slots[i])
            run_ids[count++] = names->slots[i]->run_id;
    if (!STORE_RUN(connection, QUERY_TRIAGE_LIST_RUN_NAMES, &result, err, P_INT(test_id),
                   P_INTS(run_ids, count)))
        return false;
    if (store_rows(result) != count)
        return error_set(err, ERROR_INTERNAL, NULL, "points of runs that are not there");
    for (size_t i = 0; i < count; i++) {
        struct run_name *name = run_names_get(names, store_int(result, i, 0));

        name->uuid = arena_strdup(names->arena, store_text(result, i, 1));
        name->build = arena_strdup(names->arena, store_text(result, i, 2));
    }
    return true;
}
