/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/viz.h"

#include <string.h>

#include "orion/viz_data.h"
#include "page_text.h"

static void append_title(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '<')
            buffer_text(out, "&lt;");
        else if (*text == '&')
            buffer_text(out, "&amp;");
        else
            buffer_byte(out, *text);
    }
    buffer_text(out, ": change points");
}

/* A `<` stands in JSON's strings only; as an escape it can neither end the script element nor begin
 * a comment in it. */
static void append_data(struct buffer *out, const struct buffer *json)
{
    const char *at = json->data;
    const char *end = json->data + json->size;
    const char *next;

    for (; (next = memchr(at, '<', (size_t)(end - at))); at = next + 1) {
        buffer_append(out, at, (size_t)(next - at));
        buffer_text(out, "\\u003c");
    }
    buffer_append(out, at, (size_t)(end - at));
}

void viz_page(struct buffer *out, const struct orion_verdict *verdict,
              const struct orion_options *options, int64_t now)
{
    AUTO_BUFFER json;

    buffer_init(&json, out->limit);
    viz_data(&json, verdict, options, now);
    if (!buffer_ok(&json)) {
        out->failed = true;
        return;
    }
    for (const struct page_part *part = page_viz; part->text; part++) {
        if (part->hole && strcmp(part->hole, "title") == 0)
            append_title(out, verdict->frame->test->name);
        else if (part->hole)
            append_data(out, &json);
        buffer_append(out, part->text, part->size);
    }
}
