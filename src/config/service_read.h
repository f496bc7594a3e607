/* SPDX-License-Identifier: GPL-3.0-or-later */
/* service_read.h - the tree of a rigel.yaml into a struct service_config. Inside config. */
#ifndef RIGEL_CONFIG_SERVICE_READ_H
#define RIGEL_CONFIG_SERVICE_READ_H

#include "base/attributes.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/service.h"
#include "config/service_key.h"

/* Walks the tree by the key table; what is wrong is recorded, what is right is stored. */
void service_read(struct service_config *config, const struct node *root, struct faults *faults);
/* Defaults of the table into a zeroed config. */
void service_read_defaults(struct service_config *config);
/* The parts of it: an entry of sources, and a list of paths or patterns. */
void source_read(struct service_config *config, const struct node *node, struct source_config *ret,
                 struct faults *faults);
/* Receivers and rules of alerts, and what only both together show: a rule without its receiver. */
void receivers_read(struct service_config *config, const struct node *list, struct faults *faults);
void rules_read(struct service_config *config, const struct node *list, struct faults *faults);
void rules_check(const struct service_config *config, struct faults *faults);
/* A list of texts into the members of a key. */
void texts_read(struct arena *arena, const struct service_key *key, const struct node *list,
                void *target, struct faults *faults);
void files_read(struct service_config *config, const struct node *list, const char *const **ret,
                size_t *ret_count, struct faults *faults);

#endif
