/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "triage/normal.h"

static void deviates_and_chances_are_each_others_inverse(void **state)
{
    (void)state;
    for (double chance = 1e-12; chance < 1; chance = chance < 0.1 ? chance * 3 : chance + 0.07)
        assert_true(fabs(normal_tail(normal_deviate(chance)) / chance - 1) < 1e-6);
    assert_true(fabs(normal_deviate(0.025) - 1.959963984540054) < 1e-9);
    assert_true(fabs(normal_deviate(0.975) + 1.959963984540054) < 1e-9);
    assert_true(fabs(normal_deviate(1e-6) - 4.753424308822899) < 1e-9);
    assert_true(fabs(normal_deviate(0.5)) < 1e-9);
}

static void chances_beyond_reach_give_finite_deviates(void **state)
{
    (void)state;
    assert_true(isfinite(normal_deviate(0)));
    assert_true(isfinite(normal_deviate(1)));
    assert_true(normal_deviate(0) > 7 && normal_deviate(1) < -7);
}

/* The quantiles of Student's t at 0.0005, one-sided, from any table: the deviate is 3.2905. */
static void student_and_normal_deviates_convert_as_promised(void **state)
{
    static const struct {
        size_t degrees;
        double t, within;
    } known[] = {{2, 31.5991, 0.4},
                 {3, 12.9240, 0.1},
                 {4, 8.6103, 0.05},
                 {9, 4.7809, 0.01},
                 {49, 3.5004, 0.001}};

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double t = normal_to_student(3.290527, known[i].degrees);

        assert_true(fabs(t / known[i].t - 1) < known[i].within);
        assert_true(fabs(normal_of_student(t, known[i].degrees) - 3.290527) < 1e-9);
    }
    assert_true(fabs(normal_of_student(-2, 5) + normal_of_student(2, 5)) < 1e-12);
    assert_true(normal_of_student(0, 5) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deviates_and_chances_are_each_others_inverse),
        cmocka_unit_test(chances_beyond_reach_give_finite_deviates),
        cmocka_unit_test(student_and_normal_deviates_convert_as_promised),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
