/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/conninfo.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#include "store/store.h"

enum { SECRETS_MAX = 4, SECRET_LEAST = 3 };

static bool refuse(struct error *err, const char *why)
{
    return error_set(err, ERROR_CONFIG, "database connection", "%s", why);
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* '@' ends the password at its first appearance, '/' and '?' end the authority: an unescaped one
 * inside a password moves the rest of it into the host, the port, the database or an option. */
static bool check_url(const char *conninfo, struct error *err)
{
    const char *authority = strstr(conninfo, "://") + 3;
    const char *at = strchr(authority, '@');

    if (!at)
        return true;
    if ((size_t)(at - authority) > strcspn(authority, "/?#") || strchr(at + 1, '@'))
        return refuse(err, "the URL has an '@', '/', '?' or '#' that is not escaped: write @ as "
                           "%40, / as %2F, ? as %3F and # as %23 inside user and password");
    return true;
}

/* What libpq would quote in an error: every port must be a number. */
static bool check_option(const PQconninfoOption *option, struct error *err)
{
    if (!option->val)
        return true;
    if (strcmp(option->keyword, "port") == 0)
        for (const char *at = option->val; *at; at++)
            if (!isdigit((unsigned char)*at) && *at != ',')
                return refuse(err, "the port is not a number");
    return true;
}

static bool is_secret(const PQconninfoOption *option)
{
    return option->val && option->val[0] &&
           (strcmp(option->keyword, "password") == 0 ||
            strcmp(option->keyword, "sslpassword") == 0);
}

static bool collect(const PQconninfoOption *options, char ***ret_secrets, struct error *err)
{
    char **secrets = calloc(SECRETS_MAX + 1, sizeof *secrets);
    size_t count = 0;

    if (!secrets)
        return error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
    for (const PQconninfoOption *option = options; option->keyword; option++) {
        if (!check_option(option, err)) {
            conninfo_secrets_free(secrets);
            return false;
        }
        if (is_secret(option) && count < SECRETS_MAX && !(secrets[count++] = strdup(option->val))) {
            conninfo_secrets_free(secrets);
            return error_set(err, ERROR_NO_MEMORY, NULL, "out of memory");
        }
    }
    *ret_secrets = secrets;
    return true;
}

bool conninfo_parse(const char *conninfo, char ***ret_secrets, struct error *err)
{
    const bool url = starts_with(conninfo, "postgresql://") || starts_with(conninfo, "postgres://");

    if (url && !check_url(conninfo, err))
        return false;
    /* The message is not looked at: it quotes the string. */
    PQconninfoOption *options = PQconninfoParse(conninfo, NULL);
    if (!options)
        return refuse(err, url ? "the URL is not understood; expected "
                                 "postgresql://user@host:port/database?option=value"
                               : "the text is not understood; expected keyword=value pairs such as "
                                 "host=/run/postgresql dbname=rigel user=rigel, values with blanks "
                                 "in single quotes");
    const bool ok = collect(options, ret_secrets, err);
    PQconninfoFree(options);
    return ok;
}

static void wipe(char *text)
{
    for (volatile char *at = text; *at; at++)
        *at = '\0';
}

void conninfo_secrets_free(char **secrets)
{
    if (!secrets)
        return;
    for (char **at = secrets; *at; at++) {
        wipe(*at);
        free(*at);
    }
    free(secrets);
}

void conninfo_redact(char *text, const char *secret)
{
    const size_t length = secret ? strlen(secret) : 0, stars = 3;

    if (length < SECRET_LEAST)
        return;
    for (char *at = text; (at = strstr(at, secret)); at += stars) {
        memset(at, '*', stars);
        memmove(at + stars, at + length, strlen(at + length) + 1);
    }
}

bool store_conninfo_check(const char *conninfo, bool *ret_has_password, struct error *err)
{
    char **secrets = NULL;

    if (!conninfo_parse(conninfo, &secrets, err))
        return false;
    *ret_has_password = secrets && secrets[0];
    conninfo_secrets_free(secrets);
    return true;
}
