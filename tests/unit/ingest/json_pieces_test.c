/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "ingest/json_pieces.h"

struct seen {
    char text[4096];
    size_t count, large;
    int fd;
};

static bool note(void *context, const struct json_piece *piece, struct error *err)
{
    struct seen *seen = context;
    char again[256];

    seen->count++;
    if (!piece->text) {
        seen->large++;
        return true;
    }
    /* The offset is where the piece stands in the file. */
    assert_true(piece->size < sizeof again);
    assert_int_equal(pread(seen->fd, again, piece->size, (off_t)piece->offset),
                     (ssize_t)piece->size);
    assert_memory_equal(again, piece->text, piece->size);
    const size_t length = strlen(seen->text);
    (void)snprintf(seen->text + length, sizeof seen->text - length, "%u:%.*s|", piece->line,
                   (int)piece->size, piece->text);
    return strstr(piece->text, "stop") ? error_set(err, ERROR_CANCELLED, NULL, "stop") : true;
}

static bool cut(const char *bytes, size_t size, struct seen *seen, struct error *err)
{
    char path[] = "/tmp/rigel-pieces-XXXXXX";

    *seen = (struct seen){.fd = mkstemp(path)};
    assert_true(seen->fd >= 0);
    assert_int_equal(unlink(path), 0);
    for (size_t at = 0; at < size;) {
        const ssize_t put = write(seen->fd, bytes + at, size - at);
        assert_true(put > 0);
        at += (size_t)put;
    }
    const bool ok = json_pieces_read(seen->fd, "test", note, seen, err);
    (void)close(seen->fd);
    return ok;
}

static void expect(const char *bytes, const char *pieces)
{
    struct seen seen;
    struct error err;

    assert_true(cut(bytes, strlen(bytes), &seen, &err));
    assert_string_equal(seen.text, pieces);
}

static void lines_are_pieces_and_blank_ones_are_passed_over(void **state)
{
    (void)state;
    expect("{\"a\":1}\n\n  {\"b\":2} \r\nnot json\n{\"c\":\"[\"}",
           "1:{\"a\":1}|3:{\"b\":2}|4:not json|5:{\"c\":\"[\"}|");
    expect("", "");
    expect("\n \n", "");
    expect("\xef\xbb\xbf{\"a\":1}\n", "1:{\"a\":1}|");
}

static void elements_of_an_array_are_pieces_wherever_they_break(void **state)
{
    (void)state;
    expect("[{\"a\":[1,\n2]},\n {\"b\":\"]}\\\"\"},3,\n\"x,y\" , nul]",
           "1:{\"a\":[1,\n2]}|3:{\"b\":\"]}\\\"\"}|3:3|4:\"x,y\"|4:nul|");
    expect("[]", "");
    expect("[]\n[1]", "2:[1]|");
    expect("[{\"open\":1", "1:{\"open\":1|");
}

static void pretty_printed_objects_are_pieces(void **state)
{
    (void)state;
    expect("{\n \"a\": 1\n}\n{ \"b\": {} }\n", "1:{\n \"a\": 1\n}|4:{ \"b\": {} }|");
}

static void pieces_may_cross_the_borders_of_reads(void **state)
{
    (void)state;
    const size_t lines = 20000;
    char *bytes = malloc(lines * 24);
    size_t size = 0;
    struct seen seen;
    struct error err;

    assert_non_null(bytes);
    for (size_t i = 0; i < lines; i++)
        size += (size_t)sprintf(bytes + size, "{\"number\":%zu}\n", i);
    assert_true(cut(bytes, size, &seen, &err));
    assert_int_equal(seen.count, lines);
    free(bytes);
}

static void a_piece_above_the_limit_is_told_without_its_text(void **state)
{
    (void)state;
    const size_t size = LIMIT_DOCUMENT_SIZE + 2u;
    char *bytes = malloc(size + 9);
    struct seen seen;
    struct error err;

    assert_non_null(bytes);
    memset(bytes, 'x', size);
    memcpy(bytes + size, "\n{\"a\":1}", 9);
    assert_true(cut(bytes, size + 8, &seen, &err));
    assert_int_equal(seen.large, 1);
    assert_string_equal(seen.text, "2:{\"a\":1}|");
    bytes[0] = '[';
    assert_true(cut(bytes, size, &seen, &err));
    assert_int_equal(seen.large, 1);
    free(bytes);
}

static void the_sink_can_stop_the_reading(void **state)
{
    (void)state;
    struct seen seen;
    struct error err = {0};

    assert_false(cut("1\nstop\n3\n", 9, &seen, &err));
    assert_int_equal(err.code, ERROR_CANCELLED);
    assert_int_equal(seen.count, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_pieces_and_blank_ones_are_passed_over),
        cmocka_unit_test(elements_of_an_array_are_pieces_wherever_they_break),
        cmocka_unit_test(pretty_printed_objects_are_pieces),
        cmocka_unit_test(pieces_may_cross_the_borders_of_reads),
        cmocka_unit_test(a_piece_above_the_limit_is_told_without_its_text),
        cmocka_unit_test(the_sink_can_stop_the_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
