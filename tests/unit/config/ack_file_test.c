/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ack_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "kit/config_kit.h"

static struct ack_list *load(const char *text, struct seen_faults *seen, struct error *err)
{
    struct kit_folder folder;

    seen->text[0] = '\0';
    kit_folder_init(&folder);
    const char *path = kit_folder_write(&folder, "ack.yaml", text);
    struct ack_list *list = ack_file_load(&path, 1, seen_report, seen, err);
    kit_folder_done(&folder);
    return list;
}

static void entries_are_read_and_told_once(void **state)
{
    struct seen_faults seen;
    struct error err;
    struct ack_list *list =
        load("ack:\n  - {uuid: u, metric: m_avg, reason: known}\n"
             "  - {uuid: u, metric: m_avg, reason: again}\n"
             "  - {uuid: u, metric: n_avg, version: '4.19', test: node-density}\n",
             &seen, &err);

    (void)state;
    assert_string_equal(seen.text, "");
    assert_int_equal(list->count, 2);
    assert_string_equal(list->items[0].reason, "known");
    assert_null(list->items[0].version);
    assert_string_equal(list->items[1].version, "4.19");
    assert_string_equal(list->items[1].test, "node-density");
    assert_string_equal(list->items[1].reason, "");
    assert_non_null(strstr(list->items[1].place, "/ack.yaml:4:5"));
    ack_list_free(list);
}

static void an_empty_file_or_list_is_fine(void **state)
{
    struct seen_faults seen;
    struct error err;

    (void)state;
    struct ack_list *list = load("", &seen, &err);
    assert_int_equal(list->count, 0);
    ack_list_free(list);
    list = load("ack:\n", &seen, &err);
    assert_int_equal(list->count, 0);
    ack_list_free(list);
    ack_list_free(NULL);
}

static void what_is_wrong_is_told_with_its_place(void **state)
{
    struct seen_faults seen;
    struct error err;

    (void)state;
    assert_null(load("acks: []\n", &seen, &err));
    assert_non_null(strstr(seen.text, "/ack.yaml:1:1: an acknowledgement file is a map with"));
    assert_null(load("ack: x\n", &seen, &err));
    assert_non_null(strstr(seen.text, "/ack.yaml:1:6: ack is a list, not a text"));
    assert_null(load("ack:\n  - x\n  - {uuid: u}\n  - {uuid: [a], metric: m}\n", &seen, &err));
    assert_non_null(strstr(seen.text, "/ack.yaml:2:5: an acknowledgement is a map, not a text"));
    assert_non_null(strstr(seen.text, "/ack.yaml:3:5: an acknowledgement needs uuid and metric"));
    assert_non_null(strstr(seen.text, "/ack.yaml:4:12: uuid is a text, not a list"));
    assert_null(load("ack: [\n", &seen, &err));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read_and_told_once),
        cmocka_unit_test(an_empty_file_or_list_is_fine),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
