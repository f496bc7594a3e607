/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/connection.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "store/conninfo.h"

enum { SERVER_LEAST = 150000 };

/* Server notices ("relation exists already, skipping") are not for stderr. */
static void on_notice(void *context, const char *message)
{
    char quoted[256];

    (void)context;
    log_debug("store", "notice", "text=%s", log_quote(message, quoted, sizeof quoted));
}

/* libpq's message as error text: without any secret, cut only after they are out. */
static bool fail_text(struct store_connection *connection, const char *place, const char *message,
                      const char *sqlstate, struct error *err)
{
    char *text = strdup(message && message[0] ? message : "the server gave no reason");

    if (!text)
        return error_set(err, ERROR_NO_MEMORY, place, "out of memory");
    for (char **secret = store_session(connection->store)->secrets; *secret; secret++)
        conninfo_redact(text, *secret);
    if (connection->pg)
        conninfo_redact(text, PQpass(connection->pg)); /* of a passfile or the environment */
    for (size_t end = strlen(text); end > 0 && text[end - 1] == '\n'; end--)
        text[end - 1] = '\0';
    if (sqlstate)
        (void)error_set(err, ERROR_DATABASE, place, "%s (SQLSTATE %s)", text, sqlstate);
    else
        (void)error_set(err, ERROR_DATABASE, place, "%s", text);
    free(text);
    return false;
}

static bool is_lost_state(const char *sqlstate)
{
    return strncmp(sqlstate, "08", 2) == 0 || strcmp(sqlstate, "57P01") == 0 ||
           strcmp(sqlstate, "57P02") == 0 || strcmp(sqlstate, "57P03") == 0 ||
           strcmp(sqlstate, "57P05") == 0;
}

bool connection_fail(struct store_connection *connection, const char *place, const PGresult *result,
                     struct error *err)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *detail = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL) : NULL;
    char text[1024];

    connection->lost =
        PQstatus(connection->pg) == CONNECTION_BAD || (state && is_lost_state(state));
    connection->retryable = state && (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0);
    if (!primary)
        return fail_text(connection, place, PQerrorMessage(connection->pg), state, err);
    (void)snprintf(text, sizeof text, "%s%s%s", primary, detail ? ": " : "", detail ? detail : "");
    return fail_text(connection, place, text, state, err);
}

bool connection_check(struct store_connection *connection, const char *place,
                      const PGresult *result, struct error *err)
{
    const ExecStatusType status = result ? PQresultStatus(result) : PGRES_FATAL_ERROR;

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return true;
    return connection_fail(connection, place, result, err);
}

void connection_forget_failure(struct store_connection *connection)
{
    connection->lost = false;
    connection->retryable = false;
}

void connection_close(struct store_connection *connection)
{
    PQfinish(connection->pg);
    connection->pg = NULL;
    memset(connection->prepared, 0, sizeof connection->prepared);
    connection->transaction = false;
    connection->locks = 0;
    connection_forget_failure(connection);
}

bool connection_alive(struct store_connection *connection)
{
    if (!connection->pg || connection->lost || PQstatus(connection->pg) != CONNECTION_OK)
        return false;

    struct pollfd ready = {.fd = PQsocket(connection->pg), .events = POLLIN};
    if (poll(&ready, 1, 0) <= 0)
        return true;
    return PQconsumeInput(connection->pg) && PQstatus(connection->pg) == CONNECTION_OK;
}

static bool set_session(struct store_connection *connection, struct error *err)
{
    const int64_t us = store_session(connection->store)->statement_timeout_us;

    return STORE_RUN(connection, QUERY_STORE_SET_SESSION, NULL, err,
                     P_INT((us + 999) / 1000)); /* PostgreSQL counts milliseconds */
}

static bool connect_now(struct store_connection *connection, struct error *err)
{
    const struct store_session *session = store_session(connection->store);
    char seconds[24];
    /* What stands before dbname can be set otherwise by the connection string, the rest not. */
    const char *const keywords[] = {"keepalives",          "keepalives_idle",
                                    "keepalives_interval", "keepalives_count",
                                    "tcp_user_timeout",    "dbname",
                                    "application_name",    "client_encoding",
                                    "connect_timeout",     NULL};
    const char *const values[] = {
        "1",    "30",    "10", "3", "60000", session->conninfo, session->application_name,
        "UTF8", seconds, NULL};

    (void)snprintf(seconds, sizeof seconds, "%lld",
                   (long long)((session->connect_timeout_us + 999999) / 1000000));
    connection_close(connection);
    connection->pg = PQconnectdbParams(keywords, values, 1);
    if (!connection->pg)
        return error_set(err, ERROR_NO_MEMORY, "database connection", "out of memory");
    if (PQstatus(connection->pg) != CONNECTION_OK) {
        (void)connection_fail(connection, "database connection", NULL, err);
        return false;
    }
    (void)PQsetNoticeProcessor(connection->pg, on_notice, NULL);
    if (PQserverVersion(connection->pg) < SERVER_LEAST)
        return error_set(err, ERROR_DATABASE, "database connection",
                         "the server is PostgreSQL %d; 15 or newer is needed",
                         PQserverVersion(connection->pg) / 10000);
    return set_session(connection, err) && connection_listen_again(connection, err);
}

bool connection_ensure(struct store_connection *connection, struct error *err)
{
    if (connection_alive(connection))
        return true;
    if (connection->locks > 0)
        return error_set(err, ERROR_DATABASE, "database connection",
                         "the connection was lost, and with it the locks that it held");
    if (connect_now(connection, err))
        return true;
    connection_close(connection);
    return false;
}

bool connection_script(struct store_connection *connection, const char *name, const char *text,
                       struct error *err)
{
    AUTO_PGRESULT *result = PQexec(connection->pg, text);

    return connection_check(connection, name, result, err);
}
