/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/scripted_pq.h"

#include <assert.h>
#include <libpq-fe.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { RULES = 32, NAMES = 64, COPIED = 4 << 20, NAME_SIZE = 64 };
enum { CELL = 64, PARAMETERS = 16, PARAMETER = 256 };

struct pg_conn {
    ConnStatusType status;
    PGTransactionStatusType transaction;
    int sockets[2];
    bool copying, copy_ended;
    char message[512];
    PGresult *pending; /* of COPY */
    struct pg_conn *next;
};

struct pg_result {
    ExecStatusType status;
    char sqlstate[6], message[256];
    bool has_row, null;
    unsigned type;
    char cell[CELL + 1];
    size_t cell_size;
};

struct rule {
    char statement[NAME_SIZE];
    unsigned from, to;
    bool lose;
    char sqlstate[6], message[256];
};

struct count {
    char statement[NAME_SIZE];
    unsigned runs, prepares;
    bool answers, null;
    unsigned type;
    char cell[CELL + 1];
    size_t cell_size;
};

struct parameter {
    bool null, binary;
    size_t size;
    char bytes[PARAMETER];
};

/* The server: what all threads share, under the mutex. */
static struct {
    pthread_mutex_t mutex;
    bool started;
    struct rule rules[RULES];
    size_t rule_count;
    struct count counts[NAMES];
    size_t count_count;
    unsigned connections, open, refusals;
    char refusal[256];
    struct pg_conn *first;
    unsigned results;
    char *copied;
    size_t copied_size, largest;
    struct parameter parameters[PARAMETERS];
} server = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void lock(void)
{
    (void)pthread_mutex_lock(&server.mutex);
}

static void unlock(void)
{
    (void)pthread_mutex_unlock(&server.mutex);
}

static struct count *count_of(const char *statement)
{
    for (size_t i = 0; i < server.count_count; i++)
        if (strcmp(server.counts[i].statement, statement) == 0)
            return &server.counts[i];
    assert(server.count_count < NAMES);
    struct count *count = &server.counts[server.count_count++];
    *count = (struct count){.runs = 0};
    (void)snprintf(count->statement, NAME_SIZE, "%s", statement);
    return count;
}

void scripted_pq_start(void)
{
    scripted_pq_stop();
    server.started = true;
    server.copied = calloc(1, COPIED);
    assert(server.copied);
}

void scripted_pq_stop(void)
{
    assert(server.results == 0);
    assert(server.open == 0);
    free(server.copied);
    server.copied = NULL;
    server.started = false;
    server.rule_count = server.count_count = 0;
    server.connections = server.refusals = 0;
    server.copied_size = server.largest = 0;
}

void scripted_pq_fail(const char *statement, unsigned times, unsigned repeat, const char *sqlstate,
                      const char *message)
{
    assert(server.rule_count < RULES);
    struct rule *rule = &server.rules[server.rule_count++];
    *rule = (struct rule){.from = times, .to = times + repeat, .lose = !sqlstate};
    (void)snprintf(rule->statement, NAME_SIZE, "%s", statement);
    (void)snprintf(rule->sqlstate, sizeof rule->sqlstate, "%s", sqlstate ? sqlstate : "");
    (void)snprintf(rule->message, sizeof rule->message, "%s", message);
}

void scripted_pq_refuse(unsigned connections, const char *message)
{
    server.refusals = connections;
    (void)snprintf(server.refusal, sizeof server.refusal, "%s", message);
}

void scripted_pq_answer(const char *statement, unsigned type, const void *bytes, size_t size)
{
    struct count *count = count_of(statement);

    assert(size <= CELL);
    count->answers = true;
    count->type = type;
    count->null = !bytes;
    memset(count->cell, 0, sizeof count->cell);
    if (bytes)
        memcpy(count->cell, bytes, size);
    count->cell_size = size;
}

void scripted_pq_answer_bool(const char *statement, bool value)
{
    enum { BOOLEAN = 16 };
    const char byte = value;

    scripted_pq_answer(statement, BOOLEAN, &byte, 1);
}

const char *scripted_pq_parameter(int at, size_t *ret_size, bool *ret_binary)
{
    const struct parameter *parameter = &server.parameters[at];

    *ret_size = parameter->size;
    *ret_binary = parameter->binary;
    return parameter->null ? NULL : parameter->bytes;
}

void scripted_pq_hang_up(void)
{
    for (struct pg_conn *conn = server.first; conn; conn = conn->next) {
        (void)close(conn->sockets[1]);
        conn->sockets[1] = -1;
    }
}

unsigned scripted_pq_runs(const char *statement)
{
    return count_of(statement)->runs;
}

unsigned scripted_pq_prepares(const char *statement)
{
    return count_of(statement)->prepares;
}

unsigned scripted_pq_connections(void)
{
    return server.connections;
}

unsigned scripted_pq_open(void)
{
    return server.open;
}

const char *scripted_pq_copied(void)
{
    return server.copied;
}

size_t scripted_pq_largest_piece(void)
{
    return server.largest;
}

/* ---- what libpq offers ---- */

static PGresult *new_result(ExecStatusType status)
{
    PGresult *result = calloc(1, sizeof *result);

    assert(result);
    result->status = status;
    server.results++;
    return result;
}

static void lose(PGconn *conn, const char *message)
{
    conn->status = CONNECTION_BAD;
    (void)snprintf(conn->message, sizeof conn->message, "%s", message);
}

static const struct rule *rule_for(const char *statement, unsigned run)
{
    for (size_t i = 0; i < server.rule_count; i++)
        if (strcmp(server.rules[i].statement, statement) == 0 && run >= server.rules[i].from &&
            run < server.rules[i].to)
            return &server.rules[i];
    return NULL;
}

static PGresult *fail(PGconn *conn, const struct rule *rule)
{
    PGresult *result = new_result(PGRES_FATAL_ERROR);

    (void)snprintf(result->message, sizeof result->message, "%s", rule->message);
    memcpy(result->sqlstate, rule->sqlstate, sizeof result->sqlstate);
    if (rule->lose)
        lose(conn, rule->message);
    else if (conn->transaction == PQTRANS_INTRANS)
        conn->transaction = PQTRANS_INERROR;
    return result;
}

static PGresult *run(PGconn *conn, const char *statement)
{
    struct count *count = count_of(statement);
    const struct rule *rule = rule_for(statement, ++count->runs);

    assert(conn->status == CONNECTION_OK);
    if (rule)
        return fail(conn, rule);
    if (strncmp(statement, "store_begin", 11) == 0)
        conn->transaction = PQTRANS_INTRANS;
    if (strcmp(statement, "store_commit_transaction") == 0 ||
        strcmp(statement, "store_rollback_transaction") == 0)
        conn->transaction = PQTRANS_IDLE;
    PGresult *result = new_result(PGRES_TUPLES_OK);
    result->has_row = count->answers;
    result->type = count->type;
    result->null = count->null;
    memcpy(result->cell, count->cell, sizeof result->cell);
    result->cell_size = count->cell_size;
    return result;
}

PGconn *PQconnectdbParams(const char *const *keywords, const char *const *values, int expand_dbname)
{
    PGconn *conn = calloc(1, sizeof *conn);

    (void)keywords;
    (void)values;
    (void)expand_dbname;
    assert(conn);
    const int made = socketpair(AF_UNIX, SOCK_STREAM, 0, conn->sockets);
    assert(made == 0);
    (void)made;
    lock();
    conn->next = server.first;
    server.first = conn;
    server.open++;
    server.connections++;
    if (server.refusals > 0) {
        server.refusals--;
        lose(conn, server.refusal);
    } else if (!server.started) {
        lose(conn, "no server is scripted");
    }
    unlock();
    return conn;
}

void PQfinish(PGconn *conn)
{
    if (!conn)
        return;
    lock();
    for (struct pg_conn **at = &server.first; *at; at = &(*at)->next)
        if (*at == conn) {
            *at = conn->next;
            break;
        }
    server.open--;
    unlock();
    (void)close(conn->sockets[0]);
    if (conn->sockets[1] >= 0)
        (void)close(conn->sockets[1]);
    free(conn);
}

ConnStatusType PQstatus(const PGconn *conn)
{
    return conn ? conn->status : CONNECTION_BAD;
}

int PQsocket(const PGconn *conn)
{
    return conn->sockets[0];
}

int PQserverVersion(const PGconn *conn)
{
    (void)conn;
    return 150000;
}

char *PQpass(const PGconn *conn)
{
    static char none[] = "";

    (void)conn;
    return none;
}

char *PQerrorMessage(const PGconn *conn)
{
    return (char *)(uintptr_t)conn->message;
}

PGTransactionStatusType PQtransactionStatus(const PGconn *conn)
{
    return conn->status == CONNECTION_OK ? conn->transaction : PQTRANS_UNKNOWN;
}

PQnoticeProcessor PQsetNoticeProcessor(PGconn *conn, PQnoticeProcessor proc, void *arg)
{
    (void)conn;
    (void)proc;
    (void)arg;
    return NULL;
}

PGresult *PQprepare(PGconn *conn, const char *stmtName, const char *query, int nParams,
                    const Oid *paramTypes)
{
    (void)conn;
    (void)query;
    (void)nParams;
    (void)paramTypes;
    lock();
    count_of(stmtName)->prepares++;
    PGresult *result = new_result(PGRES_COMMAND_OK);
    unlock();
    return result;
}

static void note_parameter(struct parameter *parameter, const char *value, int length, bool binary)
{
    *parameter = (struct parameter){.null = !value, .binary = binary};
    if (!value)
        return;
    parameter->size = binary ? (size_t)length : strlen(value);
    const size_t kept = parameter->size < PARAMETER ? parameter->size : PARAMETER - 1;
    memcpy(parameter->bytes, value, kept);
}

PGresult *PQexecPrepared(PGconn *conn, const char *stmtName, int nParams,
                         const char *const *paramValues, const int *paramLengths,
                         const int *paramFormats, int resultFormat)
{
    assert(resultFormat == 1);
    (void)resultFormat;
    lock();
    for (int i = 0; i < nParams && i < PARAMETERS; i++)
        note_parameter(&server.parameters[i], paramValues[i], paramLengths[i],
                       paramFormats[i] == 1);
    PGresult *result = run(conn, stmtName);
    unlock();
    return result;
}

PGresult *PQexec(PGconn *conn, const char *query)
{
    char word[NAME_SIZE];

    while (strncmp(query, "--", 2) == 0 && strchr(query, '\n'))
        query = strchr(query, '\n') + 1;
    (void)snprintf(word, sizeof word, "%.*s", (int)strcspn(query, " \n"), query);
    lock();
    PGresult *result = run(conn, word);
    if (strcmp(word, "COPY") == 0 && result->status != PGRES_FATAL_ERROR) {
        result->status = PGRES_COPY_IN;
        conn->copying = true;
    }
    unlock();
    return result;
}

int PQputCopyData(PGconn *conn, const char *buffer, int nbytes)
{
    const size_t bytes = (size_t)nbytes;
    int sent = 1;

    lock();
    const struct rule *rule = rule_for("copy data", ++count_of("copy data")->runs);
    if (rule) {
        lose(conn, rule->message);
        sent = -1;
    } else {
        assert(conn->copying && server.copied_size + bytes < COPIED);
        memcpy(server.copied + server.copied_size, buffer, bytes);
        server.copied_size += bytes;
        server.largest = bytes > server.largest ? bytes : server.largest;
    }
    unlock();
    return sent;
}

int PQputCopyEnd(PGconn *conn, const char *error)
{
    int sent = -1;

    lock();
    if (conn->status == CONNECTION_OK) {
        const char *name = error ? "copy abort" : "copy end";
        const struct rule *rule = rule_for(name, ++count_of(name)->runs);
        const struct rule refused = {.sqlstate = "57014", .message = "given up"};
        conn->copying = false;
        conn->pending = rule    ? fail(conn, rule)
                        : error ? fail(conn, &refused)
                                : new_result(PGRES_COMMAND_OK);
        sent = 1;
    }
    unlock();
    return sent;
}

PGresult *PQgetResult(PGconn *conn)
{
    PGresult *result = conn->pending;

    conn->pending = NULL;
    return result;
}

int PQconsumeInput(PGconn *conn)
{
    struct pollfd ready = {.fd = conn->sockets[0], .events = POLLIN};
    char byte;

    if (conn->status == CONNECTION_OK && poll(&ready, 1, 0) > 0 &&
        recv(conn->sockets[0], &byte, 1, MSG_PEEK) == 0)
        lose(conn, "server closed the connection unexpectedly\n");
    return conn->status == CONNECTION_OK;
}

PGnotify *PQnotifies(PGconn *conn)
{
    (void)conn;
    return NULL;
}

ExecStatusType PQresultStatus(const PGresult *result)
{
    return result->status;
}

char *PQresultErrorField(const PGresult *result, int field)
{
    char *text = NULL;

    if (field == PG_DIAG_SQLSTATE)
        text = (char *)(uintptr_t)result->sqlstate;
    if (field == PG_DIAG_MESSAGE_PRIMARY)
        text = (char *)(uintptr_t)result->message;
    return text && text[0] ? text : NULL;
}

void PQclear(PGresult *result)
{
    if (!result)
        return;
    lock();
    server.results--;
    unlock();
    free(result);
}

int PQntuples(const PGresult *result)
{
    return result->has_row;
}

int PQnfields(const PGresult *result)
{
    return result->has_row;
}

Oid PQftype(const PGresult *res, int field_num)
{
    (void)field_num;
    return res->type;
}

int PQgetisnull(const PGresult *res, int tup_num, int field_num)
{
    (void)tup_num;
    (void)field_num;
    return res->null;
}

char *PQgetvalue(const PGresult *res, int tup_num, int field_num)
{
    (void)tup_num;
    (void)field_num;
    return (char *)(uintptr_t)res->cell;
}

int PQgetlength(const PGresult *res, int tup_num, int field_num)
{
    (void)tup_num;
    (void)field_num;
    return (int)res->cell_size;
}

char *PQcmdTuples(PGresult *result)
{
    static char none[] = "0";

    (void)result;
    return none;
}
