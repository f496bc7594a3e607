/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alert/message.h"

#include <inttypes.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "json/field.h"

static const char *text_of(struct arena *arena, const struct field *object, const char *name)
{
    const struct field field = field_optional(object, name);

    return json_is_string(field.value) ? arena_strdup(arena, json_string_value(field.value)) : NULL;
}

static double real_of(const struct field *object, const char *name)
{
    const struct field field = field_optional(object, name);

    return json_is_number(field.value) ? json_number_value(field.value) : NAN;
}

static void read_most(struct arena *arena, const struct field *root, struct alert_message *message)
{
    const struct field most = field_optional(root, "most");
    const struct field labels = field_optional(&most, "labels");
    const size_t count = field_count(&labels);
    const char **texts = ARENA_ARRAY(arena, const char *, count + 1);

    message->metric = text_of(arena, &most, "metric");
    message->unit = text_of(arena, &most, "unit");
    message->mean_before = real_of(&most, "mean_before");
    message->mean_after = real_of(&most, "mean_after");
    message->labels = texts;
    for (size_t i = 0; i < count; i++) {
        const struct field label = field_item(&labels, i);

        if (json_is_string(label.value))
            texts[message->label_count++] = arena_strdup(arena, json_string_value(label.value));
    }
}

bool alert_message_read(struct arena *arena, const struct alert_event_row *event,
                        struct alert_message *ret, struct error *err)
{
    AUTO_JSON tree =
        field_parse(event->body, strlen(event->body), ERROR_INTERNAL, "alert_event.body", err);

    if (!tree)
        return false;
    const struct field root = field_root(tree, "alert_event.body", ERROR_INTERNAL);
    const double at = real_of(&root, "at"), metrics = real_of(&root, "metrics");
    struct alert_message message = {
        .id = arena_printf(arena, "%" PRId64 "-%" PRId64, event->regression_id, event->sequence),
        .regression_id = event->regression_id,
        .sequence = event->sequence,
        .told_at = event->at,
        .change = event->change,
        .test = text_of(arena, &root, "test"),
        .project = text_of(arena, &root, "project"),
        .state = text_of(arena, &root, "state"),
        .uuid = text_of(arena, &root, "uuid"),
        .build = text_of(arena, &root, "build"),
        .build_url = text_of(arena, &root, "build_url"),
        .previous_uuid = text_of(arena, &root, "previous_uuid"),
        .previous_build = text_of(arena, &root, "previous_build"),
        .previous_build_url = text_of(arena, &root, "previous_build_url"),
        .percent = real_of(&root, "percent"),
        .pvalue = real_of(&root, "pvalue"),
    };

    if (!message.test || !message.uuid || !(fabs(at) < 1e12) || !(fabs(metrics) < 1e9))
        return error_set(err, ERROR_INTERNAL, "alert_event.body",
                         "test, uuid, at or metrics of event %s is missing", message.id);
    message.at = (int64_t)(at * (double)CLOCK_SECOND);
    message.metrics = (int64_t)metrics;
    read_most(arena, &root, &message);
    *ret = message;
    return true;
}
