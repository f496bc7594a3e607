/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api_client.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "json/field.h"

enum { TOKEN_SIZE = 4096 };

static void wipe(char *text, size_t size)
{
    volatile char *at = text;

    while (size--)
        *at++ = '\0';
}

static bool read_token_file(const char *path, char token[TOKEN_SIZE], struct error *err)
{
    FILE *file = fopen(path, "r");

    if (!file)
        return error_set(err, ERROR_IO, path, "cannot read the token: %s", strerror(errno));
    const bool fine = fgets(token, TOKEN_SIZE, file) != NULL;
    (void)fclose(file);
    if (fine)
        token[strcspn(token, "\r\n")] = '\0';
    return (fine && *token) || error_set(err, ERROR_IO, path, "expected a token in its first line");
}

/* An empty token means that there is none. */
static bool read_token(const struct api_client_options *options, char token[TOKEN_SIZE],
                       struct error *err)
{
    const char *from = getenv("RIGEL_TOKEN");

    token[0] = '\0';
    if (options->token_file)
        return read_token_file(options->token_file, token, err);
    if (from && snprintf(token, TOKEN_SIZE, "%s", from) >= TOKEN_SIZE)
        return error_set(err, ERROR_USAGE, "RIGEL_TOKEN", "that is longer than a token");
    return true;
}

struct http_client *api_client_open(const struct api_client_options *options, struct stop *stop,
                                    struct error *err)
{
    const char *server = options->server ? options->server : getenv("RIGEL_SERVER");
    char token[TOKEN_SIZE];

    if (!server || !*server) {
        (void)error_set(err, ERROR_USAGE, "--server",
                        "expected the address of a service, or RIGEL_SERVER set to it");
        return NULL;
    }
    if (!read_token(options, token, err))
        return NULL;
    const struct http_options http = {
        .base_url = server,
        .auth = *token ? HTTP_AUTH_BEARER : HTTP_AUTH_NONE,
        .secret = token,
        .ca_file = options->ca_file,
        .compress = true,
        .connect_timeout_us = 10 * CLOCK_SECOND,
        .timeout_us = options->timeout_us,
        .retries = options->retries,
        .answer_limit = LIMIT_API_ANSWER,
    };
    struct http_client *client = http_client_new(&http, stop, err);
    wipe(token, sizeof token);
    return client;
}

bool api_client_check(const struct http_answer *answer, const char *place, struct error *err)
{
    struct error ignored;
    const char *detail = NULL;

    if (answer->status >= 200 && answer->status < 300)
        return true;
    AUTO_JSON tree = answer->body.size ? field_parse(answer->body.data, answer->body.size,
                                                     ERROR_REMOTE, place, &ignored)
                                       : NULL;
    const struct field root = field_root(tree, place, ERROR_REMOTE);
    const struct field said = field_optional(&root, "detail");
    if (!said.value || !field_text(&said, &detail, &ignored))
        detail = NULL;
    return http_status_check(answer->status, place, detail, err);
}
