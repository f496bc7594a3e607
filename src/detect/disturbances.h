/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disturbances.h - tags the regressions that a platform brought, not the product.
 *
 * Regressions that began within the newest DISTURBANCE_LATER runs of their test are judged anew
 * (triage/environment.h) whenever a test of their platform has changed, so a tag may come runs
 * after the regression was told, and be taken back; those who listen hear of both ("environment",
 * "product"). Older ones keep what was said last; those found late are judged once. */
#ifndef RIGEL_DETECT_DISTURBANCES_H
#define RIGEL_DETECT_DISTURBANCES_H

#include "base/arena.h"
#include "base/attributes.h"
#include "config/service.h"
#include "store/store.h"

enum {
    DISTURBANCE_LATER = 12,  /* runs after the change */
    DISTURBANCE_UNSEEN = 40, /* after one that was told so late that it was never judged */
    DISTURBANCE_RUNS = 64,   /* newest runs of a test that are read */
    DISTURBANCE_TESTS = 64,  /* tests of the platform, and of other platforms, that are read: the
                                first by id, which is a hash of the name */
};

/* The configuration's environment keys, copied. */
struct disturbance_options {
    char platform[128], stream[128], fields[1024];
};
MUST_CHECK bool disturbance_options_of(const struct service_config *config,
                                       struct disturbance_options *ret, struct error *err);

/* One transaction; *ret_changed: tags set and taken back. Waits for another worker that
 * is at it: that one may have begun before the tests this one analysed were due. arena is used as
 * scratch memory. */
MUST_CHECK bool disturbances_find(struct store_connection *connection, struct arena *arena,
                                  const struct disturbance_options *options, size_t *ret_changed,
                                  struct error *err);

#endif
