/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "store/conninfo.h"
#include "store/store.h"

/* Each has a password that libpq would take apart, and quote in its message. */
static const char *const mistyped[] = {
    "postgresql://rigel:pa/Zq7w@host/rigel",
    "postgresql://rigel:pa?Zq7w@host/rigel",
    "postgresql://rigel:pa#Zq7w@host/rigel",
    "postgres://rigel:pa@Zq7w@host/rigel",
    "postgresql://rigel:pa%Zq7w@host/rigel",
    "host=h password=pa Zq7w",
    "host=h password='pa Zq7w",
    "postgresql://rigel:1/Zq7w@host/rigel",
    "port=Zq7w host=h",
};

static void no_piece_of_a_mistyped_string_is_quoted(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(mistyped); i++) {
        struct error err = {0};
        bool has_password;

        assert_false(store_conninfo_check(mistyped[i], &has_password, &err));
        assert_int_equal(err.code, ERROR_CONFIG);
        assert_null(strstr(err.text, "Zq7w"));
        assert_null(strstr(err.place, "Zq7w"));
    }
}

static void passwords_are_found_in_both_forms(void **state)
{
    (void)state;
    bool has_password = false;
    struct error err;

    assert_true(store_conninfo_check("postgresql://u:p%40x@h:5432/d", &has_password, &err));
    assert_true(has_password);
    assert_true(store_conninfo_check("host=h password='a b'", &has_password, &err));
    assert_true(has_password);
    assert_true(store_conninfo_check("host=h,i port=1,2 dbname=d", &has_password, &err));
    assert_false(has_password);
    assert_true(store_conninfo_check("postgresql://u@h/d?connect_timeout=3", &has_password, &err));
    assert_false(has_password);
}

static void every_appearance_of_a_secret_is_covered(void **state)
{
    (void)state;
    char text[] = "secret and secretsecret, secre";

    conninfo_redact(text, "secret");
    assert_string_equal(text, "*** and ******, secre");
    conninfo_redact(text, NULL);
    conninfo_redact(text, "");
    conninfo_redact(text, "an");
    assert_string_equal(text, "*** and ******, secre");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_piece_of_a_mistyped_string_is_quoted),
        cmocka_unit_test(passwords_are_found_in_both_forms),
        cmocka_unit_test(every_appearance_of_a_secret_is_covered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
