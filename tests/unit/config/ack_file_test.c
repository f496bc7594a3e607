/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/ack_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static struct ack_list *load_orion(const char *text, const struct ack_question *question,
                                   struct seen_faults *seen, struct error *err)
{
    struct kit_folder folder;

    seen->text[0] = '\0';
    kit_folder_init(&folder);
    const char *path = kit_folder_write(&folder, "ack.yaml", text);
    struct ack_list *list = ack_file_load_orion(&path, 1, question, seen_report, seen, err);
    kit_folder_done(&folder);
    return list;
}

static void entries_for_another_version_or_test_are_left_out_as_orion_does(void **state)
{
    static const char text[] = "ack:\n  - {uuid: a, metric: m}\n"
                               "  - {uuid: b, metric: m, version: '4.19', test: null}\n"
                               "  - {uuid: c, metric: m, version: 4.19}\n"
                               "  - {uuid: d, metric: m, test: other}\n"
                               "  - {uuid: a, metric: m, reason: again}\n"
                               "  - {version: other}\n";
    const struct ack_question asked = {.version = "4.19", .test = "density"};
    struct seen_faults seen;
    struct error err;
    struct ack_list *list = load_orion(text, &asked, &seen, &err);

    (void)state;
    assert_string_equal(seen.text, "");
    assert_int_equal(list->count, 2);
    assert_string_equal(list->items[0].uuid, "a");
    assert_string_equal(list->items[1].uuid, "b");
    ack_list_free(list);
    const struct ack_question any = {.test = "other"};
    list = load_orion("ack:\n  - {uuid: c, metric: m, version: 4.19}\n"
                      "  - {uuid: d, metric: m, test: other}\n  - {uuid: 5, metric: m}\n",
                      &any, &seen, &err);
    assert_int_equal(list->count, 2);
    assert_non_null(strstr(seen.text, "warning: uuid and metric are texts"));
    ack_list_free(list);
}

static void files_that_orion_passes_over_are_warned_of(void **state)
{
    static const char *const missing[] = {"/nonexistent/ack.yaml"};
    const struct ack_question any = {.version = NULL}, asked = {.version = "4.19"};
    struct seen_faults seen = {.text = ""};
    struct error err;
    struct ack_list *list = ack_file_load_orion(missing, 1, &any, seen_report, &seen, &err);

    (void)state;
    assert_int_equal(list->count, 0);
    assert_string_equal(seen.text, "/nonexistent/ack.yaml: warning: there is no such "
                                   "acknowledgement file\n");
    ack_list_free(list);
    list = load_orion("", &any, &seen, &err);
    assert_string_equal(seen.text, "");
    ack_list_free(list);
    list = load_orion("ack:\n", &any, &seen, &err);
    assert_non_null(strstr(seen.text, "the file counts for nothing"));
    ack_list_free(list);
    list = load_orion("ack:\n  - {uuid: a, metric: m}\n  - x\n", &asked, &seen, &err);
    assert_int_equal(list->count, 0);
    ack_list_free(list);
}

static void files_that_end_orion_are_refused(void **state)
{
    const struct ack_question any = {.version = NULL};
    struct seen_faults seen;
    struct error err;

    (void)state;
    assert_null(load_orion("acks: []\n", &any, &seen, &err));
    assert_non_null(strstr(seen.text, "ack.yaml:1:1: an acknowledgement file is a map"));
    assert_null(load_orion("ack: [\n", &any, &seen, &err));
    assert_null(load_orion("ack:\n  - {metric: m}\n", &any, &seen, &err));
    assert_non_null(strstr(seen.text, "ack.yaml:2:5: an acknowledgement needs uuid and metric"));
    assert_null(load_orion("ack:\n  - x\n", &any, &seen, &err));
}

static void the_default_file_is_read_when_asked_for_and_there(void **state)
{
    struct ack_question question = {.with_default_file = true};
    char before[4096];
    struct kit_folder folder;
    struct error err;

    (void)state;
    kit_folder_init(&folder);
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder.path), 0);
    struct ack_list *list = ack_file_load_orion(NULL, 0, &question, NULL, NULL, &err);
    assert_int_equal(list->count, 0);
    ack_list_free(list);
    assert_int_equal(mkdir("ack", 0700), 0);
    (void)kit_folder_write(&folder, "ack/all_ack.yaml", "ack: [{uuid: a, metric: m}]\n");
    list = ack_file_load_orion(NULL, 0, &question, NULL, NULL, &err);
    assert_int_equal(list->count, 1);
    ack_list_free(list);
    question.with_default_file = false;
    list = ack_file_load_orion(NULL, 0, &question, NULL, NULL, &err);
    assert_int_equal(list->count, 0);
    ack_list_free(list);
    assert_int_equal(unlink("ack/all_ack.yaml"), 0);
    assert_int_equal(rmdir("ack"), 0);
    assert_int_equal(chdir(before), 0);
    kit_folder_done(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_read_and_told_once),
        cmocka_unit_test(an_empty_file_or_list_is_fine),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place),
        cmocka_unit_test(entries_for_another_version_or_test_are_left_out_as_orion_does),
        cmocka_unit_test(files_that_orion_passes_over_are_warned_of),
        cmocka_unit_test(files_that_end_orion_are_refused),
        cmocka_unit_test(the_default_file_is_read_when_asked_for_and_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
