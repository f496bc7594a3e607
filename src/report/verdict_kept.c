/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/verdict_kept.h"

#include <string.h>

#include "base/limits.h"
#include "report/verdict_json.h"
#include "triage/facts_bytes.h"
#include "triage/verdict_judge.h"

static const void *copy_of(struct arena *arena, const struct buffer *buffer)
{
    char *copy = arena_alloc(arena, buffer->size + 1, 1);

    memcpy(copy, buffer->data, buffer->size);
    return copy;
}

bool verdict_keep(struct arena *arena, const struct verdict *verdict,
                  const struct verdict_options *options, struct verdict_kept *ret_kept,
                  struct error *err)
{
    AUTO_BUFFER body, facts;

    buffer_init(&body, LIMIT_API_ANSWER);
    buffer_init(&facts, LIMIT_API_ANSWER);
    struct writer writer = writer_on(&body);
    verdict_json_write(&writer, NULL, verdict);
    facts_bytes_write(&facts, arena, verdict->facts, options);
    if (!buffer_ok(&body) || !buffer_ok(&facts))
        return error_set(err, ERROR_NO_MEMORY, verdict->test, "no memory for its verdict");
    *ret_kept = (struct verdict_kept){
        .body = copy_of(arena, &body), .facts = copy_of(arena, &facts), .facts_size = facts.size};
    return true;
}

bool verdict_rebuild(struct arena *arena, const void *facts, size_t size,
                     struct verdict *ret_verdict, struct error *err)
{
    struct run_facts *read = ARENA_NEW(arena, struct run_facts);
    struct verdict_options options;

    if (!facts_bytes_read(arena, facts, size, read, &options, err))
        return false;
    *ret_verdict = verdict_judge(arena, read, &options);
    return true;
}
