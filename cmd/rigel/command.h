/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.h - the subcommands: each gets its own name as argv[0] and returns the exit status.
 * Below: what they have in common. */
#ifndef RIGEL_CMD_COMMAND_H
#define RIGEL_CMD_COMMAND_H

#include "base/error.h"
#include "config/service.h"
#include "store/store.h"

#define RIGEL_VERSION "0.1.0"
#define COMMAND_CONFIG_FILE "/etc/rigel/rigel.yaml" /* where --config is not given */
#define COMMAND_CONFIG_HELP "the service's configuration (default " COMMAND_CONFIG_FILE ")"

/* What the subcommands say and open alike. */

/* A fault or warning of the configuration, on stderr: for service_config_load. */
void command_report_fault(void *context, const struct error *fault);
/* Loads file, every fault told on stderr, and takes over its log level. The caller's to free. */
MUST_CHECK struct service_config *command_config_load(const char *file, struct error *err);
/* A pool on the configuration's database; name is what PostgreSQL shows. The caller's to free. */
MUST_CHECK struct store *command_store(const struct service_config *config, const char *name,
                                       unsigned connections, struct error *err);
/* "rigel NAME: place: what" on stderr; gives the exit status. */
int command_failed(const char *name, const struct error *err);

int command_migrate(int argc, char **argv);
int command_analyse(int argc, char **argv);
int command_alert(int argc, char **argv);
int command_audit(int argc, char **argv);
int command_regressions(int argc, char **argv);
int command_rehearse(int argc, char **argv);
int command_detect(int argc, char **argv);
int command_config(int argc, char **argv);
int command_ingest(int argc, char **argv);
int command_push(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_verdict(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_orion(int argc, char **argv);
int command_token(int argc, char **argv);
int command_version(int argc, char **argv);

#endif
