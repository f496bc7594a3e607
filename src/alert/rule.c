/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fnmatch.h>
#include <math.h>
#include <string.h>

#include "alert/message.h"

static bool matches_one(const char *text, const char *const *patterns, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fnmatch(patterns[i], text, 0) == 0)
            return true;
    return count == 0;
}

/* Labels look like "[Jira: etcd]": no patterns, brackets mean themselves. */
static bool has_label(const struct rule_config *rule, const struct alert_message *message)
{
    for (size_t i = 0; i < rule->label_count; i++)
        for (size_t k = 0; k < message->label_count; k++)
            if (strcmp(rule->labels[i], message->labels[k]) == 0)
                return true;
    return rule->label_count == 0;
}

static bool is_large(const struct rule_config *rule, const struct alert_message *message)
{
    const double percent = message->percent; /* NAN: it rose from 0, more than any percent */

    if (rule->direction == RULE_UP && percent < 0)
        return false;
    if (rule->direction == RULE_DOWN && !(percent < 0))
        return false;
    return isnan(percent) || fabs(percent) >= rule->min_percent;
}

bool alert_rule_fits(const struct rule_config *rule, const struct alert_message *message,
                     int64_t now_us)
{
    return now_us - message->at <= rule->max_age_us &&
           matches_one(message->change, rule->events, rule->event_count) &&
           matches_one(message->test, rule->tests, rule->test_count) && has_label(rule, message) &&
           is_large(rule, message);
}
