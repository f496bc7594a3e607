/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pull_list.h - the pull requests in an answer of the payload service: an array of objects, of
 * which `url` is wanted. */
#ifndef RIGEL_ORION_PULL_LIST_H
#define RIGEL_ORION_PULL_LIST_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/attributes.h"
#include "base/error.h"
#include "orion/frame.h"

/* Each URL once, in the order given. ERROR_REMOTE with the path of the value: another shape (an
 * empty object and an empty text count as an empty array, as with Orion). */
MUST_CHECK bool pull_list_read(struct arena *arena, const json_t *answer, const char *what,
                               struct text_list *ret, struct error *err);
/* Greatest first: how Orion lists a difference of two payloads. */
void pull_list_reverse_order(struct arena *arena, struct text_list *list);

#endif
