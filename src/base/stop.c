/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/clock.h"

bool stop_init(struct stop *stop)
{
    int fds[2];

    if (pipe(fds) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
    }
    stop->read_fd = fds[0];
    stop->write_fd = fds[1];
    atomic_init(&stop->asked, false);
    return true;
}

void stop_done(struct stop *stop)
{
    (void)close(stop->read_fd);
    (void)close(stop->write_fd);
}

void stop_request(struct stop *stop)
{
    const int kept = errno; /* a signal handler must leave it as it was */

    if (!atomic_exchange(&stop->asked, true)) {
        const ssize_t written = write(stop->write_fd, "", 1);
        (void)written;
    }
    errno = kept;
}

bool stop_asked(const struct stop *stop)
{
    return atomic_load(&stop->asked);
}

int stop_fd(const struct stop *stop)
{
    return stop->read_fd;
}

bool stop_wait(struct stop *stop, int64_t us)
{
    const int64_t deadline = clock_monotonic_us() + us;

    while (!stop_asked(stop)) {
        const int64_t left = deadline - clock_monotonic_us();
        if (left <= 0)
            return false;
        struct pollfd waited = {.fd = stop->read_fd, .events = POLLIN};
        const int64_t ms = (left + 999) / 1000;
        (void)poll(&waited, 1, ms > 3600000 ? 3600000 : (int)ms);
    }
    return true;
}
