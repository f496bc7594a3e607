/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/utf8.h"
#include "orion/print.h"
#include "orion/print_workload.h"

/* Names of files as Orion takes them for names of tests: without folder, ending, and what its CI
 * puts around them. */
static const char *workload_name(struct arena *arena, const char *path)
{
    static const char *const prefixes[] = {"orion-", "junit_", "output_"};
    static const char suffix[] = "-junit";
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    size_t size = strlen(name);

    /* Dots at the start of a name begin no ending. */
    if (dot && (size_t)(dot - name) >= strspn(name, "."))
        size = (size_t)(dot - name);
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const size_t length = strlen(prefixes[i]);
        if (size >= length && !memcmp(name, prefixes[i], length)) {
            name += length;
            size -= length;
        }
    }
    if (size >= sizeof suffix - 1 && !memcmp(name + size - (sizeof suffix - 1), suffix, 6))
        size -= sizeof suffix - 1;
    return arena_strndup(arena, name, size);
}

static bool is_utf8(const struct buffer *text)
{
    for (size_t at = 0, size; at < text->size; at += size)
        if ((size = utf8_length(text->data + at, text->size - at)) == 0)
            return false;
    return true;
}

static bool read_whole(const char *path, struct buffer *ret, struct error *err)
{
    char block[1 << 16];
    FILE *file = fopen(path, "rb");
    size_t size = 0;

    if (!file)
        return error_set(err, ERROR_INPUT, path, "cannot be opened: %s", strerror(errno));
    while ((size = fread(block, 1, sizeof block, file)) > 0)
        buffer_append(ret, block, size);
    const bool failed = ferror(file) != 0;
    const int reason = errno;
    (void)fclose(file);
    if (failed)
        return error_set(err, ERROR_INPUT, path, "cannot be read: %s", strerror(reason));
    if (!buffer_ok(ret))
        return error_set(err, ERROR_INPUT, path, "is larger than %u bytes", LIMIT_ANSWER_SIZE);
    if (!is_utf8(ret))
        return error_set(err, ERROR_INPUT, path, "is not UTF-8 text");
    return true;
}

static void warn(const char *event, const char *path)
{
    char quoted[256];

    log_warning("orion", event, "path=%s", log_quote(path, quoted, sizeof quoted));
}

/* One file; files that are missing or hold something else are left out with a warning. */
static bool load(struct arena *arena, const char *path, struct workloads *workloads,
                 struct error *err)
{
    struct stat status;
    AUTO_BUFFER text;

    buffer_init(&text, LIMIT_ANSWER_SIZE);
    if (stat(path, &status) != 0) {
        warn("no such file", path);
        return true;
    }
    if (!read_whole(path, &text, err))
        return false;
    const struct print_value *value =
        print_value_read(arena, text.data ? text.data : "", text.size);
    if (!value)
        warn("not a JSON file", path);
    else if (value->kind != PRINT_LIST)
        warn("not a JSON array", path);
    else
        workloads_put(workloads, workload_name(arena, path), value);
    return true;
}

bool print_report(struct buffer *out, const struct orion_options *options,
                  enum orion_exit *ret_status, struct error *err)
{
    AUTO_ARENA arena = arena_new();
    struct workloads workloads = {.arena = arena};
    bool any = false;

    for (size_t i = 0; i < options->report.count; i++)
        if (!load(arena, options->report.items[i], &workloads, err))
            return false;
    if (!workloads_print(out, &workloads, &any, err))
        return false;
    *ret_status = any ? ORION_REGRESSION : ORION_PASS;
    return true;
}
