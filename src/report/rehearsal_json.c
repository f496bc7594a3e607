/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/rehearsal_forms.h"
#include "json/writer.h"

/* A size from zero has no number. */
static void write_place(struct writer *writer, const char *key, const struct rehearsal_place *place)
{
    if (!place->uuid) {
        writer_null(writer, key);
        return;
    }
    writer_object(writer, key);
    writer_text(writer, "uuid", place->uuid);
    writer_time(writer, "at", place->at);
    writer_text(writer, "build", place->build);
    writer_text(writer, "build_url", place->build_url);
    writer_text(writer, "previous_build", place->previous_build);
    writer_real(writer, "percent", place->percent);
    writer_integer(writer, "metrics", place->metrics);
    writer_end(writer);
}

static void write_member(struct writer *writer, const struct rehearsal_member *member)
{
    writer_object(writer, NULL);
    writer_text(writer, "metric", member->metric);
    writer_text(writer, "algorithm", member->algorithm);
    writer_bool(writer, "before", member->before);
    writer_bool(writer, "after", member->after);
    writer_real(writer, "percent_before", member->percent_before);
    writer_real(writer, "percent", member->percent);
    writer_text(writer, "why", rehearsal_why_name(member->why));
    writer_text(writer, "says", member->says);
    writer_end(writer);
}

static void write_regression(struct writer *writer, const struct rehearsal_regression *regression)
{
    writer_object(writer, NULL);
    writer_text(writer, "change", rehearsal_kind_name(regression->kind));
    writer_text(writer, "test", regression->test);
    writer_id(writer, "id", regression->regression_id);
    writer_text(writer, "state", regression->state);
    writer_bool(writer, "stays", regression->stays);
    write_place(writer, "before", &regression->before);
    write_place(writer, "after", &regression->after);
    writer_array(writer, "members");
    for (size_t i = 0; i < regression->member_count; i++)
        write_member(writer, &regression->members[i]);
    writer_end(writer);
    writer_end(writer);
}

static void write_note(struct writer *writer, const struct rehearsal_note *note)
{
    writer_object(writer, NULL);
    writer_text(writer, "note", rehearsal_note_name(note->kind));
    writer_text(writer, "test", note->test);
    writer_text(writer, "metric", note->metric);
    writer_text(writer, "key", note->key);
    writer_integer(writer, "count", note->count);
    writer_end(writer);
}

void rehearsal_json(struct buffer *out, const struct rehearsal *rehearsal)
{
    struct writer writer = writer_on(out);

    writer_object(&writer, NULL);
    writer_integer(&writer, "tests", (int64_t)rehearsal->tests);
    writer_integer(&writer, "analysed", (int64_t)rehearsal->analysed);
    for (int kind = 0; kind < REHEARSAL_KINDS; kind++)
        writer_integer(&writer, rehearsal_kind_name((enum rehearsal_kind)kind),
                       (int64_t)rehearsal->counts[kind]);
    writer_array(&writer, "regressions");
    for (size_t i = 0; i < rehearsal->count; i++)
        write_regression(&writer, &rehearsal->regressions[i]);
    writer_end(&writer);
    writer_array(&writer, "notes");
    for (size_t i = 0; i < rehearsal->note_count; i++)
        write_note(&writer, &rehearsal->notes[i]);
    writer_end(&writer);
    writer_end(&writer);
    buffer_byte(out, '\n');
}
