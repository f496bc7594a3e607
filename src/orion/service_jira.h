/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service_jira.h - the connection that Jira's two uses share. Inside the orion room only. */
#ifndef RIGEL_ORION_SERVICE_JIRA_H
#define RIGEL_ORION_SERVICE_JIRA_H

#include "orion/services_parts.h"

/* Opens it at the first call. NULL: --jira-ack was not given, or it failed (told once). */
struct jira *service_jira(struct orion_services *services);

#endif
