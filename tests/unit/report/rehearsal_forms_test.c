/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/rehearsal_forms.h"

static const struct rehearsal_member lost_members[] = {
    {.metric = "cpu",
     .algorithm = "edivisive",
     .before = true,
     .percent_before = 20,
     .percent = 20,
     .why = REHEARSAL_THRESHOLD,
     .says = "+20.0% is below the threshold of 25% (before: 10%)"}};
static const struct rehearsal_member changed_members[] = {
    {.metric = "cpu",
     .algorithm = "steady",
     .before = true,
     .after = true,
     .percent_before = 20,
     .percent = 22,
     .says = ""},
    {.metric = "errors",
     .algorithm = "steady",
     .after = true,
     .percent_before = NAN,
     .percent = NAN,
     .why = REHEARSAL_SEARCH,
     .says = "the search finds a change point here"}};
static const struct rehearsal_regression regressions[] = {
    {.kind = REHEARSAL_LOST,
     .test = "t",
     .regression_id = 50,
     .state = "wontfix",
     .stays = true,
     .before = {.uuid = "r05", .build = "4.20.5", .percent = 20, .metrics = 1},
     .members = lost_members,
     .member_count = 1},
    {.kind = REHEARSAL_MOVED,
     .test = "t",
     .regression_id = 51,
     .state = "open",
     .before = {.uuid = "r08", .percent = 20, .metrics = 1},
     .after = {.uuid = "r09", .percent = INFINITY, .metrics = 2},
     .members = changed_members,
     .member_count = 2}};
static const struct rehearsal_note notes[] = {
    {.kind = REHEARSAL_READ_AGAIN, .test = "t", .metric = "cpu", .key = "must"},
    {.kind = REHEARSAL_NEW_TEST, .test = "u"}};
static const struct rehearsal answer = {.regressions = regressions,
                                        .counts = {[REHEARSAL_LOST] = 1, [REHEARSAL_MOVED] = 1},
                                        .count = 2,
                                        .notes = notes,
                                        .note_count = 2,
                                        .tests = 3,
                                        .analysed = 1};

static void the_text_has_a_table_a_kind_and_a_line_of_counts(void **state)
{
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 65536);
    rehearsal_text(&out, &answer);
    assert_true(buffer_ok(&out));
    assert_string_equal(
        out.data,
        "lost:\n"
        "test  time                  build   state    metric  change  why\n"
        "----  --------------------  ------  -------  ------  ------  "
        "--------------------------------------------------\n"
        "t     1970-01-01T00:00:00Z  4.20.5  wontfix  cpu     +20.0%  "
        "+20.0% is below the threshold of 25% (before: 10%)\n"
        "\n"
        "moved:\n"
        "test  time                  build              state  metric  change  why\n"
        "----  --------------------  -----------------  -----  ------  ------  "
        "--------------------------------------------\n"
        "t     1970-01-01T00:00:00Z  r09 (before: r08)  open   cpu     +22.0%  "
        "moves (before: +20.0%)\n"
        "                                                      errors  from 0  "
        "gained: the search finds a change point here\n"
        "\n"
        "notes:\n"
        "test  metric  note\n"
        "----  ------  "
        "--------------------------------------------------------------------------\n"
        "t     cpu     'must' differs: what it changes is known once the documents are read "
        "again\n"
        "u             new: it has no history yet\n"
        "\n"
        "0 gained, 1 lost, 1 moved, 0 changed, 1 of 3 tests analysed again\n");
}

static void the_json_has_both_places_and_null_for_what_is_not_there(void **state)
{
    AUTO_BUFFER out;

    (void)state;
    buffer_init(&out, 65536);
    rehearsal_json(&out, &answer);
    assert_true(buffer_ok(&out));
    assert_string_equal(
        out.data,
        "{\"tests\":3,\"analysed\":1,\"gained\":0,\"lost\":1,\"moved\":1,\"changed\":0,"
        "\"regressions\":[{\"change\":\"lost\",\"test\":\"t\",\"id\":\"50\",\"state\":\"wontfix\","
        "\"stays\":true,\"before\":{\"uuid\":\"r05\",\"at\":\"1970-01-01T00:00:00Z\",\"build\":"
        "\"4.20.5\",\"build_url\":null,\"previous_build\":null,\"percent\":20,\"metrics\":1},"
        "\"after\":null,\"members\":[{\"metric\":\"cpu\",\"algorithm\":\"edivisive\",\"before\":"
        "true,"
        "\"after\":false,\"percent_before\":20,\"percent\":20,\"why\":\"threshold\",\"says\":"
        "\"+20.0% is below the threshold of 25% (before: 10%)\"}]},"
        "{\"change\":\"moved\",\"test\":\"t\",\"id\":\"51\",\"state\":\"open\",\"stays\":false,"
        "\"before\":{\"uuid\":\"r08\",\"at\":\"1970-01-01T00:00:00Z\",\"build\":null,\"build_url\":"
        "null,"
        "\"previous_build\":null,\"percent\":20,\"metrics\":1},"
        "\"after\":{\"uuid\":\"r09\",\"at\":\"1970-01-01T00:00:00Z\",\"build\":null,\"build_url\":"
        "null,"
        "\"previous_build\":null,\"percent\":null,\"metrics\":2},\"members\":["
        "{\"metric\":\"cpu\",\"algorithm\":\"steady\",\"before\":true,\"after\":true,"
        "\"percent_before\":20,\"percent\":22,\"why\":\"same\",\"says\":\"\"},"
        "{\"metric\":\"errors\",\"algorithm\":\"steady\",\"before\":false,\"after\":true,"
        "\"percent_before\":null,\"percent\":null,\"why\":\"search\",\"says\":"
        "\"the search finds a change point here\"}]}],"
        "\"notes\":[{\"note\":\"read_again\",\"test\":\"t\",\"metric\":\"cpu\",\"key\":\"must\","
        "\"count\":0},{\"note\":\"new_test\",\"test\":\"u\",\"metric\":null,\"key\":null,"
        "\"count\":0}]}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_text_has_a_table_a_kind_and_a_line_of_counts),
        cmocka_unit_test(the_json_has_both_places_and_null_for_what_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
