/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/cluster.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/strmap.h"
#include "http/client.h"
#include "http/percent.h"
#include "ingest/search_client.h"
#include "orion/fault_warning.h"

#define CLUSTER_CONNECT_US (INT64_C(10) * CLOCK_SECOND)
#define CLUSTER_BACKOFF_US (CLOCK_SECOND / 10)
#define CLUSTER_RETRY_AFTER_US (INT64_C(5) * CLOCK_SECOND)
enum { CLUSTER_RETRIES = 3 };

struct cluster {
    struct search_client *client;
    struct http_answer answer;
    struct buffer path;
};

static struct http_client *open_http(const char *url, int64_t timeout_us, struct stop *stop,
                                     struct error *err)
{
    AUTO_ARENA arena = arena_new();
    const struct http_options options = {
        /* host:port without a scheme is what Orion takes, too. */
        .base_url = strstr(url, "://") ? url : arena_printf(arena, "http://%s", url),
        .insecure = true,
        .compress = true,
        .connect_timeout_us = CLUSTER_CONNECT_US,
        .timeout_us = timeout_us,
        .backoff_us = CLUSTER_BACKOFF_US,
        .retry_after_max_us = CLUSTER_RETRY_AFTER_US,
        .retries = CLUSTER_RETRIES,
        .answer_limit = LIMIT_ANSWER_SIZE,
    };

    return http_client_new(&options, stop, err);
}

struct cluster *cluster_open(const char *url, int64_t timeout_us, struct stop *stop,
                             struct error *err)
{
    struct cluster *cluster = calloc(1, sizeof *cluster);
    struct http_client *http;

    if (!cluster) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for a connection");
        return NULL;
    }
    http_answer_init(&cluster->answer);
    buffer_init(&cluster->path, LIMIT_HTTP_URL);
    http = open_http(url, timeout_us, stop, err);
    if (!http && err->code == ERROR_CONFIG)
        (void)error_set(err, ERROR_USAGE, "--es-server",
                        "not a URL: expected http://HOST[:PORT] or https://HOST[:PORT]");
    cluster->client = http ? search_client_over(http, "--es-server", err) : NULL;
    if (!cluster->client) {
        cluster_close(cluster);
        return NULL;
    }
    return cluster;
}

void cluster_close(struct cluster *cluster)
{
    if (!cluster)
        return;
    search_client_free(cluster->client);
    http_answer_done(&cluster->answer);
    buffer_done(&cluster->path);
    free(cluster);
}

const char *cluster_address(const struct cluster *cluster)
{
    return http_client_address(search_client_http(cluster->client));
}

/* A request that this server will never take. What may pass, and credentials, are failures. */
static bool is_refusal(int status)
{
    return status >= 400 && status <= 499 && status != 401 && status != 403 && status != 407 &&
           status != 408 && status != 429;
}

enum cluster_reply cluster_search(struct cluster *cluster, const char *index,
                                  const struct buffer *body, cluster_sink *sink, void *context,
                                  struct cluster_answer *ret, struct error *err)
{
    struct http_answer *answer = &cluster->answer;

    buffer_clear(&cluster->path);
    buffer_byte(&cluster->path, '/');
    if (index && *index) {
        percent_path(&cluster->path, index);
        buffer_byte(&cluster->path, '/');
    }
    buffer_text(&cluster->path, "_search");
    if (!buffer_ok(&cluster->path)) {
        (void)error_set(err, ERROR_LIMIT, index, "the name of the index is too long");
        return CLUSTER_FAILED;
    }
    const struct search_request request = {
        .method = "POST", .path = cluster->path.data, .body = body, .retry = HTTP_RETRY_ALWAYS};

    answer->status = 0;
    if (!search_client_send(cluster->client, &request, answer, err))
        return is_refusal(answer->status) ? CLUSTER_REFUSED : CLUSTER_FAILED;
    if (cluster_answer_read(answer->body.data ? answer->body.data : (char[]){""}, answer->body.size,
                            sink, context, ret, err))
        return CLUSTER_FINE;
    (void)error_within(err, "POST %s%s", cluster_address(cluster), cluster->path.data);
    return CLUSTER_FAILED;
}

/* Walking that loses nothing: pages overlap by one instant, and what was seen is passed over. */
struct walking {
    struct arena *arena;
    struct strmap *seen; /* index and id; NULL: not kept */
    cluster_sink *sink;
    void *context;
    size_t fresh; /* hits of this page that were not seen before */
};

static bool take_once(void *context, const struct cluster_hit *hit, struct error *err)
{
    struct walking *walking = context;

    if (walking->seen) {
        const char *key = arena_printf(walking->arena, "%.*s/%.*s", (int)hit->index.size,
                                       hit->index.at ? hit->index.at : "", (int)hit->id.size,
                                       hit->id.at ? hit->id.at : "");
        if (strmap_has(walking->seen, key))
            return true;
        strmap_put(walking->seen, key, walking);
    }
    walking->fresh++;
    return walking->sink(walking->context, hit, err);
}

/* The sort values to go on after. exact: sorted downwards by one whole number, one more than it
 * lets the whole instant come again. */
static const char *next_after(struct arena *arena, struct slice sort, bool exact)
{
    int64_t number;

    if (exact && sort.size > 2 &&
        slice_integer((struct slice){sort.at + 1, sort.size - 2}, &number) && number < INT64_MAX)
        return arena_printf(arena, "[%" PRId64 "]", number + 1);
    return arena_strndup(arena, sort.at, sort.size);
}

enum cluster_reply cluster_walk(struct cluster *cluster, const char *index, struct buffer *body,
                                const struct cluster_walk *walk, cluster_sink *sink, void *context,
                                struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct walking walking = {.arena = arena, .sink = sink, .context = context};
    struct cluster_answer answer = {0};
    const size_t without = body->size ? body->size - 1 : 0; /* without the last brace */
    size_t hits = 0;

    if (walk->exact)
        walking.seen = strmap_new(arena);
    for (;;) {
        walking.fresh = 0;
        const enum cluster_reply reply =
            cluster_search(cluster, index, body, take_once, &walking, &answer, err);
        if (reply != CLUSTER_FINE)
            return reply;
        hits += walking.fresh;
        if (answer.hits < walk->page || answer.hits == 0 ||
            (walk->most && (walk->taken ? *walk->taken : hits) >= walk->most) ||
            !answer.last_sort.size)
            return CLUSTER_FINE;
        if (walking.fresh == 0) {
            (void)error_set(err, ERROR_LIMIT, index,
                            "more than %zu documents of one instant cannot be told apart",
                            walk->page);
            return CLUSTER_FAILED;
        }
        if (!walk->exact && body->size == without + 1)
            fault_warn("fault 16: of more than a page of documents those of one instant at its "
                       "border may be lost",
                       "index", index);
        const char *after = next_after(arena, answer.last_sort, walk->exact);
        body->size = without;
        buffer_printf(body, ",\"search_after\":%s}", after);
    }
}
