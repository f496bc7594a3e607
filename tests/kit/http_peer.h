/* SPDX-License-Identifier: GPL-3.0-or-later */
/* http_peer.h - a server of the test's own on a free loopback port: it answers each connection with
 * the next of the given texts and closes it, and keeps what it was asked. */
#ifndef RIGEL_TESTS_KIT_HTTP_PEER_H
#define RIGEL_TESTS_KIT_HTTP_PEER_H

#include <stddef.h>

struct http_peer;

/* A whole answer out of its status line's end and its body. */
#define HTTP_PEER_ANSWER(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body

/* The texts are kept, not copied. After the last one nobody listens any more. */
struct http_peer *http_peer_start(const char *const *answers, size_t count);
/* Also where answers are left. */
void http_peer_end(struct http_peer *peer);

const char *http_peer_url(const struct http_peer *peer); /* "http://127.0.0.1:PORT" */
size_t http_peer_count(struct http_peer *peer);          /* requests so far */
/* Head and body of request number `at`, from 0. */
const char *http_peer_request(struct http_peer *peer, size_t at);

#endif
