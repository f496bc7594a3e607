/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/search_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "json/field.h"

enum { SECRET_SIZE = 8192 };
#define CONNECT_TIMEOUT_US (INT64_C(10) * CLOCK_SECOND)
#define TIMEOUT_US (INT64_C(60) * CLOCK_SECOND)

struct search_client {
    const char *name; /* of the source */
    struct http_client *http;
    bool known;
    struct search_server server;
};

static enum http_auth auth_of(enum source_auth auth)
{
    switch (auth) {
    case AUTH_BASIC:
        return HTTP_AUTH_BASIC;
    case AUTH_API_KEY:
        return HTTP_AUTH_API_KEY;
    case AUTH_SIGV4:
        return HTTP_AUTH_SIGV4;
    case AUTH_NONE:
        break;
    }
    return HTTP_AUTH_NONE;
}

static void wipe(char *secret, size_t size)
{
    volatile char *at = secret;

    while (size--)
        *at++ = '\0';
}

static struct http_client *http_open(const struct source_config *config, struct stop *stop,
                                     struct error *err)
{
    char secret[SECRET_SIZE] = "";
    struct http_options options = {
        .base_url = config->url,
        .auth = auth_of(config->auth),
        .user = config->user,
        .secret = secret,
        .session_token = config->session_token_env ? getenv(config->session_token_env) : NULL,
        .region = config->region,
        .service = config->service,
        .ca_file = config->ca_file,
        .insecure = !config->verify_tls,
        .compress = true,
        .timeout_us = config->timeout_us > 0 ? config->timeout_us : TIMEOUT_US,
        .retries = config->retries,
        .answer_limit = LIMIT_ANSWER_SIZE,
    };
    struct http_client *http = NULL;

    options.connect_timeout_us =
        options.timeout_us < CONNECT_TIMEOUT_US ? options.timeout_us : CONNECT_TIMEOUT_US;
    if (config->auth == AUTH_NONE || source_secret(config, secret, sizeof secret, err))
        http = http_client_new(&options, stop, err);
    wipe(secret, sizeof secret);
    return http;
}

struct search_client *search_client_over(struct http_client *http, const char *name,
                                         struct error *err)
{
    struct search_client *client = calloc(1, sizeof *client);

    if (!client) {
        (void)error_set(err, ERROR_NO_MEMORY, name, "no memory for a search client");
        http_client_free(http);
        return NULL;
    }
    client->name = name;
    client->http = http;
    return client;
}

struct search_client *search_client_open(const struct source_config *config, struct stop *stop,
                                         struct error *err)
{
    struct http_client *http = http_open(config, stop, err);

    if (!http) {
        (void)error_within(err, "source %s", config->name);
        return NULL;
    }
    return search_client_over(http, config->name, err);
}

void search_client_free(struct search_client *client)
{
    if (!client)
        return;
    http_client_free(client->http);
    free(client);
}

struct http_client *search_client_http(struct search_client *client)
{
    return client->http;
}

/* The server's reason out of the body of an error answer, or the body's start. */
static void read_reason(const struct buffer *body, char *out, size_t size)
{
    struct error ignored;
    AUTO_JSON tree = body->size ? json_loadb(body->data, body->size, JSON_DECODE_ANY, NULL) : NULL;
    const struct field root = field_root(tree, NULL, ERROR_REMOTE);
    const struct field outer = field_optional(&root, "error");
    const struct field causes = field_optional(&outer, "root_cause");
    const struct field first = field_item(&causes, 0);
    const struct field *cause = first.value ? &first : &outer;
    const struct field type_field = field_optional(cause, "type");
    const struct field reason_field = field_optional(cause, "reason");
    const char *type = "", *reason = NULL;

    if (!field_text(&outer, &reason, &ignored) && !field_text(&reason_field, &reason, &ignored)) {
        const char *text = body->size ? body->data : "";
        (void)snprintf(out, size, "%.200s", text);
        return;
    }
    if (field_text(&type_field, &type, &ignored))
        (void)snprintf(out, size, "%s: %s", type, reason);
    else
        (void)snprintf(out, size, "%s", reason);
}

bool search_client_send(struct search_client *client, const struct search_request *request,
                        struct http_answer *answer, struct error *err)
{
    char place[sizeof err->place], reason[512];
    const struct http_request http = {
        .method = request->method,
        .path = request->path,
        .content_type = !request->body   ? NULL
                        : request->lines ? "application/x-ndjson"
                                         : "application/json",
        .body = request->body ? request->body->data : NULL,
        .body_size = request->body ? request->body->size : 0,
        .retry = request->retry,
        .closing = request->closing,
    };

    if (request->body && !buffer_ok(request->body))
        return error_set(err, ERROR_NO_MEMORY, request->path, "no memory for a request");
    if (!http_client_send(client->http, &http, answer, err))
        return false;
    if (answer->status >= 200 && answer->status <= 299)
        return true;
    read_reason(&answer->body, reason, sizeof reason);
    return http_status_check(
        answer->status, http_client_place(client->http, &http, place, sizeof place), reason, err);
}

bool search_client_call(struct search_client *client, const struct search_request *request,
                        struct http_answer *answer, search_check *check, void *context,
                        struct error *err)
{
    for (unsigned tried = 1;; tried++) {
        bool again = false;
        if (!search_client_send(client, request, answer, err))
            return false;
        if (check(context, answer, &again, err))
            return true;
        (void)error_within(err, "%s %s", request->method, request->path);
        if (!again || request->retry != HTTP_RETRY_ALWAYS || !http_client_wait(client->http, tried))
            return false;
    }
}

/* "2.19.1" to its first two numbers. */
static bool read_version(const char *text, struct search_server *server)
{
    char *end;
    const long major = strtol(text, &end, 10);

    if (end == text || *end != '.' || major < 0 || major > 1000)
        return false;
    server->major = (int)major;
    server->minor = (int)strtol(end + 1, NULL, 10);
    return true;
}

static enum search_paging paging_of(const struct search_server *server)
{
    if (server->opensearch)
        return server->major > 2 || (server->major == 2 && server->minor >= 4)
                   ? PAGING_OPENSEARCH_PIT
                   : PAGING_SCROLL;
    return server->major >= 8 ? PAGING_ELASTIC_PIT : PAGING_SCROLL;
}

static bool read_server(const struct http_answer *answer, struct search_server *ret,
                        struct error *err)
{
    AUTO_JSON tree = field_parse(answer->body.data ? answer->body.data : "", answer->body.size,
                                 ERROR_REMOTE, "GET /", err);
    struct field root = field_root(tree, "GET /", ERROR_REMOTE), version, number;
    struct search_server server = {0};
    const char *text, *distribution = "";
    struct error ignored;

    if (!tree || !field_member(&root, "version", &version, err) ||
        !field_member(&version, "number", &number, err) || !field_text(&number, &text, err))
        return false;
    if (!read_version(text, &server))
        return field_fault(&number, err, "a version like 2.19.1");
    const struct field named = field_optional(&version, "distribution");
    server.opensearch =
        field_text(&named, &distribution, &ignored) && strcmp(distribution, "opensearch") == 0;
    if (server.major < (server.opensearch ? 1 : 7))
        return field_fault(&number, err, "OpenSearch 1 or Elasticsearch 7 or newer");
    server.paging = paging_of(&server);
    *ret = server;
    return true;
}

bool search_client_server(struct search_client *client, struct search_server *ret,
                          struct error *err)
{
    const struct search_request request = {.method = "GET", .path = "/"};
    struct http_answer answer;

    if (!client->known) {
        http_answer_init(&answer);
        client->known = search_client_send(client, &request, &answer, err);
        if (client->known && !read_server(&answer, &client->server, err)) {
            (void)error_within(err, "source %s", client->name);
            client->known = false;
        }
        http_answer_done(&answer);
        if (!client->known)
            return false;
    }
    *ret = client->server;
    return true;
}
