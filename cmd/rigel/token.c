/* SPDX-License-Identifier: GPL-3.0-or-later */
/* token.c - rigel token: makes, lists and revokes the tokens of the API. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "api/token_terms.h"
#include "base/clock.h"
#include "base/limits.h"
#include "command.h"
#include "config/service.h"
#include "options.h"
#include "report/text_table.h"
#include "store/audit.h"
#include "store/migrate.h"
#include "store/token_text.h"

struct options {
    const char *config;
    const char *action; /* create, list, revoke */
    const char *revoked;
    struct token_terms terms;
    const char *projects[LIMIT_TOKEN_PROJECTS];
};

static bool take_project(void *context, const char *value, struct error *err)
{
    struct options *options = context;

    if (options->terms.project_count == ARRAY_LEN(options->projects))
        return error_set(err, ERROR_USAGE, "--project", "more than %zu of them",
                         ARRAY_LEN(options->projects));
    options->projects[options->terms.project_count++] = value;
    options->terms.projects = options->projects;
    return true;
}

/* -1: go on; else the exit status. */
static int parse(int argc, char **argv, struct options *options)
{
    const struct command_option rows[] = {
        {"config", "FILE", COMMAND_CONFIG_HELP, .text = &options->config},
        {"name", "NAME", "who it is for: letters, digits and . _ @ -",
         .text = &options->terms.name},
        {"role", "ROLE", "read, push (and read), triage (and read), or admin",
         .text = &options->terms.role},
        {"project", "NAME", "bound to this project; repeat it for more (default: all)",
         .take = take_project, .context = options},
        {"expires", "WHEN", "90d, or a date like 2027-01-31 (default: never)",
         .text = &options->terms.expires},
    };
    const struct command_usage usage = {
        "token",
        "usage: rigel token create --name NAME --role ROLE [OPTION...]\n"
        "       rigel token list [--config FILE]\n"
        "       rigel token revoke NAME [--config FILE]\n\n"
        "Access tokens of the API. create prints the token, which is told this one time\n"
        "only: the database keeps its hash.",
        rows, ARRAY_LEN(rows), NULL};
    const int status = command_options(argc, argv, &usage);

    if (status >= 0)
        return status;
    options->action = optind < argc ? argv[optind++] : "";
    const bool revokes = strcmp(options->action, "revoke") == 0;
    if (revokes && optind < argc)
        options->revoked = argv[optind++];
    if (optind == argc &&
        (revokes ? options->revoked != NULL
                 : strcmp(options->action, "create") == 0 || strcmp(options->action, "list") == 0))
        return -1;
    return command_misused(&usage);
}

static bool create(struct store_connection *connection, const struct options *options,
                   struct error *err)
{
    struct token_row row;
    char token[TOKEN_TEXT_SIZE];

    if (!token_terms_check(&options->terms, clock_now_us(), &row, err))
        return false;
    row.created_by = AUDIT_COMMAND_LINE;
    if (!token_create(connection, &row, NULL, token, err))
        return false;
    const bool told = puts(token) >= 0 && fflush(stdout) == 0;
    token_wipe(token, sizeof token);
    return told || error_set(err, ERROR_IO, "stdout",
                             "cannot write: the token '%s' is lost, revoke it", row.name);
}

static const char *time_cell(struct arena *arena, bool is_there, int64_t us)
{
    char text[CLOCK_TEXT_SIZE];

    return is_there ? arena_strdup(arena, clock_format(us, text)) : "-";
}

static const char *projects_cell(struct arena *arena, const struct token_row *row)
{
    const char *text = row->projects ? "" : "all";

    for (size_t i = 0; row->projects && i < row->project_count; i++)
        text = arena_printf(arena, "%s%s%s", text, i ? ", " : "", row->projects[i]);
    return text;
}

static bool print_tokens(struct arena *arena, const struct token_row *rows, size_t count,
                         struct error *err)
{
    static const struct text_column columns[] = {{"name", false},     {"role", false},
                                                 {"projects", false}, {"created", false},
                                                 {"expires", false},  {"last used", false}};
    const char **cells = ARENA_ARRAY(arena, const char *, count *ARRAY_LEN(columns) + 1);
    AUTO_BUFFER out;

    for (size_t i = 0; i < count; i++) {
        const char **cell = cells + i * ARRAY_LEN(columns);
        cell[0] = rows[i].name;
        cell[1] = rows[i].role;
        cell[2] = projects_cell(arena, &rows[i]);
        cell[3] = time_cell(arena, true, rows[i].created_at);
        cell[4] = time_cell(arena, rows[i].expires_at != INT64_MAX, rows[i].expires_at);
        cell[5] = time_cell(arena, rows[i].was_used, rows[i].last_used_at);
    }
    buffer_init(&out, LIMIT_REPORT);
    if (count > 0)
        text_table_write(&out, columns, ARRAY_LEN(columns), cells, count);
    else
        buffer_text(&out, "no tokens\n");
    if (!buffer_ok(&out))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for the table");
    if (fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0)
        return error_set(err, ERROR_IO, "stdout", "cannot write");
    return true;
}

static bool list(struct store_connection *connection, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct token_row *rows;
    size_t count;

    return tokens_list(connection, arena, BROWSE_ALL, "", SIZE_MAX / 2, &rows, &count, err) &&
           print_tokens(arena, rows, count, err);
}

static bool act(struct store *store, const struct options *options, struct error *err)
{
    struct store_connection *connection;
    bool fine;

    if (!migrate_verify(store, err))
        return false;
    connection = store_borrow(store, err);
    if (!connection)
        return false;
    if (options->revoked)
        fine = token_end(connection, BROWSE_ALL, options->revoked, AUDIT_COMMAND_LINE, NULL, err);
    else if (strcmp(options->action, "create") == 0)
        fine = create(connection, options, err);
    else
        fine = list(connection, err);
    store_return(connection);
    return fine;
}

static bool run(const struct options *options, struct error *err)
{
    struct service_config *config = command_config_load(options->config, err);

    if (!config)
        return false;
    struct store *store = command_store(config, "rigel token", 1, err);
    const bool fine = store && act(store, options, err);
    store_free(store);
    service_config_free(config);
    return fine;
}

int command_token(int argc, char **argv)
{
    struct options options = {.config = COMMAND_CONFIG_FILE};
    struct error err = {0};
    const int status = parse(argc, argv, &options);

    if (status >= 0)
        return status;
    if (run(&options, &err))
        return 0;
    return command_failed("token", &err);
}
