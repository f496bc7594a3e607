/* SPDX-License-Identifier: GPL-3.0-or-later */
/* query_parameters_fuzz.c - what a client can put into a request line and into the headers we
 * read: target, parameters, cursor, Accept-Encoding, If-None-Match, Authorization, Origin,
 * X-Forwarded-For, and the terms of a new token. Any bytes give an answer that is valid JSON; a
 * cursor that is taken encodes to the same text again; a client's address always is one. */
#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <string.h>

#include "api/bearer.h"
#include "api/client_address.h"
#include "api/cors.h"
#include "api/cursor.h"
#include "api/dispatch.h"
#include "api/encoding.h"
#include "api/etag.h"
#include "api/route.h"
#include "api/token_terms.h"
#include "base/limits.h"
#include "base/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void ask(const char *method, const char *target)
{
    const struct api api = {.store = NULL};
    struct request request;

    request_init(&request, &api, method, target, NULL);
    dispatch(&request);
    const struct reply *reply = &request.reply;
    assert(reply->status >= 200 && reply->status <= 599);
    if (reply->content_type && strstr(reply->content_type, "json")) {
        json_t *read = json_loadb(reply->body.data, reply->body.size, 0, NULL);
        assert(read);
        json_decref(read);
    }
    request_done(&request);
}

static void try_parameters(struct arena *arena, const char *text)
{
    struct target *target = ARENA_NEW(arena, struct target);
    struct query query;
    struct error err;

    if (!target_parse(arena, text, target, &err))
        return;
    for (size_t i = 0; i < route_count; i++)
        if (query_parse(target, routes[i].takes, &query, &err))
            assert(query.limit >= 1 && query.limit <= LIMIT_API_PAGE);
}

static void try_cursor(struct arena *arena, const char *text)
{
    struct cursor cursor;
    struct error err;

    for (const char *kind = "tsprcgka"; *kind; kind++) {
        if (!cursor_decode(arena, text, *kind, &cursor, &err))
            continue;
        const char *again = cursor_encode(arena, &cursor);
        struct cursor same;
        const bool fine = cursor_decode(arena, again, *kind, &same, &err);
        assert(fine && memcmp(same.numbers, cursor.numbers, sizeof same.numbers) == 0 &&
               strcmp(same.text, cursor.text) == 0);
    }
}

static void try_access(const char *text)
{
    static const char *const origins[] = {"https://dash.example"};
    const struct cors cors = {origins, 1};
    const struct token_terms terms = {.name = text, .role = "read", .expires = text};
    const int64_t now = INT64_C(1800000000000000);
    struct address_block blocks[2];
    char client[CLIENT_ADDRESS_SIZE], token[TOKEN_TEXT_SIZE];
    struct token_row row;
    struct error err;

    if (bearer_parse(text, token))
        assert(token_has_form(token, strlen(token)));
    const char *allowed = cors_allowed(&cors, text);
    assert(!allowed || strcmp(allowed, text) == 0);
    (void)cors_origin_valid(text);
    if (address_block_parse("10.0.0.0/8", &blocks[0])) {
        (void)client_address("10.0.0.1", text, blocks, 1, client);
        assert(address_block_parse(client, &blocks[1])); /* always an address */
        (void)client_address_key(client, 1);
    }
    if (address_block_parse(text, &blocks[0]))
        assert(blocks[0].bits <= 128);
    if (token_terms_check(&terms, now, &row, &err))
        assert(row.expires_at > now);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    const char *text = arena_strndup(arena, (const char *)data, size);

    log_set_level(LOG_NONE);
    ask("GET", text);
    ask("OPTIONS", text);
    try_parameters(arena, text);
    try_cursor(arena, text);
    (void)encoding_takes_gzip(text);
    try_access(text);
    (void)etag_matches(text, "\"ba7816bf8f01cfea414140de5dae2223\"");
    return 0;
}
