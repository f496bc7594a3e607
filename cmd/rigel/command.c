/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "command.h"

#include <stdio.h>

#include "base/log.h"

void command_report_fault(void *context, const struct error *fault)
{
    (void)context;
    (void)fprintf(stderr, "%s: %s%s\n", fault->place, fault->code == ERROR_NONE ? "warning: " : "",
                  fault->text);
}

struct service_config *command_config_load(const char *file, struct error *err)
{
    struct service_config *config = service_config_load(file, command_report_fault, NULL, err);

    if (config)
        log_set_level(config->log_level);
    return config;
}

struct store *command_store(const struct service_config *config, const char *name,
                            unsigned connections, struct error *err)
{
    return store_new(
        &(struct store_options){.conninfo = config->database_conninfo,
                                .pool_size = connections,
                                .connect_timeout_us = config->database_connect_timeout_us,
                                .statement_timeout_us = config->database_statement_timeout_us,
                                .application_name = name},
        err);
}

int command_failed(const char *name, const struct error *err)
{
    (void)fprintf(stderr, "rigel %s: %s%s%s\n", name, err->place, err->place[0] ? ": " : "",
                  err->text);
    return error_exit_status(err->code);
}
