/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "triage/verdict_said.h"

#include <strings.h>

bool job_status_fails(const char *status)
{
    static const char *const words[] = {"fail",    "failed",   "failure",   "error",
                                        "errored", "aborted",  "cancelled", "canceled",
                                        "timeout", "timedout", "timed_out", "broken"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(status, words[i]) == 0)
            return true;
    return false;
}

bool alert_severity_reaches(const char *severity, enum alert_severity least)
{
    /* In the order of enum alert_severity. */
    static const char *const words[] = {"critical", "error", "warning", "info"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(severity, words[i]) == 0)
            return i <= (size_t)least;
    return false;
}

struct verdict_said verdict_said_of(struct arena *arena, const struct run_facts *facts,
                                    const struct verdict_options *options)
{
    struct verdict_alert *alerts = ARENA_ARRAY(arena, struct verdict_alert, facts->alert_count + 1);
    struct verdict_said said = {
        .job_status = facts->job_status, .alerts = alerts, .alert_count = facts->alert_count};

    said.job_fails =
        options->fail_on_job && facts->job_status && job_status_fails(facts->job_status);
    for (size_t i = 0; i < facts->alert_count; i++) {
        const struct fact_alert *alert = &facts->alerts[i];

        alerts[i] = (struct verdict_alert){.severity = alert->severity,
                                           .description = alert->description,
                                           .at = alert->at,
                                           .has_at = alert->has_at};
        said.alerts_fail =
            said.alerts_fail || (options->fail_on_alerts != ALERT_NEVER &&
                                 alert_severity_reaches(alert->severity, options->fail_on_alerts));
    }
    return said;
}
