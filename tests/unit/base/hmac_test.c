/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hmac.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Test cases 2 and 6 of RFC 4231: a short key, and one longer than a block. */
static void published_examples_come_out(void **state)
{
    static const char longer[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    const struct sha256_part parts[] = {{"what do ya want ", 16}, {"for nothing?", 12}};
    char key[132], text[SHA256_TEXT_SIZE];

    (void)state;
    hmac_text("Jefe", parts, 2, text);
    assert_string_equal(text, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, 131);
    key[131] = '\0';
    hmac_text(key, (const struct sha256_part[]){{longer, strlen(longer)}}, 1, text);
    assert_string_equal(text, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(published_examples_come_out)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
