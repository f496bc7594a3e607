/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/place_rounds.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/stop.h"

enum {
    ROUND_MOST = 512,
    /* So many begin a round at once; fewer wait for company until a while after the one before
     * began. A statement for eight costs hardly more than one for a single asker, and the service
     * shares its cores with the database. */
    ROUND_FULL = 8,
    ROUND_GAP_US = 1000
};

/* Who came first is first. */
struct line {
    struct place_asker *first, *last;
    size_t count;
};

struct place_rounds {
    struct place_rounds_options options;
    pthread_mutex_t lock; /* guards the lines and stopping */
    pthread_cond_t asked;
    struct line waiting, under_way;
    bool stopping;
    int64_t began; /* the round before; monotonic, of the thread of the rounds alone */
    struct stop stop;
    pthread_t rounds, patience;
};

/* A round's own memory: its askers may be gone before it ends. */
struct round {
    struct arena *arena;
    size_t count;
    const char *uuids[ROUND_MOST];
    struct verdict_places each[ROUND_MOST];
};

bool place_lookup_store(void *context, struct arena *arena, const char *const *uuids, size_t count,
                        struct verdict_places *ret_each, struct error *err)
{
    struct store_connection *connection = store_borrow(context, err);

    if (!connection)
        return false;
    const bool fine = verdict_places_load_each(connection, arena, uuids, count, ret_each, err);
    store_return(connection);
    return fine;
}

/* The lock is held from here on to the next line. */

static void enter(struct line *line, struct place_asker *asker)
{
    asker->next = NULL;
    asker->previous = line->last;
    *(line->last ? &line->last->next : &line->first) = asker;
    line->last = asker;
    line->count++;
}

static void leave(struct line *line, struct place_asker *asker)
{
    *(asker->previous ? &asker->previous->next : &line->first) = asker->next;
    *(asker->next ? &asker->next->previous : &line->last) = asker->previous;
    line->count--;
}

/* The last touch: the owner may end the asker from now on. */
static void resume(struct place_asker *asker)
{
    asker->answered = true;
    asker->resume(asker->context);
}

static void fail(struct line *line, const struct error *err, int64_t until)
{
    while (line->first && line->first->since <= until) {
        struct place_asker *asker = line->first;

        leave(line, asker);
        asker->failed = true;
        asker->err = *err;
        resume(asker);
    }
}

static struct verdict_places copy_places(struct arena *arena, const struct verdict_places *from)
{
    struct verdict_place *places = ARENA_ARRAY(arena, struct verdict_place, from->count + 1);

    for (size_t i = 0; i < from->count; i++) {
        places[i] = from->places[i];
        places[i].test = arena_strdup(arena, from->places[i].test);
        places[i].project = arena_strdup(arena, from->places[i].project);
    }
    return (struct verdict_places){places, from->count};
}

static void answer(struct place_rounds *rounds, const struct round *round)
{
    while (rounds->under_way.first) {
        struct place_asker *asker = rounds->under_way.first;

        leave(&rounds->under_way, asker);
        asker->failed = false;
        asker->found = copy_places(asker->arena, &round->each[asker->place]);
        resume(asker);
    }
}

static void gather(struct place_rounds *rounds, struct round *round)
{
    for (round->count = 0; rounds->waiting.first && round->count < ROUND_MOST; round->count++) {
        struct place_asker *asker = rounds->waiting.first;

        leave(&rounds->waiting, asker);
        enter(&rounds->under_way, asker);
        asker->place = round->count;
        round->uuids[round->count] = arena_strdup(round->arena, asker->uuid);
    }
}

/* Until a round is to begin, or the end has come. */
static void wait_for_askers(struct place_rounds *rounds)
{
    const int64_t until = rounds->began + ROUND_GAP_US;
    const struct timespec deadline = {.tv_sec = until / CLOCK_SECOND,
                                      .tv_nsec = until % CLOCK_SECOND * 1000};

    while (!rounds->waiting.first && !rounds->stopping)
        (void)pthread_cond_wait(&rounds->asked, &rounds->lock);
    while (rounds->waiting.count < ROUND_FULL && !rounds->stopping &&
           pthread_cond_timedwait(&rounds->asked, &rounds->lock, &deadline) == 0)
        ;
}

/* ---- */

/* False: the end has come. */
static bool begin_round(struct place_rounds *rounds, struct round *round)
{
    (void)pthread_mutex_lock(&rounds->lock);
    do
        wait_for_askers(rounds);
    while (!rounds->waiting.first && !rounds->stopping);
    const bool goes_on = !rounds->stopping;
    if (goes_on)
        gather(rounds, round);
    rounds->began = clock_monotonic_us();
    (void)pthread_mutex_unlock(&rounds->lock);
    return goes_on;
}

static void end_round(struct place_rounds *rounds, const struct round *round,
                      const struct error *err)
{
    (void)pthread_mutex_lock(&rounds->lock);
    if (err)
        fail(&rounds->under_way, err, INT64_MAX);
    else
        answer(rounds, round);
    (void)pthread_mutex_unlock(&rounds->lock);
}

static void *rounds_thread(void *context)
{
    struct place_rounds *rounds = context;
    const struct place_rounds_options *options = &rounds->options;
    AUTO_ARENA arena = arena_new();
    struct round *round = calloc(1, sizeof *round);
    struct error err;

    if (!round)
        abort();
    round->arena = arena;
    while (begin_round(rounds, round)) {
        const bool fine =
            options->lookup(options->context, arena, round->uuids, round->count, round->each, &err);
        end_round(rounds, round, fine ? NULL : &err);
        arena_reset(arena);
    }
    free(round);
    return NULL;
}

static void *patience_thread(void *context)
{
    struct place_rounds *rounds = context;
    const int64_t patience = rounds->options.patience_us;
    struct error err;

    (void)error_set(&err, ERROR_DATABASE, "places of runs", "no answer for %.1f s",
                    (double)patience / CLOCK_SECOND);
    while (!stop_wait(&rounds->stop, patience < CLOCK_SECOND ? patience : CLOCK_SECOND)) {
        const int64_t until = clock_monotonic_us() - patience;

        (void)pthread_mutex_lock(&rounds->lock);
        fail(&rounds->under_way, &err, until);
        fail(&rounds->waiting, &err, until);
        (void)pthread_mutex_unlock(&rounds->lock);
    }
    return NULL;
}

static bool start_threads(struct place_rounds *rounds)
{
    if (pthread_create(&rounds->rounds, NULL, rounds_thread, rounds) != 0)
        return false;
    if (pthread_create(&rounds->patience, NULL, patience_thread, rounds) == 0)
        return true;
    place_rounds_stop(rounds);
    (void)pthread_join(rounds->rounds, NULL);
    return false;
}

static bool init_asked(struct place_rounds *rounds)
{
    pthread_condattr_t attributes;

    if (pthread_condattr_init(&attributes) != 0)
        return false;
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    const bool fine = pthread_cond_init(&rounds->asked, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return fine;
}

static bool start(struct place_rounds *rounds)
{
    if (!stop_init(&rounds->stop))
        return false;
    if (pthread_mutex_init(&rounds->lock, NULL) == 0) {
        if (init_asked(rounds)) {
            if (start_threads(rounds))
                return true;
            (void)pthread_cond_destroy(&rounds->asked);
        }
        (void)pthread_mutex_destroy(&rounds->lock);
    }
    stop_done(&rounds->stop);
    return false;
}

struct place_rounds *place_rounds_new(const struct place_rounds_options *options, struct error *err)
{
    struct place_rounds *rounds = calloc(1, sizeof *rounds);

    if (rounds) {
        rounds->options = *options;
        if (start(rounds))
            return rounds;
    }
    free(rounds);
    (void)error_set(err, ERROR_IO, NULL, "no memory, lock or thread to look runs up");
    return NULL;
}

void place_rounds_stop(struct place_rounds *rounds)
{
    struct error err;

    (void)error_set(&err, ERROR_BUSY, NULL, "the service ends");
    (void)pthread_mutex_lock(&rounds->lock);
    rounds->stopping = true;
    fail(&rounds->under_way, &err, INT64_MAX);
    fail(&rounds->waiting, &err, INT64_MAX);
    (void)pthread_cond_signal(&rounds->asked);
    (void)pthread_mutex_unlock(&rounds->lock);
    stop_request(&rounds->stop);
}

void place_rounds_free(struct place_rounds *rounds)
{
    if (!rounds)
        return;
    (void)pthread_join(rounds->rounds, NULL);
    (void)pthread_join(rounds->patience, NULL);
    (void)pthread_cond_destroy(&rounds->asked);
    (void)pthread_mutex_destroy(&rounds->lock);
    stop_done(&rounds->stop);
    free(rounds);
}

bool place_rounds_ask(struct place_rounds *rounds, struct place_asker *asker)
{
    asker->answered = false;
    asker->since = clock_monotonic_us();
    (void)pthread_mutex_lock(&rounds->lock);
    const bool asks = !rounds->stopping;
    if (asks) {
        enter(&rounds->waiting, asker);
        if (rounds->waiting.count == 1 || rounds->waiting.count == ROUND_FULL)
            (void)pthread_cond_signal(&rounds->asked);
    }
    (void)pthread_mutex_unlock(&rounds->lock);
    return asks;
}
