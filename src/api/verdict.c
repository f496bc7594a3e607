/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/verdict.h"

#include <assert.h>
#include <inttypes.h>

#include "api/page.h"
#include "api/place_rounds.h"
#include "api/verdict_cache.h"
#include "api/verdict_form.h"
#include "api/verdict_load.h"
#include "api/verdict_past.h"
#include "base/limits.h"

/* All that an answer is made from: equal keys, equal answers. NULL: nobody counts the changes of
 * one of the tests. */
static const char *key_of(struct request *request, const struct verdict_question *question,
                          const char *type, struct verdict_places places)
{
    char options[VERDICT_OPTIONS_SIZE];
    AUTO_BUFFER key;

    buffer_init(&key, LIMIT_HTTP_BODY);
    buffer_printf(&key, "%s\n%s\n%s\n%s\n", question->uuid, question->test ? question->test : "",
                  type, verdict_options_text(&question->options, options));
    for (size_t i = 0; i < places.count; i++) {
        const struct verdict_place *place = &places.places[i];
        if (place->revision == 0)
            return NULL;
        buffer_printf(&key, "%" PRId64 ":%" PRId64 ":%d,", place->test_id, place->revision,
                      place->waiting);
    }
    return places.count > 0 && buffer_ok(&key) ? arena_strdup(request->arena, key.data) : NULL;
}

static bool read_question(struct request *request, struct verdict_question *ret_question,
                          struct error *err)
{
    if (!request->api->config)
        return error_set(err, ERROR_INTERNAL, NULL, "this process has no configuration");

    const struct config_version *version = config_shared_get(request->api->config);

    *ret_question = (struct verdict_question){.uuid = request->names[0],
                                              .test = QUERY_TEXT(&request->query, TEST),
                                              .options = verdict_options_of(version->config)};
    config_version_release(version);
    return true;
}

static bool make_body(struct request *request, const struct verdict_question *question,
                      enum verdict_form form, const char *type, struct shared_body **ret_body,
                      struct error *err)
{
    struct verdict_answer answer;
    AUTO_BUFFER out;

    if (!request_connect(request, err) || !verdict_load(request, question, &answer, err))
        return false;
    buffer_init(&out, LIMIT_API_ANSWER);
    verdict_form_write(&out, form, &answer.run);
    *ret_body = buffer_ok(&out) ? shared_body_new(&out, type, (int)answer.run.state) : NULL;
    if (!*ret_body)
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the answer");

    const char *key = key_of(request, question, type, answer.places);

    if (key)
        verdict_cache_put(request->api->verdicts, key, *ret_body);
    return true;
}

/* What the rounds found, or what this request finds for itself. */
static bool find_places(struct request *request, const struct verdict_question *question,
                        struct verdict_places *ret_places, struct error *err)
{
    const struct place_asker *asker = request->asker;
    struct verdict_places all;

    if (asker && asker->answered) {
        if (asker->failed) {
            *err = asker->err;
            return false;
        }
        all = asker->found;
    } else if (!request_connect(request, err) ||
               !verdict_places_load_each(request->connection, request->arena, &question->uuid, 1,
                                         &all, err)) {
        return false;
    }
    *ret_places = verdict_places_visible(request, question, all);
    return true;
}

/* A test of that name there must be, seen by this run or not. */
static bool check_test(struct request *request, const char *test, struct error *err)
{
    int64_t test_id;

    return !test || (request_connect(request, err) &&
                     browse_test_id(request->connection, page_scope(request), test, &test_id, err));
}

/* True: the answer is put off. */
static bool wait_for_more(struct request *request, struct verdict_places places)
{
    int64_t *test_ids = ARENA_ARRAY(request->arena, int64_t, places.count + 1);

    if (request->query.wait_us == 0 ||
        !request_wait(request, request->names[0], request->query.wait_us))
        return false;
    for (size_t i = 0; i < places.count; i++)
        test_ids[i] = places.places[i].test_id;
    request_wait_tests(request, test_ids, places.count);
    return true;
}

static bool answer(struct request *request, const struct verdict_question *question,
                   enum verdict_form form, const char *type, struct verdict_places places,
                   struct error *err)
{
    const char *key = key_of(request, question, type, places);
    struct shared_body *body = key ? verdict_cache_get(request->api->verdicts, key) : NULL;

    if (!body && !make_body(request, question, form, type, &body, err))
        return false;
    assert(body);
    reply_shared(&request->reply,
                 request->query.strict && body->mark == VERDICT_REGRESSION ? 409 : 200, body);
    reply_header(&request->reply, "Vary", "Accept");
    return true;
}

bool verdict_get(struct request *request, struct error *err)
{
    struct verdict_question question = {.test = NULL};
    struct verdict_places places;
    enum verdict_form form;
    const char *type;

    if (!verdict_form_choose(QUERY_TEXT(&request->query, FORMAT), request_header(request, "Accept"),
                             &form, &type, err))
        return false;
    if (QUERY_TEXT(&request->query, AS_OF))
        return verdict_past_answer(request, form, type, err);
    if (request->query.rebuild)
        return error_set(err, ERROR_PARAMETER, "rebuild", "1 is for answers with as_of");
    if (request_ask(request, request->names[0]))
        return true;
    if (!read_question(request, &question, err) || !find_places(request, &question, &places, err) ||
        (places.count == 0 && !check_test(request, question.test, err)))
        return false;
    return (!verdict_is_final(places) && wait_for_more(request, places)) ||
           answer(request, &question, form, type, places, err);
}
