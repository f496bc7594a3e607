/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sha256.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The examples of FIPS 180-4 that NIST published for it, and the empty text. */
static void published_examples_come_out(void **state)
{
    static const char longer[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    char text[SHA256_TEXT_SIZE];

    (void)state;
    sha256_text("abc", 3, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_text(longer, sizeof longer - 1, text);
    assert_string_equal(text, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    sha256_text("", 0, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void parts_count_as_one_text(void **state)
{
    const struct sha256_part parts[] = {{"a", 1}, {NULL, 0}, {"bc", 2}};
    char text[SHA256_TEXT_SIZE];

    (void)state;
    sha256_parts_text(parts, 3, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    sha256_parts_text(NULL, 0, text);
    assert_string_equal(text, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_examples_come_out),
        cmocka_unit_test(parts_count_as_one_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
