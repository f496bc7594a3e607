/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shared.h - the configuration in use, counted by its users, so that a reload can swap it whole
 * while threads still read the old one.
 *
 *     const struct config_version *version = config_shared_get(shared);
 *     ... version->config, version->number ...        between two batches only
 *     config_version_release(version);
 *
 * A loop holds a version for one batch and then asks again; config_shared_number tells cheaply
 * whether it changed. All functions may be called by several threads at once. */
#ifndef RIGEL_CONFIG_SHARED_H
#define RIGEL_CONFIG_SHARED_H

#include <stdint.h>

#include "config/service.h"

struct config_shared;

struct config_version {
    struct service_config *config; /* read-only */
    uint64_t number;               /* 1 for the first one */
};

/* Takes the configuration. NULL: no memory (it is freed then too). */
struct config_shared *config_shared_new(struct service_config *config);
void config_shared_free(struct config_shared *shared); /* no version may be out; NULL is fine */

/* Never NULL; lives until it is released, whatever is swapped in meanwhile. */
const struct config_version *config_shared_get(struct config_shared *shared);
void config_version_release(const struct config_version *version); /* NULL is fine */
uint64_t config_shared_number(struct config_shared *shared);
/* Takes the configuration, checked before; the old one dies with its last user. False: no memory,
 * the old one stays and the new one is freed. */
MUST_CHECK bool config_shared_swap(struct config_shared *shared, struct service_config *config);

#endif
