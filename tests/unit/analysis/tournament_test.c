/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/tournament.h"

enum { MOST = 70 };

static size_t largest(const double *keys, size_t count)
{
    size_t best = count;

    for (size_t i = 0; i < count; i++)
        if (!isnan(keys[i]) && (best == count || keys[i] > keys[best]))
            best = i;
    return best;
}

static void winner_is_the_first_of_the_largest_keys_whatever_changes(void **state)
{
    struct tournament tournament = {.capacity = 0};
    double keys[MOST];
    uint64_t random = 5;

    (void)state;
    for (size_t count = 1; count <= MOST; count++) {
        assert_int_equal(tournament_reserve(&tournament, count), ANALYSIS_OK);
        tournament_begin(&tournament, count);
        for (size_t i = 0; i < count; i++)
            keys[i] = tournament.keys[i] = (double)(i * 7 % 5);
        tournament_play(&tournament);
        for (size_t change = 0; change < 300; change++) {
            size_t position;

            if (largest(keys, count) < count)
                assert_int_equal(tournament_winner(&tournament), largest(keys, count));
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            position = (random >> 33) % count;
            keys[position] = random >> 61 == 0 ? (double)NAN : (double)((random >> 20) % 6);
            tournament_set(&tournament, position, keys[position]);
        }
    }
    tournament_done(&tournament);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(winner_is_the_first_of_the_largest_keys_whatever_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
