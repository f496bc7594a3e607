/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/service_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/limits.h"
#include "config/service.h"
#include "kit/config_kit.h"

static const struct service_key *key_of(const char *path)
{
    for (size_t i = 0; i < service_key_count; i++)
        if (strcmp(service_keys[i].path, path) == 0)
            return &service_keys[i];
    for (size_t i = 0; i < source_key_count; i++)
        if (strcmp(source_keys[i].path, path) == 0)
            return &source_keys[i];
    fail_msg("no key %s", path);
    return NULL;
}

static void refused(const char *path, const char *value, const char *expected)
{
    AUTO_ARENA arena = arena_new();
    struct service_config *config = ARENA_NEW(arena, struct service_config);
    struct source_config *source = ARENA_NEW(arena, struct source_config);
    const struct service_key *key = key_of(path);
    struct seen_faults seen;
    struct faults faults;
    const struct node *node = kit_yaml(arena, value, &seen);
    const bool of_source = key >= source_keys && key < source_keys + source_key_count;

    faults_init(&faults, seen_report, &seen);
    assert_false(key_store(arena, key, node, "dir/f.yaml",
                           of_source ? (void *)source : (void *)config, &faults));
    assert_non_null(strstr(seen.text, "t.yaml:1:1: "));
    assert_non_null(strstr(seen.text, expected));
}

static void every_default_fits_its_own_key(void **state)
{
    AUTO_ARENA arena = arena_new();
    struct service_config *config = ARENA_NEW(arena, struct service_config);
    struct source_config *source = ARENA_NEW(arena, struct source_config);

    (void)state;
    for (size_t i = 0; i < service_key_count; i++)
        key_store_default(arena, &service_keys[i], config); /* asserts */
    for (size_t i = 0; i < source_key_count; i++)
        key_store_default(arena, &source_keys[i], source);
    assert_string_equal(config->database_conninfo, "dbname=rigel");
    assert_int_equal(config->listen_port, 8080);
    assert_int_equal(config->log_level, LOG_INFO);
    assert_int_equal(config->analysis_missing, CONFIG_MISSING_DROP);
    assert_true(config->analysis_max_pvalue == 0.001);
    assert_int_equal(source->kind, SOURCE_SEARCH);
    assert_int_equal(source->auth, AUTH_NONE);
    assert_true(source->verify_tls);
}

static void every_key_has_what_the_docs_and_the_sample_need(void **state)
{
    (void)state;
    for (size_t i = 0; i < service_key_count; i++) {
        const struct service_key *key = &service_keys[i];
        assert_true(strlen(key->help) > 10);
        assert_true(key->type == KEY_SOURCES || key->type == KEY_RECEIVERS ||
                    key->type == KEY_RULES || key->standard || key->sample);
        assert_true((key->type != KEY_COUNT && key->type != KEY_INTEGER &&
                     key->type != KEY_NUMBER && key->type != KEY_DURATION) ||
                    (key->least && key->most));
        assert_true(key->type != KEY_CHOICE || key->least);
    }
    for (size_t i = 0; i < source_key_count; i++)
        assert_true(source_keys[i].standard || source_keys[i].sample);
    for (size_t i = 0; i < receiver_key_count; i++)
        assert_true(receiver_keys[i].standard || receiver_keys[i].sample);
    for (size_t i = 0; i < rule_key_count; i++)
        assert_true(rule_keys[i].standard || rule_keys[i].sample);
}

static void choices_are_in_the_order_of_their_enum(void **state)
{
    static const struct {
        const char *path, *word;
        size_t value;
    } rows[] = {{"log.level", "warning", LOG_WARNING},
                {"log.level", "none", LOG_NONE},
                {"analysis.missing", "skip", CONFIG_MISSING_SKIP},
                {"kind", "files", SOURCE_FILES},
                {"kind", "push", SOURCE_PUSH},
                {"auth", "basic", AUTH_BASIC},
                {"auth", "api_key", AUTH_API_KEY},
                {"auth", "sigv4", AUTH_SIGV4}};
    char word[32];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(key_choice_word(key_of(rows[i].path), rows[i].value, word, sizeof word));
        assert_string_equal(word, rows[i].word);
    }
    assert_false(key_choice_word(key_of("kind"), 3, word, sizeof word));
}

static void wrong_values_say_what_is_expected(void **state)
{
    (void)state;
    refused("api.port", "65536", "api.port must be from 0 to 65535, this is 65536");
    refused("api.port", "-1", "must be from 0 to 65535");
    refused("api.port", "http", "api.port is a whole number, not a text");
    refused("api.port", "'80'", "api.port is a whole number, not a text");
    refused("analysis.max_pvalue", "1.5", "must be from 0 to 1, this is 1.5");
    refused("analysis.max_pvalue", ".nan", "is a number, not a number");
    refused("ingest.settle", "30", "ingest.settle is a duration with its unit, such as 30s");
    refused("ingest.settle", "400d", "must be from 0s to 365d, this is 400d");
    refused("database.migrate", "'yes'", "database.migrate is true or false, not a text");
    refused("log.level", "loud", "log.level is one of debug|info|warning|error|none");
    refused("log.level", "[a]", "log.level is one of");
    refused("api.listen", "1.5", "api.listen is a text, not a number");
    refused("ca_file", "[a]", "ca_file is a path, not a list");
}

static void secrets_may_not_stand_in_the_file(void **state)
{
    (void)state;
    refused("url", "http://user:pw@host:9200", "url may not hold a user or a password");
    refused("url", "https://user@host/x", "url may not hold a user or a password");
    refused("url", "host:9200", "url begins with http:// or https://");
    refused("url", "'http:// host'", "and has no blanks");
    refused("database.conninfo", "host=h password=x", "may not hold a password");
    refused("database.conninfo", "postgresql://u:pw@h/db", "may not hold a password");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_fits_its_own_key),
        cmocka_unit_test(every_key_has_what_the_docs_and_the_sample_need),
        cmocka_unit_test(choices_are_in_the_order_of_their_enum),
        cmocka_unit_test(wrong_values_say_what_is_expected),
        cmocka_unit_test(secrets_may_not_stand_in_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
