/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "api/client_address.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct address_block proxies[3];

static int read_proxies(void **state)
{
    (void)state;
    return address_block_parse("10.0.0.0/8", &proxies[0]) &&
                   address_block_parse("192.0.2.1", &proxies[1]) &&
                   address_block_parse("fd00::/8", &proxies[2])
               ? 0
               : -1;
}

static void expect(const char *peer, const char *forwarded, const char *client)
{
    char out[CLIENT_ADDRESS_SIZE];

    assert_string_equal(client_address(peer, forwarded, proxies, ARRAY_LEN(proxies), out), client);
}

static void a_stranger_is_not_believed(void **state)
{
    (void)state;
    expect("203.0.113.9", "198.51.100.7", "203.0.113.9");
    expect("203.0.113.9", NULL, "203.0.113.9");
    expect("192.0.2.10", "198.51.100.7", "192.0.2.10");
}

static void what_a_trusted_proxy_added_counts_and_what_was_there_before_does_not(void **state)
{
    (void)state;
    expect("10.1.2.3", "198.51.100.7", "198.51.100.7");
    expect("10.1.2.3", "127.0.0.1, 1.1.1.1 ,198.51.100.7", "198.51.100.7");
    expect("10.1.2.3", "1.1.1.1, 198.51.100.7, 192.0.2.1,10.9.9.9", "198.51.100.7");
    expect("::ffff:10.1.2.3", "198.51.100.7", "198.51.100.7");
    expect("fd12::1", "2001:db8::5", "2001:db8::5");
}

static void ports_and_brackets_are_taken_off(void **state)
{
    (void)state;
    expect("10.1.2.3", "198.51.100.7:51234", "198.51.100.7");
    expect("10.1.2.3", "[2001:db8::5]:443", "2001:db8::5");
    expect("10.1.2.3", "[2001:db8::5]", "2001:db8::5");
}

static void where_a_hop_is_no_address_the_last_good_one_counts(void **state)
{
    (void)state;
    expect("10.1.2.3", "unknown", "10.1.2.3");
    expect("10.1.2.3", "", "10.1.2.3");
    expect("10.1.2.3", ",,,", "10.1.2.3");
    expect("10.1.2.3", "1.1.1.1, _hidden, 10.0.0.5", "10.0.0.5");
    expect("10.1.2.3", "' OR 1=1 --", "10.1.2.3");
    expect("10.1.2.3", "10.0.0.4, 10.0.0.5", "10.0.0.4");
}

static void blocks_hold_what_their_bits_say(void **state)
{
    struct address_block block;

    (void)state;
    assert_true(address_block_parse("192.168.4.0/22", &block));
    assert_true(address_block_has(&block, "192.168.7.255"));
    assert_false(address_block_has(&block, "192.168.8.0"));
    assert_true(address_block_parse("0.0.0.0/0", &block));
    assert_true(address_block_has(&block, "203.0.113.9"));
    assert_false(address_block_has(&block, "2001:db8::5"));
    assert_true(address_block_parse("::/0", &block));
    assert_true(address_block_has(&block, "203.0.113.9"));
    assert_false(address_block_has(&block, "nonsense"));
}

static void what_is_no_block_is_refused(void **state)
{
    static const char *const bad[] = {"",          "proxy",        "10.0.0",       "10.0.0.0/33",
                                      "10.0.0.0/", "10.0.0.0/x",   "::1/129",      "10.0.0.0/-1",
                                      "10.0.0.1 ", "10.0.0.0/8/9", "10.0.0.0/0008"};
    struct address_block block;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(address_block_parse(bad[i], &block));
}

static void one_client_has_one_key_whatever_its_address_looks_like(void **state)
{
    (void)state;
    assert_true(client_address_key("192.0.2.1", 5) == client_address_key("::ffff:192.0.2.1", 5));
    assert_true(client_address_key("192.0.2.1", 5) != client_address_key("192.0.2.2", 5));
    assert_true(client_address_key("192.0.2.1", 5) != client_address_key("192.0.2.1", 6));
    /* A subscriber has a /64 of IPv6. */
    assert_true(client_address_key("2001:db8:0:1::1", 5) ==
                client_address_key("2001:db8:0:1:ffff::2", 5));
    assert_true(client_address_key("2001:db8:0:1::1", 5) !=
                client_address_key("2001:db8:0:2::1", 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stranger_is_not_believed),
        cmocka_unit_test(what_a_trusted_proxy_added_counts_and_what_was_there_before_does_not),
        cmocka_unit_test(ports_and_brackets_are_taken_off),
        cmocka_unit_test(where_a_hop_is_no_address_the_last_good_one_counts),
        cmocka_unit_test(blocks_hold_what_their_bits_say),
        cmocka_unit_test(what_is_no_block_is_refused),
        cmocka_unit_test(one_client_has_one_key_whatever_its_address_looks_like),
    };

    return cmocka_run_group_tests(tests, read_proxies, NULL);
}
