/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rejected.h - documents put aside, with the reason. */
#ifndef RIGEL_STORE_REJECTED_H
#define RIGEL_STORE_REJECTED_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "store/store.h"

/* Texts are valid UTF-8. */
struct rejected_row {
    const char *index, *id;
    const char *run_uuid; /* "": not known */
    const char *field;    /* "": the whole document */
    const char *reason;
    const char *excerpt; /* its first bytes */
};

/* A document that was there already keeps first_seen_at. */
MUST_CHECK bool store_rejected_write(struct store_connection *connection, struct arena *arena,
                                     const char *source, const char *test,
                                     const struct rejected_row *rows, size_t count,
                                     struct error *err);

#endif
