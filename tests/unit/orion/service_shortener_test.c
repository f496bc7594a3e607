/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "kit/frame_kit.h"
#include "kit/http_peer.h"
#include "orion/services.h"

#define SHORT HTTP_PEER_ANSWER("200 OK", "https://t.example/s\n")

/* A frame of one display column with these texts. */
static struct frame *frame_of(struct arena *arena, const char *column, const char *const *texts,
                              size_t count)
{
    static const struct test test = {.name = "t"};
    struct frame *frame = frame_kit_new(arena, &test, count);
    struct cell cells[8];

    for (size_t i = 0; i < count; i++)
        cells[i] = texts[i] ? frame_kit_text(texts[i]) : frame_kit_missing();
    (void)frame_kit_add(frame, column, COLUMN_DISPLAY, NULL, cells);
    return frame;
}

static const char *cell_text(const struct frame *frame, size_t row)
{
    return frame->columns[0].cells[row].text;
}

static void each_distinct_url_is_sent_once_encoded(void **state)
{
    static const char *const texts[] = {"https://ci/a?b=1&c", "https://ci/a?b=1&c", "", NULL};
    static const char *const answers[] = {SHORT};
    struct http_peer *peer = http_peer_start(answers, 1);
    const struct orion_options options = {.shortener_url = http_peer_url(peer),
                                          .convert_tinyurl = true};
    AUTO_ARENA arena = arena_new();
    struct error err;
    struct orion_services *services = orion_services_open(&options, NULL, NULL, &err);
    struct frame *frame = frame_of(arena, "buildUrl", texts, 4);

    (void)state;
    services_shorten(services, frame);
    assert_string_equal(cell_text(frame, 0), "https://t.example/s");
    assert_string_equal(cell_text(frame, 1), "https://t.example/s");
    assert_string_equal(cell_text(frame, 2), "");
    assert_int_equal(frame->columns[0].cells[3].kind, CELL_MISSING);
    frame = frame_of(arena, "buildUrl", texts, 1);
    services_shorten(services, frame);
    assert_string_equal(cell_text(frame, 0), "https://t.example/s");
    assert_int_equal(http_peer_count(peer), 1);
    assert_non_null(
        strstr(http_peer_request(peer, 0),
               "GET /api-create.php?url=https%3A%2F%2Fci%2Fa%3Fb%3D1%26c HTTP/1.1\r\n"));
    orion_services_close(services);
    http_peer_end(peer);
}

static void a_list_with_commas_is_shortened_piece_by_piece(void **state)
{
    static const char *const texts[] = {"https://ci/a,https://ci/b", "https://ci/b"};
    static const char *const answers[] = {SHORT, SHORT};
    struct http_peer *peer = http_peer_start(answers, 2);
    const struct orion_options options = {.shortener_url = http_peer_url(peer),
                                          .convert_tinyurl = true};
    AUTO_ARENA arena = arena_new();
    struct error err;
    struct orion_services *services = orion_services_open(&options, NULL, NULL, &err);
    struct frame *frame = frame_of(arena, "buildUrl", texts, 2);

    (void)state;
    services_shorten(services, frame);
    assert_string_equal(cell_text(frame, 0), "https://t.example/s,https://t.example/s");
    assert_string_equal(cell_text(frame, 1), "https://t.example/s");
    assert_int_equal(http_peer_count(peer), 2);
    orion_services_close(services);
    http_peer_end(peer);
}

static void a_refusal_leaves_the_long_url(void **state)
{
    static const char *const texts[] = {"https://ci/a"};
    static const char *const answers[] = {HTTP_PEER_ANSWER("400 Bad", "https://t.example/s"),
                                          HTTP_PEER_ANSWER("200 OK", "Error"),
                                          HTTP_PEER_ANSWER("302 Found", "https://t.example/s")};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        struct http_peer *peer = http_peer_start(answers + i, 1);
        const struct orion_options options = {.shortener_url = http_peer_url(peer),
                                              .convert_tinyurl = true};
        AUTO_ARENA arena = arena_new();
        struct error err;
        struct orion_services *services = orion_services_open(&options, NULL, NULL, &err);
        struct frame *frame = frame_of(arena, "buildUrl", texts, 1);
        services_shorten(services, frame);
        assert_string_equal(cell_text(frame, 0), "https://ci/a");
        assert_int_equal(http_peer_count(peer), 1);
        orion_services_close(services);
        http_peer_end(peer);
    }
}

static void nobody_there_leaves_the_long_urls(void **state)
{
    static const char *const texts[] = {"https://ci/a", "https://ci/b"};
    struct http_peer *peer = http_peer_start(NULL, 0);
    AUTO_ARENA arena = arena_new();
    const struct orion_options options = {.shortener_url = arena_strdup(arena, http_peer_url(peer)),
                                          .convert_tinyurl = true};
    struct error err;
    struct orion_services *services = orion_services_open(&options, NULL, NULL, &err);
    struct frame *frame = frame_of(arena, "buildUrl", texts, 2);

    (void)state;
    http_peer_end(peer);
    services_shorten(services, frame);
    services_shorten(services, frame);
    assert_string_equal(cell_text(frame, 0), "https://ci/a");
    assert_string_equal(cell_text(frame, 1), "https://ci/b");
    orion_services_close(services);
}

static void a_run_without_a_url_is_sent_as_orion_does_unless_correct(void **state)
{
    static const char *const texts[] = {"N/A"};
    static const char *const answers[] = {SHORT};

    (void)state;
    for (int correct = 0; correct < 2; correct++) {
        struct http_peer *peer = http_peer_start(answers, 1);
        const struct orion_options options = {
            .shortener_url = http_peer_url(peer), .convert_tinyurl = true, .correct = correct};
        AUTO_ARENA arena = arena_new();
        struct error err;
        struct orion_services *services = orion_services_open(&options, NULL, NULL, &err);
        struct frame *frame = frame_of(arena, "buildUrl", texts, 1);
        services_shorten(services, frame);
        assert_string_equal(cell_text(frame, 0), correct ? "N/A" : "https://t.example/s");
        assert_int_equal(http_peer_count(peer), correct ? 0 : 1);
        orion_services_close(services);
        http_peer_end(peer);
    }
}

static void other_columns_and_calls_without_the_flag_stay(void **state)
{
    static const char *const texts[] = {"https://ci/a"};
    struct http_peer *peer = http_peer_start(NULL, 0);
    struct orion_options options = {.shortener_url = http_peer_url(peer), .convert_tinyurl = true};
    AUTO_ARENA arena = arena_new();
    struct error err;
    struct orion_services *services = orion_services_open(&options, NULL, NULL, &err);
    struct frame *frame = frame_of(arena, "upstreamJob", texts, 1);

    (void)state;
    services_shorten(services, frame);
    assert_string_equal(cell_text(frame, 0), "https://ci/a");
    orion_services_close(services);
    options.convert_tinyurl = false;
    services = orion_services_open(&options, NULL, NULL, &err);
    frame = frame_of(arena, "buildUrl", texts, 1);
    services_shorten(services, frame);
    assert_string_equal(cell_text(frame, 0), "https://ci/a");
    assert_int_equal(http_peer_count(peer), 0);
    orion_services_close(services);
    http_peer_end(peer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_distinct_url_is_sent_once_encoded),
        cmocka_unit_test(a_list_with_commas_is_shortened_piece_by_piece),
        cmocka_unit_test(a_refusal_leaves_the_long_url),
        cmocka_unit_test(nobody_there_leaves_the_long_urls),
        cmocka_unit_test(a_run_without_a_url_is_sent_as_orion_does_unless_correct),
        cmocka_unit_test(other_columns_and_calls_without_the_flag_stay),
    };

    log_set_level(LOG_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
