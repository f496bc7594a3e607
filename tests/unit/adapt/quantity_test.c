/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "adapt/quantity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static double read(const char *text, enum quantity kind)
{
    double value;
    bool finite;

    if (!quantity_read(text, strlen(text), kind, &value, &finite) || !finite)
        fail_msg("'%s' is not read", text);
    return value;
}

static void units_move_the_point_of_what_was_printed(void **state)
{
    (void)state;
    assert_true(read("635.91us", QUANTITY_TIME) == 0.63591);
    assert_true(read("45.03ms", QUANTITY_TIME) == 45.03);
    assert_true(read("1.39s", QUANTITY_TIME) == 1390);
    assert_true(read("1.50m", QUANTITY_TIME) == 90000);
    assert_true(read("2.00h", QUANTITY_SECONDS) == 7200);
    assert_true(read("4.01s", QUANTITY_SECONDS) == 4.01);
    assert_true(read("250.00ms", QUANTITY_SECONDS) == 0.25);
    assert_true(read("1.05k", QUANTITY_PLAIN) == 1050);
    assert_true(read("0.98k", QUANTITY_PLAIN) == 980);
    assert_true(read("3.20M", QUANTITY_PLAIN) == 3200000);
    assert_true(read("220.10", QUANTITY_PLAIN) == 220.10);
    assert_true(read("882", QUANTITY_PLAIN) == 882);
    assert_true(read("50.36KB", QUANTITY_BYTES) == 50.36 * 1024);
    assert_true(read("0.00B", QUANTITY_BYTES) == 0);
    assert_true(read("1.00GB", QUANTITY_BYTES) == 1073741824.0);
    assert_true(read("97.85%", QUANTITY_PERCENT) == 97.85);
}

static void nan_is_nothing(void **state)
{
    double value = 1;
    bool finite = true;

    (void)state;
    assert_true(quantity_read("-nan%", 5, QUANTITY_PERCENT, &value, &finite));
    assert_false(finite);
    assert_true(quantity_read("nanus", 5, QUANTITY_TIME, &value, &finite));
    assert_false(finite);
}

static void what_is_no_quantity_is_refused(void **state)
{
    static const struct {
        const char *text;
        enum quantity kind;
    } bad[] = {
        {"", QUANTITY_PLAIN},      {"ms", QUANTITY_TIME},
        {"1.ms", QUANTITY_TIME},   {".5ms", QUANTITY_TIME},
        {"1.5", QUANTITY_TIME},    {"1.5KB", QUANTITY_TIME},
        {"-1.5ms", QUANTITY_TIME}, {"1.5 ms", QUANTITY_TIME},
        {"1e5", QUANTITY_PLAIN},   {"1.5K", QUANTITY_PLAIN},
        {"1.5kB", QUANTITY_BYTES}, {"97.85", QUANTITY_PERCENT},
        {"0x10", QUANTITY_PLAIN},  {"inf", QUANTITY_PLAIN},
        {"nanx", QUANTITY_PLAIN},  {"11111111111111111111111111111111111111111", QUANTITY_PLAIN},
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double value;
        bool finite;
        if (quantity_read(bad[i].text, strlen(bad[i].text), bad[i].kind, &value, &finite))
            fail_msg("'%s' is read as %g", bad[i].text, value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_move_the_point_of_what_was_printed),
        cmocka_unit_test(nan_is_nothing),
        cmocka_unit_test(what_is_no_quantity_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
