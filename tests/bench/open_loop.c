/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks an HTTP/1.1 server at fixed times: `open_loop HOST PORT RATE SECONDS CONNECTIONS`, the paths
 * to ask for in turn on stdin, one a line, HOST an IPv4 address. The times do not depend on the
 * answers (an open loop), a connection asks one question at a time, and a latency is counted from
 * when its question was due, whether or not a connection was free then: nothing that waited is left
 * out. It asks with keep-alive and takes gzip, and it does little for each question, since it
 * shares the cores with what it measures.
 *
 * stdout: {"answers", "rate" (answers a second, until the last one), "p50", "p90", "p99", "p999",
 * "most" (seconds), "unsent" (questions that were due for over a millisecond before they were
 * sent), "bytes" (of the answers in the mean), "cpu" (part of a core that this program took)}.
 * Exit status 1: a connection failed, or an answer was not 200; stderr says which. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS_MOST = 1024, EVENTS = 64, HEAD_MOST = 4096, PATIENCE = 30 };

static const char LENGTH[] = "\r\nContent-Length: ";

struct connection {
    int fd;
    double due;
    size_t head_size; /* of the answer, as much as is there */
    size_t left;      /* of its body; valid once has_head */
    bool has_head;
    char head[HEAD_MOST];
};

struct questions {
    char **texts; /* whole requests */
    size_t count;
};

struct load {
    struct questions questions;
    struct connection *connections, **idle;
    size_t idle_count;
    double start, rate;
    size_t asked, answered, total;
    size_t unsent; /* asked late */
    size_t bytes;
    double *latencies;
    size_t timed; /* the question that the timer rings for */
    int poll, timer;
    char rest[1 << 16]; /* of bodies, which nobody looks at */
};

static _Noreturn void fail(const char *what)
{
    (void)fprintf(stderr, "open_loop: %s\n", what);
    exit(1);
}

static _Noreturn void fail_at(const char *what)
{
    (void)fprintf(stderr, "open_loop: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void *memory(size_t count, size_t size)
{
    void *taken = calloc(count + 1, size);

    if (!taken)
        fail("no memory");
    return taken;
}

static double now(void)
{
    struct timespec at;

    (void)clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static double cpu_used(void)
{
    struct timespec used;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + 1e-9 * (double)used.tv_nsec;
}

static struct questions read_questions(const char *host)
{
    static const char form[] = "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n\r\n";
    struct questions questions = {NULL, 0};
    char *line = NULL;
    size_t room = 0;
    ssize_t length;

    while ((length = getline(&line, &room, stdin)) > 0) {
        line[strcspn(line, "\n")] = '\0';
        const size_t size = sizeof form + (size_t)length + strlen(host);
        questions.texts = realloc(questions.texts, (questions.count + 1) * sizeof *questions.texts);
        if (!questions.texts)
            fail("no memory");
        questions.texts[questions.count] = memory(size, 1);
        (void)snprintf(questions.texts[questions.count++], size, form, line, host);
    }
    free(line);
    if (questions.count == 0)
        fail("no path on stdin");
    return questions;
}

static void connect_one(struct load *load, struct connection *connection,
                        const struct sockaddr_in *address)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    const int yes = 1;

    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0 ||
        connect(connection->fd, (const struct sockaddr *)address, sizeof *address) != 0 ||
        setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) != 0 ||
        epoll_ctl(load->poll, EPOLL_CTL_ADD, connection->fd, &event) != 0)
        fail_at("connect");
    load->idle[load->idle_count++] = connection;
}

static void connect_all(struct load *load, const char *host, unsigned port, size_t count)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

    if (inet_pton(AF_INET, host, &address.sin_addr) != 1)
        fail("HOST is not an IPv4 address");
    load->connections = memory(count, sizeof *load->connections);
    load->idle = memory(count, sizeof(struct connection *));
    for (size_t i = 0; i < count; i++)
        connect_one(load, &load->connections[i], &address);
}

static void add_timer(struct load *load)
{
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.ptr = NULL};

    load->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    if (load->timer < 0 || epoll_ctl(load->poll, EPOLL_CTL_ADD, load->timer, &event) != 0)
        fail_at("timer");
}

/* Edge-triggered and set anew for each time that it rings, so that nobody need read it. */
static void set_timer(const struct load *load, double at)
{
    const long seconds = (long)at;
    const struct itimerspec once = {
        .it_value = {.tv_sec = seconds, .tv_nsec = (long)((at - (double)seconds) * 1e9)}};

    if (timerfd_settime(load->timer, TFD_TIMER_ABSTIME, &once, NULL) != 0)
        fail_at("timer");
}

static void ask(struct load *load, double due, double at)
{
    struct connection *connection = load->idle[--load->idle_count];
    const char *text = load->questions.texts[load->asked++ % load->questions.count];
    const size_t size = strlen(text);

    connection->due = due;
    connection->head_size = 0;
    connection->has_head = false;
    load->unsent += at - due > 0.001;
    if (send(connection->fd, text, size, MSG_NOSIGNAL) != (ssize_t)size)
        fail_at("send");
}

static void ask_due(struct load *load)
{
    while (load->idle_count > 0 && load->asked < load->total) {
        const double due = load->start + (double)load->asked / load->rate, at = now();

        if (due > at) {
            if (load->timed != load->asked)
                set_timer(load, due);
            load->timed = load->asked;
            return;
        }
        ask(load, due, at);
    }
}

/* Once the head is whole: how much of the body is still to come. */
static void read_head(struct connection *connection)
{
    connection->head[connection->head_size] = '\0';

    const char *end = strstr(connection->head, "\r\n\r\n");
    const char *length = end ? strstr(connection->head, LENGTH) : NULL;

    if (!end && connection->head_size < HEAD_MOST - 1)
        return;
    if (strncmp(connection->head, "HTTP/1.1 200 ", 13) != 0 || !length || length > end) {
        connection->head[strcspn(connection->head, "\r")] = '\0';
        fail(connection->head);
    }

    const size_t body = (size_t)strtoull(length + sizeof LENGTH - 1, NULL, 10);
    const size_t here = connection->head_size - (size_t)(end + 4 - connection->head);

    if (here > body)
        fail("more than an answer came");
    connection->left = body - here;
    connection->has_head = true;
}

static void take(struct load *load, struct connection *connection)
{
    char *to = connection->has_head ? load->rest : connection->head + connection->head_size;
    const size_t room =
        connection->has_head ? sizeof load->rest : HEAD_MOST - 1 - connection->head_size;
    const ssize_t got = recv(connection->fd, to, room, 0);

    if (got <= 0)
        fail_at("recv");
    load->bytes += (size_t)got;
    if (connection->has_head) {
        if ((size_t)got > connection->left)
            fail("more than an answer came");
        connection->left -= (size_t)got;
    } else {
        connection->head_size += (size_t)got;
        read_head(connection);
    }
    if (connection->has_head && connection->left == 0) {
        load->latencies[load->answered++] = now() - connection->due;
        load->idle[load->idle_count++] = connection;
    }
}

static void run(struct load *load)
{
    const double end = (double)load->total / load->rate + PATIENCE;

    load->start = now();
    while (load->answered < load->total) {
        struct epoll_event events[EVENTS];

        ask_due(load);
        const int count = epoll_wait(load->poll, events, EVENTS, 1000);
        if (count < 0 && errno != EINTR)
            fail_at("epoll_wait");
        for (int i = 0; i < count; i++)
            if (events[i].data.ptr)
                take(load, events[i].data.ptr);
        if (now() - load->start > end)
            fail("answers are missing");
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double quantile(const struct load *load, double part)
{
    return load->latencies[(size_t)((double)load->answered * part)];
}

static void report(struct load *load, double cpu)
{
    const double lasted = now() - load->start;

    qsort(load->latencies, load->answered, sizeof *load->latencies, ascending);
    (void)printf("{\"answers\": %zu, \"rate\": %.1f, \"p50\": %.6f, \"p90\": %.6f, \"p99\": %.6f, "
                 "\"p999\": %.6f, \"most\": %.6f, \"unsent\": %zu, \"bytes\": %.0f, "
                 "\"cpu\": %.3f}\n",
                 load->answered, (double)load->answered / lasted, quantile(load, 0.5),
                 quantile(load, 0.9), quantile(load, 0.99), quantile(load, 0.999),
                 load->latencies[load->answered - 1], load->unsent,
                 (double)load->bytes / (double)load->answered, cpu / lasted);
}

static void free_all(struct load *load)
{
    for (size_t i = 0; i < load->questions.count; i++)
        free(load->questions.texts[i]);
    for (size_t i = 0; i < load->idle_count; i++)
        (void)close(load->idle[i]->fd);
    free(load->questions.texts);
    free(load->connections);
    free(load->idle);
    free(load->latencies);
    (void)close(load->timer);
    (void)close(load->poll);
}

int main(int argc, char **argv)
{
    if (argc != 6)
        fail("HOST PORT RATE SECONDS CONNECTIONS, and paths on stdin");

    const double rate = strtod(argv[3], NULL), seconds = strtod(argv[4], NULL);
    const unsigned long port = strtoul(argv[2], NULL, 10), count = strtoul(argv[5], NULL, 10);

    if (!(rate > 0 && rate < 1e6 && seconds > 0 && seconds < 1e4 && rate * seconds >= 1) ||
        port == 0 || port > UINT16_MAX || count == 0 || count > CONNECTIONS_MOST)
        fail("an argument is out of range");

    struct load load = {.timed = SIZE_MAX, .rate = rate, .total = (size_t)(rate * seconds)};

    load.questions = read_questions(argv[1]);
    load.latencies = memory(load.total, sizeof *load.latencies);
    load.poll = epoll_create1(EPOLL_CLOEXEC);
    if (load.poll < 0)
        fail_at("epoll");
    connect_all(&load, argv[1], (unsigned)port, count);
    add_timer(&load);

    const double before = cpu_used();

    run(&load);
    report(&load, cpu_used() - before);
    free_all(&load);
    return 0;
}
