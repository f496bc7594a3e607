/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "http/client.h"

#include <assert.h>
#include <curl/curl.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "http/request_setup.h"
#include "http/retry.h"

struct http_client {
    struct arena *arena; /* holds the texts of options */
    struct http_options options;
    struct stop *stop;
    CURLM *multi;
    CURL *easy;
    struct buffer packed;
    uint64_t random;
    _Atomic bool interrupted;
    bool closing; /* the request under way is sent although a stop was asked for */
};

/* One try of one request. */
struct
try {
    const struct http_request *request;
    struct http_answer *answer;
    CURL *easy;
    struct error sink_error;
    bool sink_called, sink_failed, overflow;
    char text[CURL_ERROR_SIZE];
    CURLcode result;
    int64_t retry_after_us;
};

enum { POLL_MS = 1000 };

bool http_library_start(void)
{
    return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
}

void http_library_stop(void)
{
    curl_global_cleanup();
}

void http_answer_init(struct http_answer *answer)
{
    *answer = (struct http_answer){0};
    buffer_init(&answer->body, SIZE_MAX / 2);
}

void http_answer_done(struct http_answer *answer)
{
    buffer_done(&answer->body);
}

/* Takes user and password out of the URL into the options. */
static bool split_url(struct http_client *client, const char *url, struct error *err)
{
    struct http_options *options = &client->options;
    char *user = NULL, *password = NULL, *host = NULL, *scheme = NULL, *clean = NULL;
    CURLU *parsed = curl_url();
    bool fine = false;

    /* The URL is not quoted in the error: it may hold a password. */
    if (!parsed || curl_url_set(parsed, CURLUPART_URL, url, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(parsed, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
        (strcmp(scheme, "http") != 0 && strcmp(scheme, "https") != 0)) {
        (void)error_set(err, ERROR_CONFIG, "url", "expected http://HOST[:PORT] or https://...");
        goto out;
    }
    (void)curl_url_get(parsed, CURLUPART_USER, &user, CURLU_URLDECODE);
    (void)curl_url_get(parsed, CURLUPART_PASSWORD, &password, CURLU_URLDECODE);
    if (user && options->auth == HTTP_AUTH_NONE) {
        options->auth = HTTP_AUTH_BASIC;
        options->user = arena_strdup(client->arena, user);
        options->secret = arena_strdup(client->arena, password ? password : "");
    }
    (void)curl_url_set(parsed, CURLUPART_USER, NULL, 0);
    (void)curl_url_set(parsed, CURLUPART_PASSWORD, NULL, 0);
    (void)curl_url_set(parsed, CURLUPART_QUERY, NULL, 0);
    (void)curl_url_set(parsed, CURLUPART_FRAGMENT, NULL, 0);
    if (curl_url_get(parsed, CURLUPART_URL, &clean, 0) != CURLUE_OK) {
        (void)error_set(err, ERROR_NO_MEMORY, "url", "no memory");
        goto out;
    }
    size_t length = strlen(clean);
    while (length && clean[length - 1] == '/')
        length--;
    options->base_url = arena_strndup(client->arena, clean, length);
    fine = true;
out:
    curl_free(user);
    curl_free(password);
    curl_free(host);
    curl_free(scheme);
    curl_free(clean);
    curl_url_cleanup(parsed);
    return fine;
}

static void copy_options(struct http_client *client, const struct http_options *options)
{
    struct http_options *copy = &client->options;

    *copy = *options;
    copy->user = arena_strdup(client->arena, options->user);
    copy->secret = arena_strdup(client->arena, options->secret);
    copy->session_token = arena_strdup(client->arena, options->session_token);
    copy->region = arena_strdup(client->arena, options->region);
    copy->service = arena_strdup(client->arena, options->service);
    copy->ca_file = arena_strdup(client->arena, options->ca_file);
    if (!copy->backoff_us)
        copy->backoff_us = HTTP_BACKOFF_US;
    if (!copy->retry_after_max_us || copy->retry_after_max_us > HTTP_RETRY_AFTER_MAX_US)
        copy->retry_after_max_us = HTTP_RETRY_AFTER_MAX_US;
}

struct http_client *http_client_new(const struct http_options *options, struct stop *stop,
                                    struct error *err)
{
    struct http_client *client = calloc(1, sizeof *client);

    if (!client) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for an HTTP client");
        return NULL;
    }
    client->arena = arena_new();
    client->stop = stop;
    buffer_init(&client->packed, SIZE_MAX / 2);
    atomic_init(&client->interrupted, false);
    /* Only spreads waits: need not be secret, must differ between processes. */
    client->random = (uint64_t)clock_now_us() ^ (uint64_t)getpid() << 40 ^ (uintptr_t)client;
    copy_options(client, options);
    client->multi = curl_multi_init();
    client->easy = curl_easy_init();
    if (!client->multi || !client->easy) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for an HTTP client");
        http_client_free(client);
        return NULL;
    }
    if (!split_url(client, options->base_url, err)) {
        http_client_free(client);
        return NULL;
    }
    return client;
}

void http_client_free(struct http_client *client)
{
    if (!client)
        return;
    curl_easy_cleanup(client->easy);
    (void)curl_multi_cleanup(client->multi);
    buffer_done(&client->packed);
    setup_wipe(client->options.secret);
    setup_wipe(client->options.session_token);
    arena_free(client->arena);
    free(client);
}

void http_client_interrupt(struct http_client *client)
{
    atomic_store(&client->interrupted, true);
    (void)curl_multi_wakeup(client->multi);
}

void http_client_resume(struct http_client *client)
{
    atomic_store(&client->interrupted, false);
}

const char *http_client_address(const struct http_client *client)
{
    return client->options.base_url;
}

const char *http_client_place(const struct http_client *client, const struct http_request *request,
                              char *out, size_t size)
{
    const size_t length = strcspn(request->path, "?");

    (void)snprintf(out, size, "%s %s%.*s", request->method, client->options.base_url, (int)length,
                   request->path);
    return out;
}

static bool cancelled(const struct http_client *client)
{
    if (client->closing)
        return false;
    return atomic_load(&client->interrupted) || (client->stop && stop_asked(client->stop));
}

/* Waits for the transfer's sockets, a stop or an interrupt. */
static void wait_events(struct http_client *client, int ms)
{
    const bool listen = client->stop && !client->closing;
    struct curl_waitfd extra = {.fd = listen ? stop_fd(client->stop) : -1,
                                .events = CURL_WAIT_POLLIN};

    (void)curl_multi_poll(client->multi, &extra, listen ? 1 : 0, ms, NULL);
}

static bool wait_us(struct http_client *client, int64_t us)
{
    const int64_t deadline = clock_monotonic_us() + us;

    for (;;) {
        if (cancelled(client))
            return false;
        const int64_t left = deadline - clock_monotonic_us();
        if (left <= 0)
            return true;
        wait_events(client, left > POLL_MS * 1000 ? POLL_MS : (int)(left / 1000) + 1);
    }
}

/* splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t next_random(struct http_client *client)
{
    uint64_t mixed = client->random += UINT64_C(0x9e3779b97f4a7c15);

    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ mixed >> 31;
}

bool http_client_header(const struct http_client *client, const char *name, char *out, size_t size)
{
    struct curl_header *header;

    if (curl_easy_header(client->easy, name, 0, CURLH_HEADER, -1, &header) != CURLHE_OK)
        return false;
    (void)snprintf(out, size, "%s", header->value);
    return true;
}

bool http_client_wait(struct http_client *client, unsigned tried)
{
    if (tried > client->options.retries)
        return false;
    return wait_us(client,
                   retry_wait_us(client->options.backoff_us, tried, 0, next_random(client)));
}

static size_t take_body(char *bytes, size_t one, size_t size, void *context)
{
    struct try *try = context;
    long status = 0;

    (void)one;
    (void)curl_easy_getinfo(try->easy, CURLINFO_RESPONSE_CODE, &status);
    if (!try->request->sink || status < 200 || status > 299) {
        buffer_append(&try->answer->body, bytes, size);
        try->overflow = !buffer_ok(&try->answer->body);
        return try->overflow ? 0 : size;
    }
    try->sink_called = true;
    try->sink_failed =
        !try->request->sink(try->request->sink_context, bytes, size, &try->sink_error);
    return try->sink_failed ? 0 : size;
}

/* Runs the transfer to its end; false: cancelled. */
static bool drive(struct http_client *client, struct try *try)
{
    int running = 1, left;

    try->result = CURLE_FAILED_INIT;
    if (curl_multi_add_handle(client->multi, client->easy) != CURLM_OK)
        return true;
    while (!cancelled(client)) {
        if (curl_multi_perform(client->multi, &running) != CURLM_OK || !running)
            break;
        wait_events(client, POLL_MS);
    }
    for (CURLMsg *message; (message = curl_multi_info_read(client->multi, &left));)
        if (message->msg == CURLMSG_DONE)
            try->result = message->data.result;
    (void)curl_multi_remove_handle(client->multi, client->easy);
    return !running || !cancelled(client);
}

static bool try_once(struct http_client *client, struct try *try, struct error *err)
{
    struct curl_slist *headers = NULL;
    curl_off_t retry_after = 0;
    long status = 0;

    buffer_clear(&try->answer->body);
    try->answer->body.limit = client->options.answer_limit;
    try->answer->status = 0;
    try->text[0] = '\0';
    bool fine =
        setup_request(client->easy, &client->options, try->request, &client->packed, &headers, err);
    curl_easy_setopt(client->easy, CURLOPT_ERRORBUFFER, try->text);
    curl_easy_setopt(client->easy, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(client->easy, CURLOPT_WRITEDATA, try);
    if (fine && !drive(client, try))
        fine = error_set(err, ERROR_CANCELLED, NULL, "a request was stopped");
    (void)curl_easy_getinfo(client->easy, CURLINFO_RESPONSE_CODE, &status);
    (void)curl_easy_getinfo(client->easy, CURLINFO_RETRY_AFTER, &retry_after);
    try->answer->status = (int)status;
    const int64_t longest = client->options.retry_after_max_us;
    try->retry_after_us =
        retry_after > longest / CLOCK_SECOND ? longest : retry_after * CLOCK_SECOND;
    curl_slist_free_all(headers);
    return fine;
}

/* Did the server see nothing of the request? */
static bool unseen(const struct try *try)
{
    curl_off_t sent = 0;

    (void)curl_easy_getinfo(try->easy, CURLINFO_PRETRANSFER_TIME_T, &sent);
    return sent == 0 || try->result == CURLE_COULDNT_CONNECT ||
           try->result == CURLE_COULDNT_RESOLVE_HOST;
}

static bool is_passing_fault(CURLcode result)
{
    switch (result) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
        return true;
    default:
        return false;
    }
}

static bool may_repeat(const struct try *try)
{
    const enum http_retry retry = try->request->retry;

    if (retry == HTTP_RETRY_NEVER || try->request->closing || try->sink_called)
        return false;
    if (try->result == CURLE_OK) {
        const int status = try->answer->status;
        return retry_status(status) &&
               (retry == HTTP_RETRY_ALWAYS || status == 429 || status == 503);
    }
    return is_passing_fault(try->result) && (retry == HTTP_RETRY_ALWAYS || unseen(try));
}

/* What a try without an answer means. */
static bool transfer_error(const struct http_client *client, const struct try *try,
                           struct error *err)
{
    char place[sizeof err->place];
    const char *text = try->text[0] ? try->text : curl_easy_strerror(try->result);

    (void)http_client_place(client, try->request, place, sizeof place);
    if (try->sink_failed) {
        *err = try->sink_error;
        return false;
    }
    if (try->overflow)
        return error_set(err, ERROR_LIMIT, place, "the answer is larger than %zu bytes",
                         client->options.answer_limit);
    switch (try->result) {
    case CURLE_OUT_OF_MEMORY:
        return error_set(err, ERROR_NO_MEMORY, place, "no memory for a request");
    case CURLE_WRITE_ERROR: /* how curl says that unpacking failed half-way */
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
        return error_set(err, ERROR_REMOTE, place, "the answer cannot be read: %s", text);
    default:
        return error_set(err, ERROR_NETWORK, place, "no answer after %u %s: %s", try->answer->tries,
                         try->answer->tries == 1 ? "try" : "tries", text);
    }
}

static void log_repeat(const struct http_client *client, const struct try *try, int64_t wait)
{
    char place[256], quoted[512], reason[512];

    (void)http_client_place(client, try->request, place, sizeof place);
    if (try->result == CURLE_OK)
        (void)snprintf(reason, sizeof reason, "status %d", try->answer->status);
    else
        (void)snprintf(reason, sizeof reason, "%s",
                       try->text[0] ? try->text : curl_easy_strerror(try->result));
    log_warning("http", "trying again", "request=%s reason=%s tried=%u wait_ms=%" PRId64,
                log_quote(place, quoted, sizeof quoted), log_quote(reason, (char[1024]){0}, 1024),
                try->answer->tries, wait / 1000);
}

bool http_client_send(struct http_client *client, const struct http_request *request,
                      struct http_answer *answer, struct error *err)
{
    struct try try = {.request = request, .answer = answer, .easy = client->easy};

    answer->tries = 0;
    for (;;) {
        client->closing = request->closing;
        const bool went = try_once(client, &try, err);
        client->closing = false;
        if (!went)
            return false;
        answer->tries++;
        if (answer->tries > client->options.retries || !may_repeat(&try))
            break;
        const int64_t wait = retry_wait_us(client->options.backoff_us, answer->tries,
                                           try.retry_after_us, next_random(client));
        log_repeat(client, &try, wait);
        if (!wait_us(client, wait))
            return error_set(err, ERROR_CANCELLED, NULL, "a request was stopped");
    }
    return try.result == CURLE_OK ? true : transfer_error(client, &try, err);
}

bool http_status_check(int status, const char *place, const char *reason, struct error *err)
{
    const bool told = reason && *reason;

    if (status >= 200 && status <= 299)
        return true;
    if (status == 401 || status == 403)
        return error_set(err, ERROR_REMOTE_AUTH, place,
                         "the server refused the credentials: %d%s%s", status, told ? ": " : "",
                         told ? reason : "");
    return error_set(err, ERROR_REMOTE, place, "the server answered %d%s%s", status,
                     told ? ": " : "", told ? reason : "");
}
