/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/jira_issue.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "json/field.h"

enum { DOCUMENT_DEPTH = 64, DOCUMENT_SIZE = 1 << 20, RUN_PARTS = 5 };

bool jira_page_read(struct arena *arena, const json_t *page, const char *what, json_t *issues,
                    struct jira_more *ret_more, struct error *err)
{
    const struct field root = field_root(page, what, ERROR_REMOTE);
    const struct field token = field_optional(&root, "nextPageToken");
    const struct field total = field_optional(&root, "total");
    struct jira_more more = {.token = NULL};
    struct field list;

    if (!field_member(&root, "issues", &list, err) || !field_array(&list, err) ||
        (token.value && !field_text(&token, &more.token, err)) ||
        (total.value && !field_integer(&total, &more.total, err)))
        return false;
    for (size_t i = 0; i < field_count(&list); i++) {
        const struct field issue = field_item(&list, i);
        struct field inner;
        if (!field_member(&issue, "fields", &inner, err) || !field_object(&inner, err))
            return false;
        if (json_array_append(issues, json_array_get(list.value, i)) != 0)
            return error_set(err, ERROR_NO_MEMORY, what, "no memory for an issue");
    }
    more.token = arena_strdup(arena, more.token);
    *ret_more = more;
    return true;
}

static void collect_text(const json_t *node, unsigned depth, struct buffer *out)
{
    const char *text = json_string_value(json_object_get(node, "text"));
    const json_t *content = json_object_get(node, "content");

    if (text)
        buffer_text(out, text);
    for (size_t i = 0; depth < DOCUMENT_DEPTH && i < json_array_size(content); i++)
        collect_text(json_array_get(content, i), depth + 1, out);
    if (content)
        buffer_byte(out, '\n');
}

const char *jira_description_text(struct arena *arena, const json_t *description)
{
    AUTO_BUFFER text;

    buffer_init(&text, DOCUMENT_SIZE);
    if (json_is_string(description))
        return arena_strdup(arena, json_string_value(description));
    collect_text(description, 0, &text);
    return buffer_ok(&text) && text.data ? arena_strdup(arena, text.data) : "";
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '-';
}

/* "UUID: {id}" with one or two braces, the word perhaps bold (*UUID:*). */
static const char *braced_run(struct arena *arena, const char *text)
{
    for (const char *at = text; *at; at++) {
        if (strncasecmp(at, "UUID:", 5) != 0)
            continue;
        const char *id = at + 5;
        id += *id == '*';
        while (isspace((unsigned char)*id))
            id++;
        if (*id != '{')
            continue;
        id += id[1] == '{' ? 2 : 1;
        size_t length = 0;
        while (is_word(id[length]))
            length++;
        if (length)
            return arena_strndup(arena, id, length);
    }
    return NULL;
}

/* The length of five words joined by dashes; 0: there is none here. */
static size_t dashed_length(const char *text)
{
    size_t length = 0;

    for (int part = 0; part < RUN_PARTS; part++) {
        if (part && text[length++] != '-')
            return 0;
        const size_t begun = length;
        while (isalnum((unsigned char)text[length]))
            length++;
        if (length == begun)
            return 0;
    }
    return length;
}

static const char *dashed_run(struct arena *arena, const char *text)
{
    for (const char *at = text; *at;) {
        const size_t length = dashed_length(at);
        if (length)
            return arena_strndup(arena, at, length);
        while (isalnum((unsigned char)*at))
            at++;
        while (*at && !isalnum((unsigned char)*at))
            at++;
    }
    return NULL;
}

bool jira_field_is_custom(const char *field)
{
    return strncmp(field, "customfield_", strlen("customfield_")) == 0;
}

static const char *run_of(struct arena *arena, const json_t *fields, const char *field)
{
    if (jira_field_is_custom(field))
        return arena_strdup(arena, json_string_value(json_object_get(fields, field)));
    if (strcmp(field, "description") != 0)
        return NULL;
    const char *text = jira_description_text(arena, json_object_get(fields, "description"));
    const char *run = braced_run(arena, text);
    return run ? run : dashed_run(arena, text);
}

/* "4.22" */
static bool is_short_version(const char *label)
{
    const size_t major = strspn(label, "0123456789");
    const size_t minor = label[major] == '.' ? strspn(label + major + 1, "0123456789") : 0;

    return major && minor && !label[major + 1 + minor];
}

static bool ends_with(const char *text, const char *end)
{
    const size_t size = strlen(text), tail = strlen(end);

    return size >= tail && strcmp(text + size - tail, end) == 0;
}

static bool looks_like_metric(const char *label, const char *test)
{
    static const char *const endings[] = {"CPU", "Mem", "Memory", "Latency"};

    if (is_short_version(label) || (test && strcmp(label, test) == 0))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(endings); i++)
        if (ends_with(label, endings[i]))
            return true;
    return strchr(label, '_') != NULL;
}

static const char *metric_of_labels(const json_t *labels, const char *test)
{
    for (size_t i = 0; i < json_array_size(labels); i++) {
        const char *label = json_string_value(json_array_get(labels, i));
        if (label && looks_like_metric(label, test))
            return label;
    }
    return NULL;
}

static const char *metric_of_summary(struct arena *arena, const char *summary)
{
    static const char begin[] = "Regression in ";

    if (strncmp(summary, begin, sizeof begin - 1) != 0)
        return NULL;
    const char *metric = summary + sizeof begin - 1;
    const size_t length = strcspn(metric, " \t\r\n\v\f(");
    return length ? arena_strndup(arena, metric, length) : NULL;
}

bool jira_issue_has_label(const json_t *issue, const char *label)
{
    const json_t *labels = json_object_get(json_object_get(issue, "fields"), "labels");

    for (size_t i = 0; i < json_array_size(labels); i++) {
        const char *text = json_string_value(json_array_get(labels, i));
        if (text && strcmp(text, label) == 0)
            return true;
    }
    return false;
}

static const char *metric_of(struct arena *arena, const json_t *issue, const char *field,
                             const char *summary, const char *test)
{
    const json_t *fields = json_object_get(issue, "fields");

    if (jira_field_is_custom(field))
        return arena_strdup(arena, json_string_value(json_object_get(fields, field)));
    if (strcmp(field, "labels") != 0)
        return NULL;
    const char *named = metric_of_summary(arena, summary);
    if (named && jira_issue_has_label(issue, named))
        return named;
    const char *label = metric_of_labels(json_object_get(fields, "labels"), test);
    return label ? arena_strdup(arena, label) : named;
}

static const char *text_or_empty(struct arena *arena, const json_t *value)
{
    return json_is_string(value) ? arena_strdup(arena, json_string_value(value)) : "";
}

struct jira_issue jira_issue_read(struct arena *arena, const json_t *issue,
                                  struct jira_fields fields, const char *test)
{
    const json_t *inner = json_object_get(issue, "fields");
    struct jira_issue read = {.key = text_or_empty(arena, json_object_get(issue, "key")),
                              .summary = text_or_empty(arena, json_object_get(inner, "summary")),
                              .uuid = run_of(arena, inner, fields.uuid)};

    read.metric = metric_of(arena, issue, fields.metric, read.summary, test);
    return read;
}

const char *jira_reason(struct arena *arena, const json_t *answer)
{
    const json_t *messages = json_object_get(answer, "errorMessages");
    const json_t *errors = json_object_get(answer, "errors");
    const char *first = json_string_value(json_array_get(messages, 0));
    void *member = json_object_iter((json_t *)(uintptr_t)errors);

    if (first || !member)
        return arena_strdup(arena, first);
    const char *text = json_string_value(json_object_iter_value(member));
    return arena_printf(arena, "%s: %s", json_object_iter_key(member), text ? text : "not taken");
}
