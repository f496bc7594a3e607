/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "report/text.h"

static void a_regression_shows_its_most_telling_metric_and_the_others_below(void **state)
{
    static const struct report_metric metrics[] = {
        {.metric = "latency", .percent = 923.0769, .pvalue = 0.00042},
        {.metric = "cpu", .percent = -12.34, .pvalue = NAN},
        {.metric = "errors",
         .percent = NAN,
         .pvalue = 1e-6,
         .mean_before = 0,
         .mean_after = 3.2,
         .unit = "ms"}};
    struct report_regression regression = {.test = "kapi",
                                           .build_url = "https://ci/2",
                                           .previous_build_url = "https://ci/1",
                                           .metrics = metrics,
                                           .metric_count = 3};
    AUTO_BUFFER out;

    (void)state;
    assert_true(clock_parse("2025-01-17T06:37:24Z", &regression.at));
    buffer_init(&out, 4096);
    report_regressions_text(&out, &regression, 1);
    assert_string_equal(
        out.data,
        "test  run                   build  metric              change        p  build URL     "
        "previous build URL\n"
        "----  --------------------  -----  --------  ----------------  -------  ------------  "
        "------------------\n"
        "kapi  2025-01-17T06:37:24Z  -      latency            +923.1%  0.00042  https://ci/2  "
        "https://ci/1\n"
        "                                     cpu               -12.3%        -\n"
        "                                     errors  from 0 to 3.2 ms    1e-06\n");
}

static void no_regressions_give_only_the_head(void **state)
{
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 4096);
    report_regressions_text(&out, NULL, 0);
    assert_true(buffer_ok(&out));
    assert_memory_equal(out.data, "test", 4);
}

static void percents_carry_their_sign_and_one_decimal(void **state)
{
    char text[PERCENT_TEXT_SIZE];

    (void)state;
    assert_string_equal(percent_text(923.0769, text), "+923.1%");
    assert_string_equal(percent_text(-4, text), "-4.0%");
    assert_string_equal(percent_text(INFINITY, text), "+inf%");
    assert_string_equal(percent_text(-INFINITY, text), "-inf%");
    assert_string_equal(percent_text(NAN, text), "n/a");
    assert_string_equal(percent_text(1e300, text), "+1e+300%");
    assert_string_equal(pvalue_text(1.23456e-9, text), "1.2e-09");
    assert_string_equal(pvalue_text(NAN, text), "-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_regression_shows_its_most_telling_metric_and_the_others_below),
        cmocka_unit_test(no_regressions_give_only_the_head),
        cmocka_unit_test(percents_carry_their_sign_and_one_decimal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
