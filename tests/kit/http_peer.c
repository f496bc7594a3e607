/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/http_peer.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <netinet/in.h>

enum { MOST_REQUESTS = 64, REQUEST_SIZE = 32768 };

struct http_peer {
    int listener;
    char url[64];
    const char *const *answers;
    size_t count;
    pthread_t thread;
    pthread_mutex_t lock;
    size_t seen;
    char *requests[MOST_REQUESTS];
};

/* The bytes that a request with this head will have in all. */
static size_t whole_size(const char *text)
{
    const char *end = strstr(text, "\r\n\r\n");
    const char *length = strstr(text, "Content-Length: ");

    if (!end)
        return REQUEST_SIZE;
    const size_t body =
        length && length < end ? strtoul(length + strlen("Content-Length: "), NULL, 10) : 0;
    return (size_t)(end + 4 - text) + body;
}

static char *read_request(int client)
{
    char *text = calloc(1, REQUEST_SIZE + 1);
    size_t used = 0;

    assert(text);
    while (used < whole_size(text)) {
        const ssize_t got = recv(client, text + used, REQUEST_SIZE - used, 0);
        if (got <= 0)
            break;
        used += (size_t)got;
    }
    return text;
}

static void *serve(void *context)
{
    struct http_peer *peer = context;

    for (size_t i = 0; i < peer->count; i++) {
        const int client = accept(peer->listener, NULL, NULL);
        if (client < 0)
            return NULL;
        char *request = read_request(client);
        (void)pthread_mutex_lock(&peer->lock);
        assert(peer->seen < MOST_REQUESTS);
        peer->requests[peer->seen++] = request;
        (void)pthread_mutex_unlock(&peer->lock);
        (void)send(client, peer->answers[i], strlen(peer->answers[i]), MSG_NOSIGNAL);
        (void)close(client);
    }
    (void)shutdown(peer->listener, SHUT_RDWR);
    return NULL;
}

struct http_peer *http_peer_start(const char *const *answers, size_t count)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    struct http_peer *peer = calloc(1, sizeof *peer);

    assert(peer);
    peer->answers = answers;
    peer->count = count;
    (void)pthread_mutex_init(&peer->lock, NULL);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    peer->listener = socket(AF_INET, SOCK_STREAM, 0);
    int failed = bind(peer->listener, (struct sockaddr *)&address, size);
    failed |= listen(peer->listener, 16);
    failed |= getsockname(peer->listener, (struct sockaddr *)&address, &size);
    failed |= pthread_create(&peer->thread, NULL, serve, peer);
    assert(!failed);
    (void)failed;
    (void)snprintf(peer->url, sizeof peer->url, "http://127.0.0.1:%u", ntohs(address.sin_port));
    return peer;
}

void http_peer_end(struct http_peer *peer)
{
    (void)shutdown(peer->listener, SHUT_RDWR);
    (void)pthread_join(peer->thread, NULL);
    (void)close(peer->listener);
    for (size_t i = 0; i < peer->seen; i++)
        free(peer->requests[i]);
    (void)pthread_mutex_destroy(&peer->lock);
    free(peer);
}

const char *http_peer_url(const struct http_peer *peer)
{
    return peer->url;
}

size_t http_peer_count(struct http_peer *peer)
{
    (void)pthread_mutex_lock(&peer->lock);
    const size_t seen = peer->seen;
    (void)pthread_mutex_unlock(&peer->lock);
    return seen;
}

const char *http_peer_request(struct http_peer *peer, size_t at)
{
    return at < http_peer_count(peer) ? peer->requests[at] : "";
}
