/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alert/send.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/hmac.h"
#include "http/client.h"

enum { SECRET_SIZE = 4096, BODY_LIMIT = 1 << 20, ANSWER_LIMIT = 1 << 16, HEADERS = 4 };

struct secrets {
    char url[SECRET_SIZE], key[SECRET_SIZE], token[SECRET_SIZE];
};

/* Not taken out by the compiler, though nothing reads it again. */
static void wipe(struct secrets *secrets)
{
    volatile char *at = (volatile char *)secrets;

    for (size_t i = 0; i < sizeof *secrets; i++)
        at[i] = '\0';
}

void alert_sign(const char *secret, int64_t timestamp, const char *body, size_t size,
                char out[SIGNATURE_SIZE])
{
    char stamp[32];
    const int length = snprintf(stamp, sizeof stamp, "%" PRId64 ".", timestamp);

    (void)snprintf(out, SIGNATURE_SIZE, "sha256=");
    hmac_text(secret, (const struct sha256_part[]){{stamp, (size_t)length}, {body, size}}, 2,
              out + 7);
}

static bool read_secrets(const struct receiver_config *receiver, struct secrets *secrets,
                         struct error *err)
{
    if (!receiver->url && !secret_read(receiver->url_file, receiver->url_env, receiver->place,
                                       secrets->url, sizeof secrets->url, err))
        return false;
    if ((receiver->secret_file || receiver->secret_env) &&
        !secret_read(receiver->secret_file, receiver->secret_env, receiver->place, secrets->key,
                     sizeof secrets->key, err))
        return false;
    return (!receiver->token_file && !receiver->token_env) ||
           secret_read(receiver->token_file, receiver->token_env, receiver->place, secrets->token,
                       sizeof secrets->token, err);
}

/* The client keeps an address without its query; that goes into the path of the request. */
static struct http_client *client_of(const struct receiver_config *receiver,
                                     const struct secrets *secrets, const char **ret_path,
                                     struct stop *stop, struct error *err)
{
    const char *url = receiver->url ? receiver->url : secrets->url;
    const char *host = strstr(url, "://");
    const size_t origin = host ? (size_t)(host - url) + 3 + strcspn(host + 3, "/?#") : strlen(url);
    char *base = strndup(url, origin);

    if (!base) {
        (void)error_set(err, ERROR_NO_MEMORY, receiver->place, "no memory for a request");
        return NULL;
    }
    const struct http_options options = {
        .base_url = base,
        .auth = secrets->token[0] ? HTTP_AUTH_BEARER : HTTP_AUTH_NONE,
        .secret = secrets->token[0] ? secrets->token : NULL,
        .ca_file = receiver->ca_file,
        .insecure = !receiver->verify_tls,
        .connect_timeout_us = receiver->timeout_us,
        .timeout_us = receiver->timeout_us,
        .answer_limit = ANSWER_LIMIT,
    };
    struct http_client *client = http_client_new(&options, stop, err);

    if (!client)
        (void)error_set(err, ERROR_CONFIG, receiver->place,
                        "the address of receiver '%s' is not http://HOST[:PORT] or https://...",
                        receiver->name);
    free(base);
    *ret_path = url[origin] ? url + origin : "/";
    return client;
}

static void add_headers(struct arena *arena, const struct receiver_config *receiver,
                        const struct alert_message *message, const char *key,
                        struct http_request *request)
{
    const int64_t timestamp = clock_now_us() / CLOCK_SECOND;
    const char **headers = ARENA_ARRAY(arena, const char *, receiver->header_count + HEADERS);
    size_t count = 0;

    headers[count++] = arena_printf(arena, "X-Rigel-Event: %s", message->id);
    headers[count++] = arena_printf(arena, "X-Rigel-Sequence: %" PRId64, message->sequence);
    headers[count++] = arena_printf(arena, "X-Rigel-Timestamp: %" PRId64, timestamp);
    if (key[0]) {
        char signature[SIGNATURE_SIZE];

        alert_sign(key, timestamp, request->body, request->body_size, signature);
        headers[count++] = arena_printf(arena, "X-Rigel-Signature: %s", signature);
    }
    for (size_t i = 0; i < receiver->header_count; i++)
        headers[count++] = receiver->headers[i];
    request->headers = headers;
    request->header_count = count;
}

static bool exchange(struct http_client *client, const struct receiver_config *receiver,
                     const struct http_request *request, struct alert_reply *reply,
                     struct error *err)
{
    struct http_answer answer;
    struct error fault = {0};
    char asked[32];

    http_answer_init(&answer);
    const bool sent = http_client_send(client, request, &answer, &fault);

    /* The place of the client's faults is the address. */
    if (!sent) {
        (void)error_set(err, fault.code, receiver->name, "%s",
                        fault.code == ERROR_CANCELLED ? "stopped"
                        : fault.code == ERROR_LIMIT   ? "the answer is too long"
                                                      : "no answer: not reached, cut or too late");
    } else {
        reply->status = answer.status;
        if (http_client_header(client, "Retry-After", asked, sizeof asked))
            reply->asked_us = (int64_t)strtoul(asked, NULL, 10) % 1000000 * CLOCK_SECOND;
    }
    http_answer_done(&answer);
    return sent && http_status_check(reply->status, receiver->name, NULL, err);
}

static bool send_with(const struct receiver_config *receiver, const struct secrets *secrets,
                      const struct alert_message *message, const struct buffer *body,
                      struct stop *stop, struct alert_reply *reply, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct http_request request = {
        .method = receiver->method == RECEIVER_PUT ? "PUT" : "POST",
        .content_type = "application/json",
        .idempotency_key = message->id,
        .body = body->data,
        .body_size = body->size,
        .retry = HTTP_RETRY_NEVER,
    };
    struct http_client *client = client_of(receiver, secrets, &request.path, stop, err);

    if (!client)
        return false;
    add_headers(arena, receiver, message, secrets->key, &request);
    const bool fine = exchange(client, receiver, &request, reply, err);
    http_client_free(client);
    return fine;
}

bool alert_send(const struct receiver_config *receiver, const struct alert_message *message,
                const char *rule, const char *base_url, struct stop *stop,
                struct alert_reply *ret_reply, struct error *err)
{
    struct secrets secrets = {0};
    AUTO_BUFFER body;
    bool fine;

    *ret_reply = (struct alert_reply){0};
    buffer_init(&body, BODY_LIMIT);
    alert_body_write(&body, receiver->kind, message, rule, base_url);
    if (!buffer_ok(&body))
        return error_set(err, ERROR_LIMIT, message->id, "the message is too long");
    fine = read_secrets(receiver, &secrets, err) &&
           send_with(receiver, &secrets, message, &body, stop, ret_reply, err);
    wipe(&secrets);
    return fine;
}
