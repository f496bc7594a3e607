/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/verdict_load.h"

#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "report/verdict_json.h"
#include "report/verdict_kept.h"

/* Kept by the request while the transaction's body may run again. */
struct loading {
    struct request *request;
    const struct verdict_question *question;
    char options[VERDICT_OPTIONS_SIZE];
    struct verdict_places places;
    struct verdict *verdicts; /* of the places */
    bool fresh;               /* made now */
};

static bool is_asked_for(const struct verdict_place *place, const char *test)
{
    return test ? strcmp(place->test, test) == 0 : place->active;
}

struct verdict_places verdict_places_visible(const struct request *request,
                                             const struct verdict_question *question,
                                             struct verdict_places all)
{
    struct verdict_places visible = {
        .places = ARENA_ARRAY(request->arena, struct verdict_place, all.count + 1)};

    for (size_t i = 0; i < all.count; i++)
        if (is_asked_for(&all.places[i], question->test) &&
            request_may(request, all.places[i].project))
            visible.places[visible.count++] = all.places[i];
    return visible;
}

bool verdict_is_analysed(struct verdict_places places)
{
    for (size_t i = 0; i < places.count; i++)
        if (places.places[i].waiting)
            return false;
    return true;
}

bool verdict_is_final(struct verdict_places places)
{
    for (size_t i = 0; i < places.count; i++)
        if (places.places[i].waiting || !places.places[i].settled)
            return false;
    return places.count > 0;
}

static bool parse_row(struct loading *loading, size_t index, const struct verdict_row *row,
                      struct error *err)
{
    AUTO_JSON tree = field_parse(row->body, strlen(row->body), ERROR_INTERNAL, "verdict", err);
    const struct field root = field_root(tree, "verdict", ERROR_INTERNAL);

    return tree && verdict_json_read(loading->request->arena, &root, loading->question->uuid,
                                     &loading->verdicts[index], err);
}

/* *ret_all: every place has a stored verdict that is current, and all are read. */
static bool read_stored(struct loading *loading, struct store_connection *connection, bool *ret_all,
                        struct error *err)
{
    for (size_t i = 0; i < loading->places.count; i++) {
        const struct verdict_place *place = &loading->places.places[i];
        struct verdict_row *row;

        *ret_all = false;
        if (!verdict_row_load(connection, loading->request->arena, place->test_id, place->run_id,
                              &row, err))
            return false;
        if (!verdict_row_is_current(row, place, loading->options))
            return true;
        if (!parse_row(loading, i, row, err)) {
            /* One of an older version: made anew below. */
            log_error_line(LOG_WARNING, "api", "stored verdict not read", err);
            return true;
        }
    }
    *ret_all = true;
    return true;
}

/* Those of the places, which are in the same order but may be fewer. */
static void keep_visible(struct loading *loading, const struct verdict *made, size_t count)
{
    struct verdict_places *places = &loading->places;
    size_t kept = 0;

    for (size_t i = 0; i < count && kept < places->count; i++)
        if (strcmp(made[i].test, places->places[kept].test) == 0)
            loading->verdicts[kept++] = made[i];
    places->count = kept;
}

static bool load_body(struct store_connection *connection, void *context, struct error *err)
{
    struct loading *loading = context;
    struct request *request = loading->request;
    struct verdict_places places;
    struct verdict *made;
    size_t count;
    bool all;

    if (!verdict_places_load_each(connection, request->arena, &loading->question->uuid, 1, &places,
                                  err))
        return false;
    loading->places = verdict_places_visible(request, loading->question, places);
    loading->verdicts = ARENA_ARRAY(request->arena, struct verdict, loading->places.count + 1);
    loading->fresh = false;
    if (!read_stored(loading, connection, &all, err))
        return false;
    if (all)
        return true;
    if (!verdict_of_run(connection, request->arena, loading->question->uuid,
                        loading->question->test, &loading->question->options, &made, &count, err))
        return false;
    loading->fresh = true;
    keep_visible(loading, made, count);
    return true;
}

static bool store_one(struct loading *loading, size_t index, struct error *err)
{
    const struct verdict_place *place = &loading->places.places[index];
    const struct verdict *verdict = &loading->verdicts[index];
    struct verdict_kept kept;

    if (!verdict_keep(loading->request->arena, verdict, &loading->question->options, &kept, err))
        return false;
    const struct verdict_row row = {.revision = place->revision,
                                    .options = loading->options,
                                    .state = verdict_state_name(verdict->state),
                                    .settled = verdict->settled,
                                    .body = kept.body,
                                    .facts = kept.facts,
                                    .facts_size = kept.facts_size};
    return verdict_row_store(loading->request->connection, place->test_id, place->run_id, &row,
                             err);
}

static void store_fresh(struct loading *loading)
{
    struct error err;

    for (size_t i = 0; i < loading->places.count && loading->fresh; i++)
        if (loading->places.places[i].revision > 0 && !store_one(loading, i, &err)) {
            log_error_line(LOG_WARNING, "api", "verdict not stored", &err);
            return;
        }
}

bool verdict_load(struct request *request, const struct verdict_question *question,
                  struct verdict_answer *ret_answer, struct error *err)
{
    struct loading loading = {.request = request, .question = question};

    (void)verdict_options_text(&question->options, loading.options);
    if (!store_transaction_on(request->connection, STORE_REPEATABLE_READ, load_body, &loading, err))
        return false;
    store_fresh(&loading);
    *ret_answer = (struct verdict_answer){
        .places = loading.places,
        .run = run_verdict_of(request->arena, question->uuid, question->test, loading.verdicts,
                              loading.places.count, verdict_is_analysed(loading.places))};
    return true;
}
