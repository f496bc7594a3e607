/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "alert/message.h"
#include "json/writer.h"

enum { TITLE_LIMIT = 700, DETAILS_LIMIT = 2900 };

static void write_link(struct writer *w, const struct alert_message *message, const char *base_url)
{
    AUTO_BUFFER url;

    buffer_init(&url, 1 << 14);
    if (base_url)
        buffer_printf(&url, "%s/api/v1/regressions/%" PRId64, base_url, message->regression_id);
    writer_text(w, "url", base_url && buffer_ok(&url) ? url.data : NULL);
}

static void write_regression(struct writer *w, const struct alert_message *message,
                             const char *base_url)
{
    writer_object(w, "regression");
    writer_id(w, "id", message->regression_id);
    writer_text(w, "state", message->state);
    writer_time(w, "at", message->at);
    writer_text(w, "uuid", message->uuid);
    writer_text(w, "build", message->build);
    writer_text(w, "build_url", message->build_url);
    writer_text(w, "previous_uuid", message->previous_uuid);
    writer_text(w, "previous_build", message->previous_build);
    writer_text(w, "previous_build_url", message->previous_build_url);
    writer_real(w, "percent", message->percent);
    writer_real(w, "pvalue", message->pvalue);
    writer_integer(w, "metrics", message->metrics);
    writer_text(w, "metric", message->metric);
    writer_text(w, "unit", message->unit);
    writer_real(w, "mean_before", message->mean_before);
    writer_real(w, "mean_after", message->mean_after);
    writer_array(w, "labels");
    for (size_t i = 0; i < message->label_count; i++)
        writer_text(w, NULL, message->labels[i]);
    writer_end(w);
    write_link(w, message, base_url);
    writer_end(w);
}

static void write_generic(struct writer *w, const struct alert_message *message, const char *rule,
                          const char *base_url)
{
    writer_object(w, NULL);
    writer_text(w, "schema", "rigel.alert.v1");
    writer_text(w, "id", message->id);
    writer_integer(w, "sequence", message->sequence);
    writer_text(w, "event", message->change);
    writer_time(w, "at", message->told_at);
    writer_text(w, "rule", rule);
    writer_text(w, "test", message->test);
    writer_text(w, "project", message->project);
    write_regression(w, message, base_url);
    writer_end(w);
}

/* ---- chats: two texts in the markup of the kind ---- */

typedef void escape(struct buffer *out, const char *text);

/* In Slack's markup three characters mean something. */
static void slack_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++)
        if (*text == '&')
            buffer_text(out, "&amp;");
        else if (*text == '<')
            buffer_text(out, "&lt;");
        else if (*text == '>')
            buffer_text(out, "&gt;");
        else
            buffer_byte(out, *text);
}

static void markdown_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if ((unsigned char)*text < ' ') {
            buffer_byte(out, ' ');
            continue;
        }
        if (strchr("\\`*_[]<>#|~@", *text))
            buffer_byte(out, '\\');
        buffer_byte(out, *text);
    }
}

static void write_text(struct buffer *out, escape *escaped, const char *before, const char *text)
{
    buffer_text(out, before);
    escaped(out, text ? text : "not known");
}

/* An address stays clickable: no markup in it. */
static void write_address(struct buffer *out, const char *url)
{
    if (url && strcspn(url, " <>|\"\t\r\n") == strlen(url))
        buffer_printf(out, " %s", url);
}

static void write_title(struct buffer *out, const struct alert_message *message, escape *escaped)
{
    write_text(out, escaped, "Regression ", message->change);
    write_text(out, escaped, ": ", message->test);
    if (message->metric)
        write_text(out, escaped, ", ", message->metric);
    if (!isnan(message->percent))
        buffer_printf(out, " %+.1f%%", message->percent);
}

static void write_details(struct buffer *out, const struct alert_message *message, escape *escaped,
                          const char *base_url)
{
    if (!isnan(message->mean_before) && !isnan(message->mean_after)) {
        buffer_printf(out, "From %.6g to %.6g", message->mean_before, message->mean_after);
        if (message->unit && message->unit[0])
            write_text(out, escaped, " ", message->unit);
        buffer_printf(out, "; metrics in all: %" PRId64 "\n\n", message->metrics);
    }
    write_text(out, escaped, "Since build: ", message->build);
    write_address(out, message->build_url);
    write_text(out, escaped, "\n\nPrevious build: ", message->previous_build);
    write_address(out, message->previous_build_url);
    if (base_url)
        buffer_printf(out, "\n\n%s/api/v1/regressions/%" PRId64, base_url, message->regression_id);
}

static void slack_section(struct writer *w, const char *text)
{
    writer_object(w, NULL);
    writer_text(w, "type", "section");
    writer_object(w, "text");
    writer_text(w, "type", "mrkdwn");
    writer_text(w, "text", text);
    writer_end(w);
    writer_end(w);
}

/* https://docs.slack.dev/reference/block-kit/blocks/section-block: a text of up to 3,000. */
static void write_slack(struct writer *w, const char *title, const char *details)
{
    writer_object(w, NULL);
    writer_text(w, "text", title);
    writer_array(w, "blocks");
    slack_section(w, title);
    slack_section(w, details);
    writer_end(w);
    writer_end(w);
}

static void card_text(struct writer *w, const char *text, bool heading)
{
    writer_object(w, NULL);
    writer_text(w, "type", "TextBlock");
    writer_text(w, "text", text);
    writer_bool(w, "wrap", true);
    if (heading)
        writer_text(w, "weight", "Bolder");
    writer_end(w);
}

/* An Adaptive Card in the envelope that a Teams workflow takes. */
static void write_teams(struct writer *w, const char *title, const char *details)
{
    writer_object(w, NULL);
    writer_text(w, "type", "message");
    writer_array(w, "attachments");
    writer_object(w, NULL);
    writer_text(w, "contentType", "application/vnd.microsoft.card.adaptive");
    writer_object(w, "content");
    writer_text(w, "$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    writer_text(w, "type", "AdaptiveCard");
    writer_text(w, "version", "1.4");
    writer_array(w, "body");
    card_text(w, title, true);
    card_text(w, details, false);
    for (unsigned i = 0; i < 5; i++)
        writer_end(w);
}

static void write_mattermost(struct writer *w, const char *title, const char *details)
{
    AUTO_BUFFER text;

    buffer_init(&text, TITLE_LIMIT + DETAILS_LIMIT + 16);
    buffer_printf(&text, "**%s**\n\n%s", title, details);
    writer_object(w, NULL);
    writer_text(w, "text", text.data);
    writer_end(w);
}

static void write_chat(struct writer *w, enum receiver_kind kind,
                       const struct alert_message *message, const char *base_url)
{
    escape *escaped = kind == RECEIVER_SLACK ? slack_escaped : markdown_escaped;
    AUTO_BUFFER title;
    AUTO_BUFFER details;

    buffer_init(&title, TITLE_LIMIT);
    buffer_init(&details, DETAILS_LIMIT);
    write_title(&title, message, escaped);
    write_details(&details, message, escaped, base_url);
    const char *head = buffer_ok(&title) ? title.data : "Regression in a test with a long name";
    const char *rest = buffer_ok(&details) ? details.data : "The details are too long for a chat";

    if (kind == RECEIVER_SLACK)
        write_slack(w, head, rest);
    else if (kind == RECEIVER_TEAMS)
        write_teams(w, head, rest);
    else
        write_mattermost(w, head, rest);
}

void alert_body_write(struct buffer *out, enum receiver_kind kind,
                      const struct alert_message *message, const char *rule, const char *base_url)
{
    struct writer w = writer_on(out);

    if (kind == RECEIVER_WEBHOOK)
        write_generic(&w, message, rule, base_url);
    else
        write_chat(&w, kind, message, base_url);
}
