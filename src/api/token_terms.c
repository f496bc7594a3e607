/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/token_terms.h"

#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "config/duration.h"
#include "store/audit.h"
#include "store/token_text.h"

enum { NAME_MOST = 64, DETAIL_MOST = 256 * 1024 };

static bool check_name(const char *name, struct error *err)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                  "._@-";

    if (!name || !*name || strlen(name) > NAME_MOST || strspn(name, letters) != strlen(name))
        return error_set(err, ERROR_INPUT, "name",
                         "expected 1 to %d letters, digits, dots, underscores, @ or hyphens",
                         (int)NAME_MOST);
    /* Who asks without a token goes by this name, in the audit too. */
    return strcmp(name, "anonymous") != 0 ||
           error_set(err, ERROR_INPUT, "name", "no token may be called 'anonymous'");
}

static bool check_role(const char *role, struct error *err)
{
    static const char *const roles[] = {"read", "push", "triage", "admin"};

    for (size_t i = 0; role && i < ARRAY_LEN(roles); i++)
        if (strcmp(role, roles[i]) == 0)
            return true;
    return error_set(err, ERROR_INPUT, "role", "expected read, push, triage or admin");
}

static bool check_projects(const struct token_terms *terms, struct error *err)
{
    if (!terms->projects)
        return true;
    if (terms->project_count == 0 || terms->project_count > LIMIT_TOKEN_PROJECTS)
        return error_set(err, ERROR_INPUT, "projects",
                         "expected 1 to %d names; without projects it has all of them",
                         LIMIT_TOKEN_PROJECTS);
    for (size_t i = 0; i < terms->project_count; i++) {
        const char *project = terms->projects[i];
        if (!*project || strlen(project) > LIMIT_API_NAME || !utf8_valid(project))
            return error_set(err, ERROR_INPUT, "projects",
                             "the name of a project has 1 to %d bytes of UTF-8", LIMIT_API_NAME);
    }
    return true;
}

static bool check_expiry(const char *text, int64_t now_us, int64_t *ret_us, struct error *err)
{
    int64_t us = 0;

    *ret_us = INT64_MAX;
    if (!text)
        return true;
    if (duration_parse(text, &us)) {
        if (us <= 0 || us > CLOCK_MAX - now_us)
            return error_set(err, ERROR_INPUT, "expires", "'%.100s' is no time to live", text);
        us += now_us;
    } else if (!clock_parse(text, &us)) {
        return error_set(err, ERROR_INPUT, "expires",
                         "'%.100s' is neither a duration like 90d nor a date like 2027-01-31",
                         text);
    }
    if (us <= now_us)
        return error_set(err, ERROR_INPUT, "expires", "'%.100s' is over already", text);
    *ret_us = us;
    return true;
}

bool token_terms_check(const struct token_terms *terms, int64_t now_us, struct token_row *ret_row,
                       struct error *err)
{
    int64_t expires_at;

    if (!check_name(terms->name, err) || !check_role(terms->role, err) ||
        !check_projects(terms, err) || !check_expiry(terms->expires, now_us, &expires_at, err))
        return false;
    *ret_row = (struct token_row){.name = terms->name,
                                  .role = terms->role,
                                  .projects = terms->projects,
                                  .project_count = terms->project_count,
                                  .expires_at = expires_at};
    return true;
}

void token_terms_write(struct writer *writer, const struct token_row *row)
{
    writer_text(writer, "role", row->role);
    if (row->projects) {
        writer_array(writer, "projects");
        for (size_t i = 0; i < row->project_count; i++)
            writer_text(writer, NULL, row->projects[i]);
        writer_end(writer);
    } else {
        writer_null(writer, "projects");
    }
    if (row->expires_at == INT64_MAX)
        writer_null(writer, "expires_at");
    else
        writer_time(writer, "expires_at", row->expires_at);
}

struct creation {
    struct token_row *row;
    const char *hash, *address, *detail;
};

static bool insert(struct store_connection *connection, void *context, struct error *err)
{
    const struct creation *creation = context;
    struct token_row *row = creation->row;

    return token_insert(connection, row, creation->hash, err) &&
           audit_add(connection, row->created_by, creation->address, "token.create", row->name,
                     creation->detail, err);
}

bool token_create(struct store_connection *connection, struct token_row *row, const char *address,
                  char token[], struct error *err)
{
    char hash[TOKEN_HASH_SIZE];
    AUTO_BUFFER detail;

    buffer_init(&detail, DETAIL_MOST);
    struct writer w = writer_on(&detail);
    writer_object(&w, NULL);
    token_terms_write(&w, row);
    writer_end(&w);
    if (!buffer_ok(&detail))
        return error_set(err, ERROR_NO_MEMORY, NULL, "no memory for what is recorded");
    if (!token_make(token, err))
        return false;
    token_hash(token, hash);
    struct creation creation = {row, hash, address, detail.data};
    const bool fine =
        store_transaction_on(connection, STORE_READ_COMMITTED, insert, &creation, err);
    if (!fine)
        token_wipe(token, TOKEN_TEXT_SIZE);
    return fine;
}

struct ending {
    struct browse_scope scope;
    const char *name, *who, *address;
};

static bool revoke(struct store_connection *connection, void *context, struct error *err)
{
    const struct ending *ending = context;

    return token_revoke(connection, ending->scope, ending->name, err) &&
           audit_add(connection, ending->who, ending->address, "token.revoke", ending->name, NULL,
                     err);
}

bool token_end(struct store_connection *connection, struct browse_scope scope, const char *name,
               const char *who, const char *address, struct error *err)
{
    struct ending ending = {scope, name, who, address};

    return store_transaction_on(connection, STORE_READ_COMMITTED, revoke, &ending, err);
}
