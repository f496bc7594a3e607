/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bulk_action.h - the lines of a _bulk request that say what is done with the next one. */
#ifndef RIGEL_INGEST_BULK_ACTION_H
#define RIGEL_INGEST_BULK_ACTION_H

#include <jansson.h>
#include <stdbool.h>

enum bulk_operation { BULK_INDEX, BULK_CREATE, BULK_UPDATE, BULK_DELETE };

struct bulk_action {
    enum bulk_operation operation;
    const char *index, *id; /* of the tree; NULL: not said */
};

/* False: line is no action but a document. */
bool bulk_action_read(const json_t *line, struct bulk_action *ret_action);

#endif
