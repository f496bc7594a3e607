/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "detect/due_verdicts.h"

#include "base/limits.h"
#include "report/verdict_json.h"
#include "report/verdict_kept.h"
#include "report/verdict_links.h"
#include "store/events.h"
#include "store/verdict_due.h"
#include "store/verdicts.h"

struct making {
    struct arena *arena;
    int64_t test_id;
    const struct verdict_options *options;
    char options_text[VERDICT_OPTIONS_SIZE];
    size_t made;
};

static bool tell(struct store_connection *connection, struct arena *arena,
                 const struct verdict *verdict, struct error *err)
{
    AUTO_BUFFER body;

    buffer_init(&body, LIMIT_API_ANSWER);
    struct writer writer = writer_on(&body);
    writer_object(&writer, NULL);
    writer_text(&writer, "uuid", verdict->uuid);
    writer_text(&writer, "state", verdict_state_name(verdict->state));
    writer_text(&writer, "reason", verdict->reason);
    writer_time(&writer, "at", verdict->at);
    writer_bool(&writer, "settled", verdict->settled);
    writer_text(&writer, "build", verdict->build);
    writer_text(&writer, "build_url", verdict->build_url);
    writer_text(&writer, "verdict", verdict_link(arena, "", verdict->uuid, verdict->test));
    writer_end(&writer);
    if (!buffer_ok(&body))
        return error_set(err, ERROR_NO_MEMORY, verdict->test, "no memory for an event");
    return event_add(connection, EVENT_VERDICT, verdict->test, verdict->project, body.data, err);
}

static bool store(struct store_connection *connection, const struct making *making,
                  const struct verdict_due *due, const struct verdict *verdict, struct error *err)
{
    struct verdict_kept kept;
    const char *announced = arena_printf(making->arena, "%s %s", verdict_state_name(verdict->state),
                                         verdict->settled ? "settled" : "open");
    bool news;

    if (!verdict_keep(making->arena, verdict, making->options, &kept, err))
        return false;
    const struct verdict_row row = {.revision = due->revision,
                                    .options = making->options_text,
                                    .state = verdict_state_name(verdict->state),
                                    .settled = verdict->settled,
                                    .body = kept.body,
                                    .facts = kept.facts,
                                    .facts_size = kept.facts_size};
    return verdict_row_store(connection, making->test_id, due->run_id, &row, err) &&
           verdict_row_announce(connection, making->test_id, due->run_id, announced, &news, err) &&
           (!news || tell(connection, making->arena, verdict, err));
}

static bool make_one(struct store_connection *connection, const struct making *making,
                     const struct verdict_due *due, struct error *err)
{
    struct verdict *verdicts;
    size_t count;

    if (!verdict_of_run(connection, making->arena, due->uuid, due->test, making->options, &verdicts,
                        &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!store(connection, making, due, &verdicts[i], err))
            return false;
    return verdict_due_done(connection, making->test_id, due->run_id, err);
}

static bool make_body(struct store_connection *connection, void *context, struct error *err)
{
    struct making *making = context;
    struct verdict_due *due;

    arena_reset(making->arena);
    making->made = 0;
    if (!verdict_due_claim(connection, making->arena, making->test_id, DUE_VERDICTS_MOST, &due,
                           &making->made, err))
        return false;
    for (size_t i = 0; i < making->made; i++)
        if (!make_one(connection, making, &due[i], err))
            return error_within(err, "verdict of run %s in test %s", due[i].uuid, due[i].test);
    return true;
}

bool due_verdicts_make(struct store_connection *connection, struct arena *arena, int64_t test_id,
                       const struct verdict_options *options, size_t *ret_made, struct error *err)
{
    struct making making = {.arena = arena, .test_id = test_id, .options = options};

    (void)verdict_options_text(options, making.options_text);
    if (!store_transaction_on(connection, STORE_REPEATABLE_READ, make_body, &making, err))
        return false;
    *ret_made = making.made;
    return true;
}
