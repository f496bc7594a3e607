/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events.h - GET /api/v1/events: what happens, as server-sent events. */
#ifndef RIGEL_API_EVENTS_H
#define RIGEL_API_EVENTS_H

#include "api/request.h"

/* Leaves request->stream. */
bool events_get(struct request *request, struct error *err);

#endif
