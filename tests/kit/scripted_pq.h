/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scripted_pq.h - a libpq of the test's own: it stands before the real one in every unit test
 * program, so that the store room meets failures that a real server will not give on demand.
 *
 * Until scripted_pq_start no server answers. After it every statement succeeds with no rows, but
 * for what the script says. Statements are known by their prepared names ("store_notify"); the text
 * of one run without a name, up to its first blank after the comments ("COPY"), stands for it.
 * Several threads may use it at once; the script is set up before them. */
#ifndef RIGEL_TESTS_KIT_SCRIPTED_PQ_H
#define RIGEL_TESTS_KIT_SCRIPTED_PQ_H

#include <stdbool.h>
#include <stddef.h>

void scripted_pq_start(void);
/* Connections ends; everything counted is forgotten. Asserts that no result is left. */
void scripted_pq_stop(void);

/* The statement fails the times-th to (times + repeat - 1)-th time it runs, counted from 1.
 * sqlstate NULL: the connection is lost then. */
void scripted_pq_fail(const char *statement, unsigned times, unsigned repeat, const char *sqlstate,
                      const char *message);
/* The next connections fail with this message. */
void scripted_pq_refuse(unsigned connections, const char *message);
/* The statement answers one row of one cell: type is an OID of pg_type, bytes (at most 64) its
 * binary form, NULL for SQL NULL. */
void scripted_pq_answer(const char *statement, unsigned type, const void *bytes, size_t size);
void scripted_pq_answer_bool(const char *statement, bool value);
/* Parameter number `at` of the statement run last, as it was sent; NULL: SQL NULL. */
const char *scripted_pq_parameter(int at, size_t *ret_size, bool *ret_binary);
/* The server ends the connection while it is idle: seen at the next look at the socket. */
void scripted_pq_hang_up(void);

unsigned scripted_pq_runs(const char *statement);
unsigned scripted_pq_prepares(const char *statement);
unsigned scripted_pq_connections(void); /* made so far */
unsigned scripted_pq_open(void);        /* now */
/* What COPY got, NUL-terminated. */
const char *scripted_pq_copied(void);
/* The largest piece of it. */
size_t scripted_pq_largest_piece(void);

#endif
