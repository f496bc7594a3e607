/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.h - the subcommands: each gets its own name as argv[0] and returns the exit status. */
#ifndef RIGEL_CMD_COMMAND_H
#define RIGEL_CMD_COMMAND_H

#define RIGEL_VERSION "0.1.0"

int command_migrate(int argc, char **argv);
int command_analyse(int argc, char **argv);
int command_regressions(int argc, char **argv);
int command_detect(int argc, char **argv);
int command_config(int argc, char **argv);
int command_ingest(int argc, char **argv);
int command_serve(int argc, char **argv);
int command_version(int argc, char **argv);

#endif
