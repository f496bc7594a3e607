/* SPDX-License-Identifier: GPL-3.0-or-later */
/* message.h - an event of a regression, with what somebody needs to act. */
#ifndef RIGEL_ALERT_MESSAGE_H
#define RIGEL_ALERT_MESSAGE_H

#include "base/arena.h"
#include "base/buffer.h"
#include "config/service.h"
#include "store/alerts.h"

struct alert_message {
    const char *id; /* "<regression>-<sequence>", of the event: receivers drop repeats by it */
    int64_t regression_id, sequence, told_at;
    const char *change; /* "opened", ... */
    const char *test, *project, *state;
    int64_t at; /* of the run */
    const char *uuid;
    const char *build, *build_url; /* these and the next three: NULL: not known */
    const char *previous_uuid, *previous_build, *previous_build_url;
    double percent; /* NAN: began at 0 */
    double pvalue;  /* NAN: none */
    int64_t metrics;
    const char *metric; /* the most telling one; NULL: not known any more, and so the next four */
    const char *unit;
    double mean_before, mean_after; /* NAN: not known */
    const char *const *labels;
    size_t label_count;
};

/* Texts live in arena. Fails where the stored body has not the shape that rigel writes. */
MUST_CHECK bool alert_message_read(struct arena *arena, const struct alert_event_row *event,
                                   struct alert_message *ret, struct error *err);

/* Whether the rule tells of it, at the time now_us. */
bool alert_rule_fits(const struct rule_config *rule, const struct alert_message *message,
                     int64_t now_us);

/* The body for a receiver of this kind. base_url NULL: no links. That of a webhook is described by
 * web/alert.schema.json. */
void alert_body_write(struct buffer *out, enum receiver_kind kind,
                      const struct alert_message *message, const char *rule, const char *base_url);

#endif
