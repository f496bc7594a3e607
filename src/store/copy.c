/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The buffer is sent whenever it passes SEND_SIZE, in the middle of a row too: COPY does not care
 * where its pieces end, and a large document needs no large buffer. */
#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "store/connection.h"
#include "store/result.h"

enum { SEND_SIZE = 64 << 10, BUFFER_LIMIT = SEND_SIZE + 1024 };

struct store_copy {
    struct store_connection *connection;
    const char *name;
    struct buffer buffer;
    bool row_started;
    bool failed;
    struct error why; /* where failed */
};

static void copy_free(struct store_copy *copy)
{
    buffer_done(&copy->buffer);
    free(copy);
}

struct store_copy *store_copy_begin(struct store_connection *connection, enum sql_query query,
                                    struct error *err)
{
    const struct sql_text *sql = &sql_queries[query];

    assert(connection->transaction);
    struct store_copy *copy = calloc(1, sizeof *copy);
    if (!copy) {
        (void)error_set(err, ERROR_NO_MEMORY, sql->name, "out of memory");
        return NULL;
    }
    AUTO_PGRESULT *result = PQexec(connection->pg, sql->text);
    if (!result || PQresultStatus(result) != PGRES_COPY_IN) {
        (void)connection_fail(connection, sql->name, result, err);
        free(copy);
        return NULL;
    }
    copy->connection = connection;
    copy->name = sql->name;
    buffer_init(&copy->buffer, BUFFER_LIMIT);
    return copy;
}

static void send(struct store_copy *copy)
{
    if (!copy->failed && !buffer_ok(&copy->buffer)) {
        copy->failed = true;
        (void)error_set(&copy->why, ERROR_NO_MEMORY, copy->name, "out of memory");
    }
    if (!copy->failed && copy->buffer.size > 0 &&
        PQputCopyData(copy->connection->pg, copy->buffer.data, (int)copy->buffer.size) != 1) {
        copy->failed = true;
        (void)connection_fail(copy->connection, copy->name, NULL, &copy->why);
    }
    buffer_clear(&copy->buffer);
}

static void field_start(struct store_copy *copy)
{
    if (copy->row_started)
        buffer_byte(&copy->buffer, '\t');
    copy->row_started = true;
    if (copy->buffer.size >= SEND_SIZE)
        send(copy);
}

void store_copy_null(struct store_copy *copy)
{
    field_start(copy);
    buffer_text(&copy->buffer, "\\N");
}

void store_copy_int(struct store_copy *copy, int64_t value)
{
    field_start(copy);
    buffer_printf(&copy->buffer, "%" PRId64, value);
}

void store_copy_double(struct store_copy *copy, double value)
{
    char text[48];

    field_start(copy);
    buffer_text(&copy->buffer, double_text(value, text, sizeof text));
}

void store_copy_time(struct store_copy *copy, int64_t us)
{
    char text[48];

    field_start(copy);
    buffer_text(&copy->buffer, time_text(us, text, sizeof text));
}

void store_copy_bool(struct store_copy *copy, bool value)
{
    field_start(copy);
    buffer_byte(&copy->buffer, value ? 't' : 'f');
}

static char escape_of(char byte)
{
    switch (byte) {
    case '\\':
        return '\\';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return '\0';
    }
}

static size_t plain_length(const char *text, size_t size)
{
    size_t length = 0;

    while (length < size && !escape_of(text[length]))
        length++;
    return length;
}

static void put_plain(struct store_copy *copy, const char *text, size_t size)
{
    while (size > 0) {
        const size_t room = BUFFER_LIMIT - 64 - copy->buffer.size;
        const size_t piece = size < room ? size : room;
        buffer_append(&copy->buffer, text, piece);
        text += piece;
        size -= piece;
        if (copy->buffer.size >= SEND_SIZE)
            send(copy);
    }
}

void store_copy_text(struct store_copy *copy, const char *text, size_t size)
{
    field_start(copy);
    for (size_t at = 0; at < size;) {
        const size_t length = plain_length(text + at, size - at);
        put_plain(copy, text + at, length);
        at += length;
        if (at == size)
            break;
        const char escaped[2] = {'\\', escape_of(text[at++])};
        put_plain(copy, escaped, sizeof escaped);
    }
}

bool store_copy_row(struct store_copy *copy, struct error *err)
{
    buffer_byte(&copy->buffer, '\n');
    copy->row_started = false;
    if (copy->buffer.size >= SEND_SIZE)
        send(copy);
    if (!copy->failed)
        return true;
    *err = copy->why;
    return false;
}

/* What the server says about the whole COPY; false with err set where it refused it. */
static bool finish(struct store_copy *copy, const char *refusal, struct error *err)
{
    PGconn *pg = copy->connection->pg;
    bool ok = true;
    PGresult *result;

    if (PQputCopyEnd(pg, refusal) != 1)
        return connection_fail(copy->connection, copy->name, NULL, err);
    while ((result = PQgetResult(pg))) {
        if (ok)
            ok = connection_check(copy->connection, copy->name, result, err);
        PQclear(result);
    }
    if (ok && PQstatus(pg) != CONNECTION_OK)
        ok = connection_fail(copy->connection, copy->name, NULL, err);
    return ok;
}

bool store_copy_end(struct store_copy *copy, struct error *err)
{
    send(copy);
    bool ok = !copy->failed;
    if (ok) {
        ok = finish(copy, NULL, err);
        copy_free(copy);
        return ok;
    }
    *err = copy->why;
    store_copy_abort(copy);
    return false;
}

void store_copy_abort(struct store_copy *copy)
{
    struct error ignored;

    if (!copy)
        return;
    (void)finish(copy, "given up", &ignored);
    copy_free(copy);
}
