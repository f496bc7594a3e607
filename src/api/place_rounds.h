/* SPDX-License-Identifier: GPL-3.0-or-later */
/* place_rounds.h - in which tests is a run, and at which revision is each? One statement asks it
 * for all who want to know.
 *
 * An answer from memory must be as fresh as one from the tables, so every request asks the tables
 * whether what is remembered still holds. A thread asks in rounds: those who come while a round is
 * under way wait for the next one and share it. What a round answers was read after it began, and
 * it began after each of its askers came: whatever was committed before a request arrived is in its
 * answer. The busier the service, the more share a round: it begins at once for eight askers, and
 * for fewer no sooner than a millisecond after the one before it began.
 *
 * Whoever asks costs a struct place_asker and no thread. Functions may be called by several threads
 * at once, but for _new and _free. */
#ifndef RIGEL_API_PLACE_ROUNDS_H
#define RIGEL_API_PLACE_ROUNDS_H

#include "store/verdicts.h"

struct place_rounds;

struct place_asker {
    /* Filled by its owner; borrowed until resume is called. */
    const char *uuid;
    struct arena *arena;           /* where the places go */
    void (*resume)(void *context); /* called once, by any thread, with the rounds locked */
    void *context;
    /* Of the rounds, valid from the call of resume on: */
    bool answered;
    bool failed; /* why is err */
    struct verdict_places found;
    struct error err;
    /* The rounds' own. */
    int64_t since; /* monotonic */
    size_t place;  /* in its round */
    struct place_asker *next, *previous;
};

/* Finds the places of each of count runs: ret_each has room for as many, texts and arrays are
 * arena's. */
typedef bool place_lookup(void *context, struct arena *arena, const char *const *uuids,
                          size_t count, struct verdict_places *ret_each, struct error *err);
place_lookup place_lookup_store; /* context: struct store *, of which a connection is borrowed */

struct place_rounds_options {
    place_lookup *lookup;
    void *context;
    int64_t patience_us; /* who has no answer for so long is answered ERROR_DATABASE */
};

/* Starts the threads. NULL: no thread or memory. */
MUST_CHECK struct place_rounds *place_rounds_new(const struct place_rounds_options *options,
                                                 struct error *err);
/* Everybody who waits is answered ERROR_BUSY; nobody can ask any more. */
void place_rounds_stop(struct place_rounds *rounds);
void place_rounds_free(struct place_rounds *rounds); /* after place_rounds_stop; NULL is fine */

/* True: resume will be called, or has been. False: the end has come, and nobody answers. */
MUST_CHECK bool place_rounds_ask(struct place_rounds *rounds, struct place_asker *asker);

#endif
