/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rounds over a database that the test plays: a number that grows is what was committed. */
#include "api/place_rounds.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

#include <cmocka.h>

enum { CALLS = 8 };

struct database {
    _Atomic int64_t committed; /* the revision that every test is at */
    pthread_mutex_t lock;
    pthread_cond_t news;
    bool holds; /* a look-up stays in the database until it is let go */
    int begun;  /* look-ups */
    size_t counts[CALLS];
    _Atomic bool fails;
};

static void database_init(struct database *database)
{
    memset(database, 0, sizeof *database);
    atomic_store(&database->committed, 1);
    assert_int_equal(pthread_mutex_init(&database->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&database->news, NULL), 0);
}

static void database_done(struct database *database)
{
    (void)pthread_cond_destroy(&database->news);
    (void)pthread_mutex_destroy(&database->lock);
}

static void note_call(struct database *database, size_t count)
{
    (void)pthread_mutex_lock(&database->lock);
    if (database->begun < CALLS)
        database->counts[database->begun] = count;
    database->begun++;
    (void)pthread_cond_broadcast(&database->news);
    while (database->holds)
        (void)pthread_cond_wait(&database->news, &database->lock);
    (void)pthread_mutex_unlock(&database->lock);
}

/* A statement sees what was committed when it began, however long it takes. "none" is in no test,
 * any other run is in one that is called like it. */
static bool look_up(void *context, struct arena *arena, const char *const *uuids, size_t count,
                    struct verdict_places *ret_each, struct error *err)
{
    struct database *database = context;
    const int64_t seen = atomic_load(&database->committed);

    note_call(database, count);
    for (int i = 0; i < 200 && atomic_load(&database->committed) == seen; i++)
        (void)sched_yield();
    if (atomic_load(&database->fails))
        return error_set(err, ERROR_DATABASE, "statement", "the server is gone");
    for (size_t i = 0; i < count; i++) {
        struct verdict_place *place = ARENA_NEW(arena, struct verdict_place);
        place->test = arena_strdup(arena, uuids[i]);
        place->project = arena_strdup(arena, "default");
        place->revision = seen;
        ret_each[i] = (struct verdict_places){place, strcmp(uuids[i], "none") == 0 ? 0 : 1};
    }
    return true;
}

static void hold(struct database *database, bool holds)
{
    (void)pthread_mutex_lock(&database->lock);
    database->holds = holds;
    (void)pthread_cond_broadcast(&database->news);
    (void)pthread_mutex_unlock(&database->lock);
}

/* Until so many look-ups have begun. */
static void await_calls(struct database *database, int calls)
{
    (void)pthread_mutex_lock(&database->lock);
    while (database->begun < calls)
        (void)pthread_cond_wait(&database->news, &database->lock);
    (void)pthread_mutex_unlock(&database->lock);
}

/* Somebody who asks and sleeps until there is an answer. */
struct sleeper {
    struct place_asker asker;
    struct arena *arena;
    char *uuid;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    int answers;
};

static void note(void *context)
{
    struct sleeper *sleeper = context;

    (void)pthread_mutex_lock(&sleeper->lock);
    sleeper->answers++;
    (void)pthread_cond_signal(&sleeper->answered);
    (void)pthread_mutex_unlock(&sleeper->lock);
}

static struct sleeper *sleeper_new(const char *uuid)
{
    struct sleeper *sleeper = calloc(1, sizeof *sleeper);

    if (!sleeper)
        abort();
    sleeper->arena = arena_new();
    sleeper->uuid = strdup(uuid);
    sleeper->asker = (struct place_asker){
        .uuid = sleeper->uuid, .arena = sleeper->arena, .resume = note, .context = sleeper};
    (void)pthread_mutex_init(&sleeper->lock, NULL);
    (void)pthread_cond_init(&sleeper->answered, NULL);
    return sleeper;
}

static void sleeper_free(struct sleeper *sleeper)
{
    (void)pthread_cond_destroy(&sleeper->answered);
    (void)pthread_mutex_destroy(&sleeper->lock);
    arena_free(sleeper->arena);
    free(sleeper->uuid);
    free(sleeper);
}

static const struct place_asker *await(struct sleeper *sleeper)
{
    (void)pthread_mutex_lock(&sleeper->lock);
    while (sleeper->answers == 0)
        (void)pthread_cond_wait(&sleeper->answered, &sleeper->lock);
    (void)pthread_mutex_unlock(&sleeper->lock);
    return &sleeper->asker;
}

static struct sleeper *ask(struct place_rounds *rounds, const char *uuid)
{
    struct sleeper *sleeper = sleeper_new(uuid);

    assert_true(place_rounds_ask(rounds, &sleeper->asker));
    return sleeper;
}

static struct place_rounds *start(struct database *database, int64_t patience_us)
{
    const struct place_rounds_options options = {
        .lookup = look_up, .context = database, .patience_us = patience_us};
    struct error err;

    database_init(database);
    struct place_rounds *rounds = place_rounds_new(&options, &err);
    assert_non_null(rounds);
    return rounds;
}

static void end(struct place_rounds *rounds, struct database *database)
{
    place_rounds_stop(rounds);
    place_rounds_free(rounds);
    database_done(database);
}

static void assert_found(struct sleeper *sleeper, int64_t revision)
{
    const struct place_asker *asker = await(sleeper);

    assert_true(asker->answered);
    assert_false(asker->failed);
    assert_int_equal(asker->found.count, 1);
    assert_string_equal(asker->found.places[0].test, sleeper->uuid);
    assert_int_equal(asker->found.places[0].revision, revision);
    assert_int_equal(sleeper->answers, 1);
    sleeper_free(sleeper);
}

static void assert_failed(struct sleeper *sleeper, enum error_code code, const char *text)
{
    const struct place_asker *asker = await(sleeper);

    assert_true(asker->answered);
    assert_true(asker->failed);
    assert_int_equal(asker->err.code, code);
    assert_string_equal(asker->err.text, text);
    sleeper_free(sleeper);
}

static void those_who_come_during_a_round_share_the_next_one(void **state)
{
    struct database database;
    struct place_rounds *rounds = start(&database, 600 * CLOCK_SECOND);
    struct sleeper *later[3];

    (void)state;
    hold(&database, true);
    struct sleeper *first = ask(rounds, "a");
    await_calls(&database, 1);
    atomic_store(&database.committed, 2);
    later[0] = ask(rounds, "b");
    later[1] = ask(rounds, "none");
    later[2] = ask(rounds, "a");
    hold(&database, false);
    assert_found(first, 1);
    assert_found(later[0], 2);
    assert_int_equal(await(later[1])->found.count, 0);
    sleeper_free(later[1]);
    assert_found(later[2], 2);
    assert_int_equal(database.begun, 2);
    assert_int_equal(database.counts[0], 1);
    assert_int_equal(database.counts[1], 3);
    end(rounds, &database);
}

static void more_than_fit_into_a_round_take_several(void **state)
{
    struct database database;
    struct place_rounds *rounds = start(&database, 600 * CLOCK_SECOND);
    struct sleeper *sleepers[1300];
    char uuid[16];

    (void)state;
    hold(&database, true);
    for (size_t i = 0; i < ARRAY_LEN(sleepers); i++) {
        (void)snprintf(uuid, sizeof uuid, "run-%zu", i);
        sleepers[i] = ask(rounds, uuid);
    }
    hold(&database, false);
    for (size_t i = 0; i < ARRAY_LEN(sleepers); i++)
        assert_found(sleepers[i], 1);
    assert_in_range(database.begun, 3, 4);
    end(rounds, &database);
}

static void a_failure_is_told_to_everybody_in_its_round_and_to_nobody_else(void **state)
{
    struct database database;
    struct place_rounds *rounds = start(&database, 600 * CLOCK_SECOND);
    struct sleeper *sleepers[3];

    (void)state;
    hold(&database, true);
    struct sleeper *first = ask(rounds, "a");
    await_calls(&database, 1);
    for (size_t i = 0; i < ARRAY_LEN(sleepers); i++)
        sleepers[i] = ask(rounds, i == 0 ? "a" : "b");
    atomic_store(&database.fails, true);
    hold(&database, false);
    assert_failed(first, ERROR_DATABASE, "the server is gone");
    for (size_t i = 0; i < ARRAY_LEN(sleepers); i++)
        assert_failed(sleepers[i], ERROR_DATABASE, "the server is gone");
    assert_int_equal(database.begun, 2);
    atomic_store(&database.fails, false);
    assert_found(ask(rounds, "a"), 1);
    end(rounds, &database);
}

/* What the look-up still has in hand must not be theirs any more: they are freed at once. */
static void patience_ends_while_the_database_hangs(void **state)
{
    struct database database;
    struct place_rounds *rounds = start(&database, CLOCK_SECOND / 50);

    (void)state;
    hold(&database, true);
    struct sleeper *first = ask(rounds, "a");
    await_calls(&database, 1);
    struct sleeper *second = ask(rounds, "b");
    assert_failed(first, ERROR_DATABASE, "no answer for 0.0 s");
    assert_failed(second, ERROR_DATABASE, "no answer for 0.0 s");
    hold(&database, false);
    end(rounds, &database);
}

static void the_end_answers_everybody_and_takes_no_more(void **state)
{
    struct database database;
    struct place_rounds *rounds = start(&database, 600 * CLOCK_SECOND);
    struct sleeper *late = sleeper_new("c");

    (void)state;
    hold(&database, true);
    struct sleeper *first = ask(rounds, "a");
    await_calls(&database, 1);
    struct sleeper *second = ask(rounds, "b");
    place_rounds_stop(rounds);
    assert_failed(first, ERROR_BUSY, "the service ends");
    assert_failed(second, ERROR_BUSY, "the service ends");
    assert_false(place_rounds_ask(rounds, &late->asker));
    assert_false(late->asker.answered);
    sleeper_free(late);
    hold(&database, false);
    end(rounds, &database);
}

enum { ASKERS = 6, QUESTIONS = 400 };

struct crowd {
    struct database database;
    struct place_rounds *rounds;
    _Atomic int stale, missing;
    _Atomic bool over;
};

static void *keep_asking(void *context)
{
    struct crowd *crowd = context;

    for (int i = 0; i < QUESTIONS; i++) {
        struct sleeper *sleeper = sleeper_new("a");
        const int64_t committed = atomic_load(&crowd->database.committed);

        if (!place_rounds_ask(crowd->rounds, &sleeper->asker)) {
            atomic_fetch_add(&crowd->missing, 1);
        } else {
            const struct verdict_places found = await(sleeper)->found;
            if (found.count != 1)
                atomic_fetch_add(&crowd->missing, 1);
            else if (found.places[0].revision < committed)
                atomic_fetch_add(&crowd->stale, 1);
        }
        sleeper_free(sleeper);
    }
    return NULL;
}

static void *keep_committing(void *context)
{
    struct crowd *crowd = context;

    while (!atomic_load(&crowd->over)) {
        atomic_fetch_add(&crowd->database.committed, 1);
        (void)sched_yield();
    }
    return NULL;
}

static void no_answer_is_older_than_its_question_while_others_commit(void **state)
{
    struct crowd crowd = {.rounds = NULL};
    pthread_t askers[ASKERS], writer;

    (void)state;
    crowd.rounds = start(&crowd.database, 600 * CLOCK_SECOND);
    assert_int_equal(pthread_create(&writer, NULL, keep_committing, &crowd), 0);
    for (size_t i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_create(&askers[i], NULL, keep_asking, &crowd), 0);
    for (size_t i = 0; i < ASKERS; i++)
        (void)pthread_join(askers[i], NULL);
    atomic_store(&crowd.over, true);
    (void)pthread_join(writer, NULL);
    assert_int_equal(atomic_load(&crowd.missing), 0);
    assert_int_equal(atomic_load(&crowd.stale), 0);
    assert_true(crowd.database.begun < ASKERS * QUESTIONS);
    end(crowd.rounds, &crowd.database);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(those_who_come_during_a_round_share_the_next_one),
        cmocka_unit_test(more_than_fit_into_a_round_take_several),
        cmocka_unit_test(a_failure_is_told_to_everybody_in_its_round_and_to_nobody_else),
        cmocka_unit_test(patience_ends_while_the_database_hangs),
        cmocka_unit_test(the_end_answers_everybody_and_takes_no_more),
        cmocka_unit_test(no_answer_is_older_than_its_question_while_others_commit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
