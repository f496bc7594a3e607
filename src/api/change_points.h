/* SPDX-License-Identifier: GPL-3.0-or-later */
/* change_points.h - GET /api/v1/change_points and
 * /api/v1/tests/{test}/series/{metric}/change_points. */
#ifndef RIGEL_API_CHANGE_POINTS_H
#define RIGEL_API_CHANGE_POINTS_H

#include "api/request.h"

MUST_CHECK bool change_points_list(struct request *request, struct error *err);
MUST_CHECK bool change_points_of_series(struct request *request, struct error *err);

#endif
