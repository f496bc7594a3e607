/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/service.h"

/* The first line of the file, without its line end. */
static bool read_first_line(const char *path, char *out, size_t size, struct error *err)
{
    FILE *file = fopen(path, "rbe");

    if (!file)
        return error_set(err, ERROR_CONFIG, path, "the secret's file cannot be read: %s",
                         strerror(errno));
    (void)setvbuf(file, NULL, _IONBF, 0); /* no copy of the secret stays in a stream's buffer */
    const size_t got = fread(out, 1, size - 1, file);
    const bool failed = ferror(file) != 0;
    (void)fclose(file);
    out[got] = '\0';
    const size_t length = strcspn(out, "\r\n");
    const bool cut = got == size - 1 && length == got;
    memset(out + length, 0, size - length);
    if (failed)
        return error_set(err, ERROR_CONFIG, path, "the secret's file cannot be read");
    if (cut)
        return error_set(err, ERROR_CONFIG, path, "the secret is longer than %zu bytes", size - 2);
    return length > 0 || error_set(err, ERROR_CONFIG, path,
                                   "the secret's file begins with an "
                                   "empty line");
}

bool secret_read(const char *file, const char *variable, const char *place, char *out, size_t size,
                 struct error *err)
{
    if (file)
        return read_first_line(file, out, size, err);
    const char *value = getenv(variable);
    if (!value || !value[0])
        return error_set(err, ERROR_CONFIG, place, "the environment variable %s is not set",
                         variable);
    if (strlen(value) >= size)
        return error_set(err, ERROR_CONFIG, place, "the secret in %s is longer than %zu bytes",
                         variable, size - 1);
    memcpy(out, value, strlen(value) + 1);
    return true;
}

bool source_secret(const struct source_config *source, char *out, size_t size, struct error *err)
{
    if (!source->secret_file && !source->secret_env)
        return error_set(err, ERROR_CONFIG, source->place,
                         "the source has neither secret_file nor secret_env");
    return secret_read(source->secret_file, source->secret_env, source->place, out, size, err);
}
