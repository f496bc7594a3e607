/* SPDX-License-Identifier: GPL-3.0-or-later */
/* verdict_facts_fuzz.c - what is kept beside a verdict. Any bytes are refused, or are facts that
 * come back as they were when written again. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "triage/facts_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FACTS_MOST = 64 << 20 };

static bool read_and_write(struct arena *arena, const void *bytes, size_t size, struct buffer *out)
{
    struct verdict_options options;
    struct run_facts facts;
    struct error err = {.code = ERROR_NONE};

    buffer_init(out, FACTS_MOST);
    if (!facts_bytes_read(arena, bytes, size, &facts, &options, &err)) {
        assert(err.code == ERROR_INPUT);
        return false;
    }
    facts_bytes_write(out, arena, &facts, &options);
    assert(buffer_ok(out));
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    AUTO_BUFFER first, second;

    buffer_init(&second, 0);
    if (read_and_write(arena, data, size, &first)) {
        const bool again = read_and_write(arena, first.data, first.size, &second);

        assert(again && first.size == second.size &&
               memcmp(first.data, second.data, first.size) == 0);
    }
    return 0;
}
