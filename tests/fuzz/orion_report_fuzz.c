/* SPDX-License-Identifier: GPL-3.0-or-later */
/* orion_report_fuzz.c - a file given to --report. What is read is written so that it reads back as
 * the same text; the report of any array is made or refused with a reason. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "orion/print_value.h"
#include "orion/print_workload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST_BYTES = 1 << 24 };

static void write_again(struct arena *arena, const struct print_value *value)
{
    AUTO_BUFFER first, second;

    buffer_init(&first, MOST_BYTES);
    buffer_init(&second, MOST_BYTES);
    print_value_json(&first, value, 0, false);
    if (!buffer_ok(&first))
        return;
    const struct print_value *again = print_value_read(arena, first.data, first.size);
    assert(again);
    print_value_json(&second, again, 0, false);
    assert(first.size == second.size && !memcmp(first.data, second.data, first.size));
    assert(strlen(first.data) == first.size);
}

static void report(struct arena *arena, const struct print_value *rows)
{
    struct workloads workloads = {.arena = arena};
    struct error err = {0};
    bool any = false;
    AUTO_BUFFER out;

    buffer_init(&out, MOST_BYTES);
    workloads_put(&workloads, "one", rows);
    workloads_put(&workloads, "another", rows);
    if (!workloads_print(&out, &workloads, &any, &err))
        assert(err.code == ERROR_INPUT && *err.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    const struct print_value *value = print_value_read(arena, (const char *)data, size);

    if (!value)
        return 0;
    write_again(arena, value);
    if (value->kind == PRINT_LIST)
        report(arena, value);
    return 0;
}
