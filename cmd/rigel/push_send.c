/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "push_send.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "api_client.h"
#include "base/limits.h"
#include "base/strmap.h"
#include "json/field.h"
#include "json/writer.h"

/* One more document of the largest size still fits into what the service unpacks. */
enum { REQUEST_BYTES = 8 << 20, LINES_MOST = REQUEST_BYTES + LIMIT_DOCUMENT_SIZE + 4096 };

void push_sender_init(struct push_sender *sender, struct http_client *client, const char *path)
{
    *sender = (struct push_sender){.client = client, .path = path};
    buffer_init(&sender->lines, LINES_MOST);
}

void push_sender_done(struct push_sender *sender)
{
    buffer_done(&sender->lines);
}

bool push_sender_take(void *context, const struct adapt_document *document, struct error *err)
{
    struct push_sender *sender = context;
    struct writer action = writer_on(&sender->lines);

    writer_object(&action, NULL);
    writer_object(&action, "index");
    writer_text(&action, "_index", document->index);
    writer_text(&action, "_id", document->id);
    writer_end(&action);
    writer_end(&action);
    buffer_byte(&sender->lines, '\n');
    buffer_append(&sender->lines, document->body, document->size);
    buffer_byte(&sender->lines, '\n');
    sender->documents++;
    if (!buffer_ok(&sender->lines))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for a request");
    return sender->lines.size < REQUEST_BYTES || push_sender_flush(sender, err);
}

static bool read_count(const struct field *root, const char *name, size_t *ret, struct error *err)
{
    struct field field;
    int64_t count;

    if (!field_member(root, name, &field, err) || !field_integer(&field, &count, err))
        return false;
    *ret = (size_t)count;
    return true;
}

static void tell_reject(const struct field *reject)
{
    const struct field line = field_optional(reject, "line"),
                       name = field_optional(reject, "field"),
                       reason = field_optional(reject, "reason");
    struct error ignored;
    int64_t number = 0;
    const char *field = "", *said = "";

    if (field_integer(&line, &number, &ignored) && field_text(&name, &field, &ignored) &&
        field_text(&reason, &said, &ignored))
        (void)fprintf(stderr, "rigel push: line %" PRId64 " of what was sent: %s%s%s\n", number,
                      field, *field ? ": " : "", said);
}

static bool read_answer(struct push_sender *sender, const struct http_answer *answer,
                        const char *place, struct error *err)
{
    char replayed[8];
    size_t taken, rejected;
    AUTO_JSON tree = field_parse(answer->body.data, answer->body.size, ERROR_REMOTE, place, err);
    const struct field root = field_root(tree, place, ERROR_REMOTE);

    if (!tree || !read_count(&root, "accepted", &taken, err) ||
        !read_count(&root, "rejected", &rejected, err))
        return false;
    const struct field errors = field_optional(&root, "errors");
    for (size_t i = 0; i < field_count(&errors); i++) {
        const struct field reject = field_item(&errors, i);
        tell_reject(&reject);
    }
    sender->taken += taken;
    sender->rejected += rejected;
    sender->replayed +=
        http_client_header(sender->client, "Idempotency-Replayed", replayed, sizeof replayed);
    return true;
}

static bool send(struct push_sender *sender, struct error *err)
{
    const struct buffer *lines = &sender->lines;
    char key[48], place[256];
    struct http_answer answer;

    (void)snprintf(key, sizeof key, "push-%016" PRIx64 "%016" PRIx64,
                   name_hash(NAME_HASH_SEED, lines->data, lines->size),
                   name_hash(~NAME_HASH_SEED, lines->data, lines->size));
    const struct http_request request = {
        .method = "POST",
        .path = sender->path,
        .content_type = "application/x-ndjson",
        .accept = "application/json",
        .idempotency_key = key,
        .body = lines->data,
        .body_size = lines->size,
        .retry = HTTP_RETRY_ALWAYS,
    };
    (void)http_client_place(sender->client, &request, place, sizeof place);
    http_answer_init(&answer);
    const bool fine = http_client_send(sender->client, &request, &answer, err) &&
                      api_client_check(&answer, place, err) &&
                      read_answer(sender, &answer, place, err);
    http_answer_done(&answer);
    return fine;
}

bool push_sender_flush(struct push_sender *sender, struct error *err)
{
    bool fine = true;

    if (sender->documents == 0)
        return true;
    if (sender->client)
        fine = send(sender, err);
    else if (fwrite(sender->lines.data, 1, sender->lines.size, stdout) != sender->lines.size)
        fine = error_set(err, ERROR_IO, "standard output", "cannot be written");
    sender->sent += sender->documents;
    sender->documents = 0;
    buffer_clear(&sender->lines);
    return fine;
}
