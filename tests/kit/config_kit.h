/* SPDX-License-Identifier: GPL-3.0-or-later */
/* config_kit.h - reading configuration from texts, seeing every fault, and folders of files. */
#ifndef RIGEL_TESTS_KIT_CONFIG_KIT_H
#define RIGEL_TESTS_KIT_CONFIG_KIT_H

#include <stddef.h>

#include "base/arena.h"
#include "config/faults.h"
#include "config/node.h"
#include "config/test.h"

/* What was reported, a line each: "file:line:column: [warning: ]text\n". */
struct seen_faults {
    char text[32768];
};

void seen_report(void *context, const struct error *fault); /* context: struct seen_faults */

/* text as YAML, without template; faults go to seen. The file's name is "t.yaml". */
const struct node *kit_yaml(struct arena *arena, const char *text, struct seen_faults *seen);
/* text as a template with version = 4.20 and word = it's; then YAML. */
const struct node *kit_template(struct arena *arena, const char *text, struct seen_faults *seen);
/* text as a test file "t.yaml", with the same variables. NULL: refused. The caller's to free. */
struct test_set *kit_tests(const char *text, struct seen_faults *seen);
/* A test file with one test around these lines of one metric (indented by 8). */
struct test_set *kit_metric(const char *lines, struct seen_faults *seen);

/* A folder of its own for files; path of a name in it lives as long as the folder. */
struct kit_folder {
    struct arena *arena;
    const char *path;
    const char *files[16];
    size_t count;
};

void kit_folder_init(struct kit_folder *folder);
const char *kit_folder_write(struct kit_folder *folder, const char *name, const char *text);
void kit_folder_done(struct kit_folder *folder); /* removes it */

#endif
