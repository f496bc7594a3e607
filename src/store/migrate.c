/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each migration runs in a transaction that first waits for the advisory lock and then reads anew
 * what is applied: of several processes that start at once one applies, the others find it done. */
#include "store/migrate.h"

#include <string.h>

#include "base/strmap.h"
#include "store/connection.h"
#include "store/schema.h"

struct step {
    int from, to;
    bool applied;
};

static int newest_known(void)
{
    return sql_migration_count > 0 ? sql_migrations[sql_migration_count - 1].version : 0;
}

static const struct sql_text *migration_of(int version)
{
    for (size_t i = 0; i < sql_migration_count; i++)
        if (sql_migrations[i].version == version)
            return &sql_migrations[i];
    return NULL;
}

/* The rows of schema_migration against the compiled-in migrations; *ret_version is the newest. */
static bool check_applied(struct store_connection *connection, int *ret_version, struct error *err)
{
    AUTO_RESULT *result = NULL;
    int version = 0;

    if (!store_run(connection, QUERY_STORE_LIST_SCHEMA_MIGRATIONS, NULL, 0, &result, err))
        return false;
    for (size_t row = 0; row < store_rows(result); row++) {
        version = (int)store_int(result, row, 0);
        const char *name = store_text(result, row, 1);
        const struct sql_text *known = migration_of(version);
        if (version > newest_known())
            continue;
        if (!known || strcmp(known->name, name) != 0 ||
            strcmp(known->sha256, store_text(result, row, 2)) != 0)
            return error_set(err, ERROR_CONFLICT, name,
                             "the database has this migration with another text than this program: "
                             "they are not of the same line of releases");
    }
    if (version > newest_known())
        return error_set(err, ERROR_CONFLICT, store_text(result, store_rows(result) - 1, 1),
                         "the database is newer than this program: its schema is version %d, this "
                         "program knows %d; install the newer rigel",
                         version, newest_known());
    *ret_version = version;
    return true;
}

static bool apply_after(struct store_connection *connection, int version, struct step *step,
                        struct error *err)
{
    for (size_t i = 0; i < sql_migration_count; i++) {
        const struct sql_text *next = &sql_migrations[i];
        if (next->version <= version)
            continue;
        if (!connection_script(connection, next->name, next->text, err) ||
            !STORE_RUN(connection, QUERY_STORE_INSERT_SCHEMA_MIGRATION, NULL, err,
                       P_INT(next->version), P_TEXT(next->name), P_TEXT(next->sha256)))
            return false;
        step->applied = true;
        step->to = next->version;
        return true;
    }
    return true;
}

static bool apply_next(struct store_connection *connection, void *context, struct error *err)
{
    struct step *step = context;
    int version;

    *step = (struct step){0};
    if (!store_run(connection, QUERY_STORE_LIFT_STATEMENT_TIMEOUT, NULL, 0, NULL, err) ||
        !STORE_RUN(connection, QUERY_STORE_LOCK_TRANSACTION, NULL, err,
                   P_INT(name_id("rigel migrate", NULL))) ||
        !store_run(connection, QUERY_STORE_CREATE_SCHEMA_MIGRATION, NULL, 0, NULL, err) ||
        !check_applied(connection, &version, err))
        return false;
    step->from = step->to = version;
    return apply_after(connection, version, step, err);
}

bool migrate_apply(struct store *store, struct migrate_report *ret_report, struct error *err)
{
    struct migrate_report report = {.from = -1};
    struct step step;

    do {
        if (!store_transaction(store, STORE_READ_COMMITTED, apply_next, &step, err))
            return false;
        if (report.from < 0)
            report.from = step.from;
        report.to = step.to;
        report.applied += step.applied ? 1 : 0;
    } while (step.applied);
    *ret_report = report;
    return true;
}

static bool verify(struct store_connection *connection, struct error *err)
{
    AUTO_RESULT *result = NULL;
    int version = 0;

    if (!store_run(connection, QUERY_STORE_HAS_SCHEMA_MIGRATION, NULL, 0, &result, err))
        return false;
    if (store_bool(result, 0, 0) && !check_applied(connection, &version, err))
        return false;
    if (version == newest_known())
        return schema_compare(connection, err);
    return error_set(err, ERROR_CONFLICT, "schema",
                     "the database is at version %d and this program needs %d: run rigel migrate",
                     version, newest_known());
}

bool migrate_verify(struct store *store, struct error *err)
{
    struct store_connection *connection = store_borrow(store, err);

    if (!connection)
        return false;
    const bool ok = verify(connection, err);
    store_return(connection);
    return ok;
}
