/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "verdict_ask.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "api_client.h"
#include "base/clock.h"
#include "base/limits.h"
#include "http/percent.h"
#include "json/field.h"

#define PAUSE_FIRST (CLOCK_SECOND / 4)
#define PAUSE_MOST (5 * CLOCK_SECOND)

/* Questions of one verdict, until `deadline` (monotonic). */
struct asking {
    struct http_client *client;
    const struct verdict_ask *ask;
    struct http_answer answer;
    int64_t deadline, pause;
};

static int64_t time_left(const struct asking *asking)
{
    const int64_t left = asking->deadline - clock_monotonic_us();

    return left > 0 ? left : 0;
}

static void sleep_us(int64_t us)
{
    const struct timespec time = {.tv_sec = (time_t)(us / CLOCK_SECOND),
                                  .tv_nsec = (long)(us % CLOCK_SECOND) * 1000};

    (void)nanosleep(&time, NULL);
}

/* False: the time is over. */
static bool pause_for(struct asking *asking, int64_t us)
{
    const int64_t left = time_left(asking);

    if (left == 0)
        return false;
    sleep_us(us < left ? us : left);
    return true;
}

/* Longer from time to time, and as long as the service asks for. */
static bool pause_before_retry(struct asking *asking, bool answered)
{
    char header[32];
    int64_t us = asking->pause;

    if (answered && http_client_header(asking->client, "Retry-After", header, sizeof header)) {
        const long seconds = strtol(header, NULL, 10);

        if (seconds > 0 && seconds <= LIMIT_WAIT_SECONDS)
            us = seconds * CLOCK_SECOND;
    }
    asking->pause = asking->pause * 2 < PAUSE_MOST ? asking->pause * 2 : PAUSE_MOST;
    return pause_for(asking, us);
}

static bool is_busy(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}

static void write_path(struct buffer *out, const struct verdict_ask *ask, const char *what,
                       int64_t wait_us)
{
    const char *joint = "?";

    buffer_text(out, "/api/v1/runs/");
    percent_path(out, ask->uuid);
    buffer_text(out, what);
    if (ask->test) {
        buffer_text(out, "?test=");
        percent_path(out, ask->test);
        joint = "&";
    }
    if (wait_us > 0)
        buffer_printf(out, "%swait=%" PRId64 "ms", joint, wait_us / 1000);
}

/* One request, and again while the service is away or busy and there is time. */
static bool request_once(struct asking *asking, const char *method, const char *what,
                         int64_t wait_us, struct error *err)
{
    AUTO_BUFFER path;

    for (;;) {
        const int64_t left = time_left(asking);

        buffer_init(&path, LIMIT_HTTP_URL);
        write_path(&path, asking->ask, what, wait_us < left ? wait_us : left);
        if (!buffer_ok(&path))
            return error_set(err, ERROR_USAGE, "UUID", "run and test have too long names");
        const struct http_request request = {.method = method,
                                             .path = path.data,
                                             .accept = "application/json",
                                             .retry = HTTP_RETRY_NEVER};
        const bool answered = http_client_send(asking->client, &request, &asking->answer, err);
        if (answered && !is_busy(asking->answer.status))
            return api_client_check(&asking->answer, path.data, err);
        const bool again =
            (answered || err->code == ERROR_NETWORK) && pause_before_retry(asking, answered);
        if (!again)
            return answered ? api_client_check(&asking->answer, path.data, err) : false;
        buffer_done(&path);
    }
}

static bool is_final(const struct asking *asking, bool *ret_final, struct error *err)
{
    const struct buffer *body = &asking->answer.body;
    AUTO_JSON tree =
        field_parse(body->size ? body->data : "", body->size, ERROR_REMOTE, "verdict", err);
    const struct field root = field_root(tree, "verdict", ERROR_REMOTE);
    struct field final;

    return tree && field_member(&root, "final", &final, err) && field_bool(&final, ret_final, err);
}

static bool ask_until_final(struct asking *asking, struct error *err)
{
    bool final = false;

    for (;;) {
        const int64_t asked = clock_monotonic_us();

        if (!request_once(asking, "GET", "/verdict", VERDICT_ASK_CHUNK, err) ||
            !is_final(asking, &final, err))
            return false;
        if (final || time_left(asking) < 1000)
            return true;
        asking->pause = PAUSE_FIRST;
        /* A service that does not hold requests back must not be asked all the time. */
        if (clock_monotonic_us() - asked < CLOCK_SECOND)
            (void)pause_for(asking, CLOCK_SECOND);
    }
}

bool verdict_ask(struct http_client *client, const struct verdict_ask *ask, struct buffer *ret_body,
                 struct error *err)
{
    struct asking asking = {.client = client,
                            .ask = ask,
                            .deadline = clock_monotonic_us() + ask->wait_us,
                            .pause = PAUSE_FIRST};
    bool fine;

    http_answer_init(&asking.answer);
    fine = (!ask->ingest || request_once(&asking, "POST", "/ingest", 0, err)) &&
           ask_until_final(&asking, err);
    if (fine)
        buffer_append(ret_body, asking.answer.body.data, asking.answer.body.size);
    http_answer_done(&asking.answer);
    return fine;
}
