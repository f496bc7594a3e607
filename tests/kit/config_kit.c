/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kit/config_kit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config/document.h"
#include "config/test_file.h"

static const char *const variables[] = {"version", "4.20", "word", "it's"};

void seen_report(void *context, const struct error *fault)
{
    struct seen_faults *seen = context;
    const size_t used = strlen(seen->text);

    (void)snprintf(seen->text + used, sizeof seen->text - used, "%s: %s%s\n", fault->place,
                   fault->code == ERROR_NONE ? "warning: " : "", fault->text);
}

static const struct node *read_text(struct arena *arena, const char *text,
                                    const struct variables *known, struct seen_faults *seen)
{
    struct faults faults;

    seen->text[0] = '\0';
    faults_init(&faults, seen_report, seen);
    const struct node *node = document_parse(arena, "t.yaml", text, strlen(text), known, &faults);
    assert_int_equal(node == NULL, faults.errors > 0);
    return node;
}

const struct node *kit_yaml(struct arena *arena, const char *text, struct seen_faults *seen)
{
    return read_text(arena, text, NULL, seen);
}

const struct node *kit_template(struct arena *arena, const char *text, struct seen_faults *seen)
{
    struct variables *known = variables_new(arena);

    variables_add_pairs(known, variables, 2);
    return read_text(arena, text, known, seen);
}

struct test_set *kit_tests(const char *text, struct seen_faults *seen)
{
    const struct test_files options = {
        .variables = variables, .variable_count = 2, .report = seen_report, .context = seen};
    struct error err = {.code = ERROR_NONE};

    seen->text[0] = '\0';
    struct test_set *set = test_set_parse("t.yaml", text, strlen(text), &options, &err);
    assert_int_equal(set == NULL, err.code != ERROR_NONE);
    return set;
}

struct test_set *kit_metric(const char *lines, struct seen_faults *seen)
{
    AUTO_ARENA arena = arena_new();

    return kit_tests(arena_printf(arena,
                                  "tests:\n  - name: t\n    metadata:\n      a: b\n    metrics:\n"
                                  "      - metric_of_interest: value\n%s",
                                  lines),
                     seen);
}

void kit_folder_init(struct kit_folder *folder)
{
    char path[] = "/tmp/rigel-config-XXXXXX";

    *folder = (struct kit_folder){.arena = arena_new()};
    assert_non_null(mkdtemp(path));
    folder->path = arena_strdup(folder->arena, path);
}

const char *kit_folder_write(struct kit_folder *folder, const char *name, const char *text)
{
    const char *path = arena_printf(folder->arena, "%s/%s", folder->path, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    for (size_t i = 0; i < folder->count; i++)
        if (strcmp(folder->files[i], path) == 0)
            return path;
    assert_true(folder->count < ARRAY_LEN(folder->files));
    folder->files[folder->count++] = path;
    return path;
}

void kit_folder_done(struct kit_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        (void)unlink(folder->files[i]);
    (void)rmdir(folder->path);
    arena_free(folder->arena);
}
