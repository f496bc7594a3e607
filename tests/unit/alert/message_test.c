/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "alert/message.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "alert/send.h"
#include "base/clock.h"

#define DAY (INT64_C(86400) * CLOCK_SECOND)

static const char body[] =
    "{\"test\": \"a <b> & *c*\", \"project\": \"default\", \"state\": \"open\", \"at\": "
    "1700000000.5, "
    "\"uuid\": \"u\", \"build\": \"4.20\", \"build_url\": \"https://ci/1\", \"previous_uuid\": "
    "null, "
    "\"previous_build\": null, \"percent\": -12.5, \"pvalue\": 0.01, \"metrics\": 2, "
    "\"most\": {\"metric\": \"p99\", \"unit\": \"ms\", \"mean_before\": 80, \"mean_after\": 70, "
    "\"labels\": [\"x\", \"[Jira: etcd]\"]}}";

static struct alert_message message_of(struct arena *arena, const char *text)
{
    const struct alert_event_row event = {
        .regression_id = 7, .sequence = 3, .at = DAY, .change = "opened", .body = text};
    struct alert_message message;
    struct error err;

    assert_true(alert_message_read(arena, &event, &message, &err));
    return message;
}

static void a_stored_event_is_read_and_what_is_not_known_is_said_to_be(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct alert_message message = message_of(arena, body);
    const struct alert_message poor =
        message_of(arena, "{\"test\": \"t\", \"uuid\": \"u\", \"at\": 1, \"metrics\": 1, "
                          "\"percent\": null, \"most\": null}");

    (void)state;
    assert_string_equal(message.id, "7-3");
    assert_string_equal(message.metric, "p99");
    assert_int_equal(message.at, INT64_C(1700000000500000));
    assert_int_equal(message.label_count, 2);
    assert_null(message.previous_build);
    assert_null(poor.metric);
    assert_int_equal(poor.label_count, 0);
    assert_true(isnan(poor.percent) && isnan(poor.mean_before));
}

static void an_event_without_its_test_is_an_error(void **state)
{
    AUTO_ARENA arena = arena_new();
    const char *const wrong[] = {"{}", "[]", "{\"test\": \"t\", \"uuid\": \"u\", \"at\": 1e300}",
                                 "{\"test\": 1, \"uuid\": \"u\", \"at\": 1, \"metrics\": 1}", "{"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        const struct alert_event_row event = {.change = "opened", .body = wrong[i]};
        struct alert_message message;
        struct error err;

        assert_false(alert_message_read(arena, &event, &message, &err));
        assert_int_equal(err.code, ERROR_INTERNAL);
    }
}

static bool fits(const struct rule_config *rule, const struct alert_message *message)
{
    struct rule_config with_age = *rule;

    if (!with_age.max_age_us)
        with_age.max_age_us = DAY;
    return alert_rule_fits(&with_age, message, message->at + DAY / 2);
}

static void a_rule_tells_of_what_fits_all_that_it_says(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct alert_message message = message_of(arena, body);
    struct rule_config rule = {.name = "r"};

    (void)state;
    assert_true(fits(&rule, &message));
    rule.tests = (const char *const[]){"z", "a *"};
    rule.test_count = 2;
    assert_true(fits(&rule, &message));
    rule.test_count = 1;
    assert_false(fits(&rule, &message));
    rule.test_count = 0;
    rule.labels = (const char *const[]){"[Jira: etcd]"};
    rule.label_count = 1;
    assert_true(fits(&rule, &message));
    rule.labels = (const char *const[]){"[Jira: *]"};
    assert_false(fits(&rule, &message));
    rule.label_count = 0;
    rule.events = (const char *const[]){"recovered", "opened"};
    rule.event_count = 1;
    assert_false(fits(&rule, &message));
    rule.event_count = 2;
    assert_true(fits(&rule, &message));
}

static void a_rule_looks_at_size_direction_and_age(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct alert_message message = message_of(arena, body);

    (void)state;
    assert_true(fits(&(struct rule_config){.min_percent = 12.5}, &message));
    assert_false(fits(&(struct rule_config){.min_percent = 12.6}, &message));
    assert_true(fits(&(struct rule_config){.direction = RULE_DOWN}, &message));
    assert_false(fits(&(struct rule_config){.direction = RULE_UP}, &message));
    assert_true(fits(&(struct rule_config){.max_age_us = DAY / 2}, &message));
    assert_false(fits(&(struct rule_config){.max_age_us = DAY / 2 - 1}, &message));
    message.percent = NAN; /* it began at 0 */
    assert_true(fits(&(struct rule_config){.min_percent = 1000, .direction = RULE_UP}, &message));
    assert_false(fits(&(struct rule_config){.direction = RULE_DOWN}, &message));
}

static const char *body_of(struct arena *arena, enum receiver_kind kind,
                           const struct alert_message *message, const char *base_url)
{
    AUTO_BUFFER out;

    buffer_init(&out, 1 << 16);
    alert_body_write(&out, kind, message, "r", base_url);
    assert_true(buffer_ok(&out));
    return arena_strndup(arena, out.data, out.size);
}

static void texts_from_outside_are_no_markup_in_a_chat(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct alert_message message = message_of(arena, body);

    (void)state;
    assert_non_null(strstr(body_of(arena, RECEIVER_SLACK, &message, NULL),
                           "a &lt;b&gt; &amp; *c*, p99 -12.5%"));
    assert_non_null(strstr(body_of(arena, RECEIVER_MATTERMOST, &message, NULL),
                           "a \\\\<b\\\\> & \\\\*c\\\\*, p99 -12.5%"));
    message.build_url = "javascript:alert(1) \"><script>";
    assert_null(strstr(body_of(arena, RECEIVER_TEAMS, &message, NULL), "script"));
}

static void a_message_has_links_where_the_address_is_known(void **state)
{
    AUTO_ARENA arena = arena_new();
    const struct alert_message message = message_of(arena, body);

    (void)state;
    for (unsigned kind = RECEIVER_WEBHOOK; kind <= RECEIVER_TEAMS; kind++) {
        const char *text = body_of(arena, (enum receiver_kind)kind, &message, "https://r");
        assert_non_null(strstr(text, "https://r/api/v1/regressions/7"));
        assert_non_null(strstr(text, "https://ci/1"));
        assert_null(strstr(body_of(arena, (enum receiver_kind)kind, &message, NULL), "/api/v1/"));
    }
}

static void a_test_with_a_name_too_long_for_a_chat_is_told_all_the_same(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct alert_message message = message_of(arena, body);
    char name[5000];

    (void)state;
    memset(name, 'x', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    message.test = message.build = name;
    assert_non_null(strstr(body_of(arena, RECEIVER_SLACK, &message, NULL), "with a long name"));
    assert_non_null(strstr(body_of(arena, RECEIVER_SLACK, &message, NULL), "too long for a chat"));
}

/* Made with: printf '1700000000.{}' | openssl dgst -sha256 -hmac key */
static void a_signature_is_over_timestamp_and_body(void **state)
{
    char text[SIGNATURE_SIZE];

    (void)state;
    alert_sign("key", 1700000000, "{}", 2, text);
    assert_string_equal(text,
                        "sha256=9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stored_event_is_read_and_what_is_not_known_is_said_to_be),
        cmocka_unit_test(an_event_without_its_test_is_an_error),
        cmocka_unit_test(a_rule_tells_of_what_fits_all_that_it_says),
        cmocka_unit_test(a_rule_looks_at_size_direction_and_age),
        cmocka_unit_test(texts_from_outside_are_no_markup_in_a_chat),
        cmocka_unit_test(a_message_has_links_where_the_address_is_known),
        cmocka_unit_test(a_test_with_a_name_too_long_for_a_chat_is_told_all_the_same),
        cmocka_unit_test(a_signature_is_over_timestamp_and_body),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
