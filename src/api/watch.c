/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/watch.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/stop.h"

struct watched {
    struct watch *watch;
    struct watched *next, *previous;
    int fd;
    enum phase phase;
    int64_t since; /* monotonic, start of the phase */
};

struct watch {
    pthread_mutex_t lock;
    pthread_cond_t quiet; /* signalled when busy falls to 0 */
    struct watched *first;
    size_t busy; /* at work, waiting or replying */
    struct metrics *metrics;
    void *owner;
    struct stop stop;
    pthread_t thread;
};

static const struct {
    int64_t seconds; /* 0: no deadline */
    const char *reason;
} deadlines[] = {
    [PHASE_READING] = {LIMIT_REQUEST_SECONDS, "slow request"},
    [PHASE_BODY] = {LIMIT_BODY_SECONDS, "slow request"},
    [PHASE_WORKING] = {0, ""},
    [PHASE_WAITING] = {0, ""},
    [PHASE_REPLYING] = {LIMIT_REPLY_SECONDS, "slow reader"},
    [PHASE_IDLE] = {LIMIT_IDLE_SECONDS, "idle"},
    [PHASE_CUT] = {0, ""},
};

static bool is_busy(enum phase phase)
{
    return phase == PHASE_WORKING || phase == PHASE_WAITING || phase == PHASE_REPLYING;
}

/* The lock is held. */
static void set_phase(struct watch *watch, struct watched *watched, enum phase phase)
{
    watch->busy += (size_t)is_busy(phase);
    watch->busy -= (size_t)is_busy(watched->phase);
    watched->phase = phase;
    watched->since = clock_monotonic_us();
    if (watch->busy == 0)
        (void)pthread_cond_broadcast(&watch->quiet);
}

static void cut_late_ones(struct watch *watch)
{
    const int64_t now = clock_monotonic_us();

    (void)pthread_mutex_lock(&watch->lock);
    for (struct watched *each = watch->first; each; each = each->next) {
        const int64_t most = deadlines[each->phase].seconds * CLOCK_SECOND;
        if (!most || now - each->since <= most)
            continue;
        metrics_add(watch->metrics, METRIC_HTTP_CUT, 1, deadlines[each->phase].reason, NULL);
        (void)shutdown(each->fd, SHUT_RDWR);
        set_phase(watch, each, PHASE_CUT);
    }
    (void)pthread_mutex_unlock(&watch->lock);
}

static void *watch_thread(void *context)
{
    struct watch *watch = context;

    while (!stop_wait(&watch->stop, CLOCK_SECOND))
        cut_late_ones(watch);
    return NULL;
}

static bool init_locks(struct watch *watch)
{
    pthread_condattr_t attributes;

    if (pthread_condattr_init(&attributes) != 0)
        return false;
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    const bool fine = pthread_mutex_init(&watch->lock, NULL) == 0 &&
                      pthread_cond_init(&watch->quiet, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    return fine;
}

struct watch *watch_new(struct metrics *metrics, struct error *err)
{
    struct watch *watch = calloc(1, sizeof *watch);

    if (!watch) {
        (void)error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the watch on connections");
        return NULL;
    }
    watch->metrics = metrics;
    if (!init_locks(watch) || !stop_init(&watch->stop)) {
        free(watch);
        (void)error_set(err, ERROR_IO, NULL, "no lock or descriptor for the watch on connections");
        return NULL;
    }
    if (pthread_create(&watch->thread, NULL, watch_thread, watch) != 0) {
        stop_done(&watch->stop);
        free(watch);
        (void)error_set(err, ERROR_IO, NULL, "no thread for the watch on connections");
        return NULL;
    }
    return watch;
}

void watch_free(struct watch *watch)
{
    if (!watch)
        return;
    stop_request(&watch->stop);
    (void)pthread_join(watch->thread, NULL);
    stop_done(&watch->stop);
    (void)pthread_cond_destroy(&watch->quiet);
    (void)pthread_mutex_destroy(&watch->lock);
    free(watch);
}

struct watched *watch_connection(struct watch *watch, int fd)
{
    struct watched *watched = calloc(1, sizeof *watched);

    if (!watched)
        return NULL;
    *watched = (struct watched){
        .watch = watch, .fd = fd, .phase = PHASE_READING, .since = clock_monotonic_us()};
    (void)pthread_mutex_lock(&watch->lock);
    watched->next = watch->first;
    if (watch->first)
        watch->first->previous = watched;
    watch->first = watched;
    (void)pthread_mutex_unlock(&watch->lock);
    metrics_add(watch->metrics, METRIC_HTTP_CONNECTIONS, 1, NULL, NULL);
    return watched;
}

void watch_set_owner(struct watch *watch, void *owner)
{
    watch->owner = owner;
}

void *watched_owner(const struct watched *watched)
{
    return watched ? watched->watch->owner : NULL;
}

int watched_fd(const struct watched *watched)
{
    return watched ? watched->fd : -1;
}

void watch_phase(struct watch *watch, struct watched *watched, enum phase phase)
{
    if (!watched)
        return;
    (void)pthread_mutex_lock(&watch->lock);
    if (watched->phase != PHASE_CUT)
        set_phase(watch, watched, phase);
    (void)pthread_mutex_unlock(&watch->lock);
}

void watch_end(struct watch *watch, struct watched *watched)
{
    if (!watched)
        return;
    (void)pthread_mutex_lock(&watch->lock);
    set_phase(watch, watched, PHASE_CUT);
    if (watched->previous)
        watched->previous->next = watched->next;
    else
        watch->first = watched->next;
    if (watched->next)
        watched->next->previous = watched->previous;
    (void)pthread_mutex_unlock(&watch->lock);
    metrics_add(watch->metrics, METRIC_HTTP_CONNECTIONS, -1, NULL, NULL);
    free(watched);
}

bool watch_drain(struct watch *watch, int64_t us)
{
    struct timespec until;
    int status = 0;

    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    const int64_t nanoseconds = until.tv_nsec + us % CLOCK_SECOND * 1000;
    until.tv_sec += us / CLOCK_SECOND + nanoseconds / 1000000000;
    until.tv_nsec = nanoseconds % 1000000000;
    (void)pthread_mutex_lock(&watch->lock);
    while (watch->busy && status == 0)
        status = pthread_cond_timedwait(&watch->quiet, &watch->lock, &until);
    const bool drained = watch->busy == 0;
    (void)pthread_mutex_unlock(&watch->lock);
    return drained;
}
