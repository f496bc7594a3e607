/* SPDX-License-Identifier: GPL-3.0-or-later */
/* request_body_fuzz.c - bodies that change something, packed bodies, and verdicts as they are
 * stored and as rigel verdict reads them. The first byte says which; any bytes give a value or an
 * error that names its place, and a verdict that was read is written as it was. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "api/run_patch.h"
#include "api/tokens.h"
#include "api/unpack.h"
#include "base/clock.h"
#include "report/verdict_json.h"
#include "json/field.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNPACKED_MOST = 1 << 20 };

static const char *say_gzip(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "Content-Encoding") == 0 ? "gzip" : NULL;
}

static void read_changes(struct arena *arena, const char *text, size_t size)
{
    struct error err = {.code = ERROR_NONE};
    struct run_changes changes;

    if (run_changes_read(arena, text, size, &changes, &err))
        assert(changes.sets_excluded || changes.sets_confirms);
    else
        assert(err.code == ERROR_INPUT && err.place[0]);
}

static void read_terms(struct arena *arena, const char *text, size_t size)
{
    struct request request = {.arena = arena, .body = text, .body_size = size};
    struct error err = {.code = ERROR_NONE};
    struct token_terms terms = {.name = NULL};
    struct token_row row = {.name = NULL};

    if (!tokens_read_terms(&request, &terms, &err))
        assert(err.code == ERROR_INPUT && err.place[0]);
    else if (token_terms_check(&terms, 1700000000 * CLOCK_SECOND, &row, &err))
        assert(row.name && row.role && row.expires_at > 1700000000 * CLOCK_SECOND);
}

static void unpack(struct arena *arena, const char *text, size_t size)
{
    const struct request request = {
        .arena = arena, .body = text, .body_size = size, .head = {.header = say_gzip}};
    struct error err = {.code = ERROR_NONE};
    const char *unpacked;
    size_t unpacked_size;
    AUTO_BUFFER out;

    buffer_init(&out, UNPACKED_MOST);
    if (unpack_body(&request, &out, &unpacked, &unpacked_size, &err))
        assert(unpacked_size <= UNPACKED_MOST && unpacked[unpacked_size] == '\0');
}

static bool read_verdict(struct arena *arena, const char *text, size_t size, struct buffer *out)
{
    struct error err = {.code = ERROR_NONE};
    AUTO_JSON tree = field_parse(text, size, ERROR_REMOTE, "answer", &err);
    const struct field root = field_root(tree, "answer", ERROR_REMOTE);
    struct run_verdict run;

    if (!tree || !run_verdict_json_read(arena, &root, &run, &err)) {
        assert(err.code == ERROR_REMOTE);
        return false;
    }

    struct writer writer = writer_on(out);

    run_verdict_json_write(&writer, &run);
    assert(buffer_ok(out));
    return true;
}

static void read_verdict_twice(struct arena *arena, const char *text, size_t size)
{
    AUTO_BUFFER first, second;

    buffer_init(&first, UNPACKED_MOST * 16);
    buffer_init(&second, UNPACKED_MOST * 16);
    if (!read_verdict(arena, text, size, &first))
        return;

    const bool again = read_verdict(arena, first.data, first.size, &second);

    assert(again && first.size == second.size && memcmp(first.data, second.data, first.size) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static void (*const readers[])(struct arena *, const char *,
                                   size_t) = {read_changes, read_terms, unpack, read_verdict_twice};
    AUTO_ARENA arena = arena_new();

    if (size > 0)
        readers[data[0] % 4](arena, arena_strndup(arena, (const char *)data + 1, size - 1),
                             size - 1);
    return 0;
}
