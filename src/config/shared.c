/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/shared.h"

#include <pthread.h>
#include <stdlib.h>

struct held {
    struct config_version version; /* first: what users see */
    struct config_shared *shared;
    unsigned users;
};

struct config_shared {
    pthread_mutex_t lock;
    struct held *now;
};

static struct held *held_new(struct config_shared *shared, struct service_config *config,
                             uint64_t number)
{
    struct held *held = calloc(1, sizeof *held);

    if (!held) {
        service_config_free(config);
        return NULL;
    }
    *held = (struct held){{config, number}, shared, 1};
    return held;
}

static void held_drop(struct held *held)
{
    if (--held->users)
        return;
    service_config_free(held->version.config);
    free(held);
}

struct config_shared *config_shared_new(struct service_config *config)
{
    struct config_shared *shared = calloc(1, sizeof *shared);

    if (!shared || pthread_mutex_init(&shared->lock, NULL) != 0) {
        free(shared);
        service_config_free(config);
        return NULL;
    }
    shared->now = held_new(shared, config, 1);
    if (!shared->now) {
        config_shared_free(shared);
        return NULL;
    }
    return shared;
}

void config_shared_free(struct config_shared *shared)
{
    if (!shared)
        return;
    if (shared->now)
        held_drop(shared->now);
    (void)pthread_mutex_destroy(&shared->lock);
    free(shared);
}

const struct config_version *config_shared_get(struct config_shared *shared)
{
    (void)pthread_mutex_lock(&shared->lock);
    struct held *held = shared->now;
    held->users++;
    (void)pthread_mutex_unlock(&shared->lock);
    return &held->version;
}

void config_version_release(const struct config_version *version)
{
    struct held *held = (struct held *)(uintptr_t)version;

    if (!held)
        return;
    struct config_shared *shared = held->shared;
    (void)pthread_mutex_lock(&shared->lock);
    held_drop(held);
    (void)pthread_mutex_unlock(&shared->lock);
}

uint64_t config_shared_number(struct config_shared *shared)
{
    (void)pthread_mutex_lock(&shared->lock);
    const uint64_t number = shared->now->version.number;
    (void)pthread_mutex_unlock(&shared->lock);
    return number;
}

bool config_shared_swap(struct config_shared *shared, struct service_config *config)
{
    struct held *held = held_new(shared, config, config_shared_number(shared) + 1);

    if (!held)
        return false;
    (void)pthread_mutex_lock(&shared->lock);
    held_drop(shared->now);
    shared->now = held;
    (void)pthread_mutex_unlock(&shared->lock);
    return true;
}
