/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config/explain.h"

#include <string.h>

#include "config/service_key.h"

/* "one of a, b, c", "1 to 1000", or nothing. */
static void limits(struct buffer *out, const struct service_key *key)
{
    char word[32];

    if (key->type == KEY_CHOICE) {
        for (size_t i = 0; key_choice_word(key, i, word, sizeof word); i++)
            buffer_printf(out, "%s%s", i ? ", " : "", word);
    } else if (key->least) {
        buffer_printf(out, "%s to %s", key->least, key->most);
    }
}

static bool is_asked(const char *path, const char *asked)
{
    const size_t length = strlen(asked);

    return strncmp(path, asked, length) == 0 && (path[length] == '\0' || path[length] == '.');
}

static void text_of_key(struct buffer *out, const struct service_key *key, const char *prefix)
{
    buffer_printf(out, "%s%s: %s", prefix, key->path, key_type_name(key->type));
    if (key->least) {
        buffer_text(out, ", ");
        limits(out, key);
    }
    if (key->standard)
        buffer_printf(out, ", default %s", key->standard);
    buffer_printf(out, "%s\n    %s\n", key->reloadable ? "" : ", not reloadable", key->help);
}

/* The keys of an entry of a list: of all keys, of the list, or the one asked for. */
static void text_of_entries(struct buffer *out, const struct service_key *keys, size_t count,
                            const char *prefix, const char *asked)
{
    const size_t length = strlen(prefix);

    for (size_t i = 0; i < count; i++)
        if (!asked ||
            (strncmp(prefix, asked, strlen(asked)) == 0 && prefix[strlen(asked)] == '.') ||
            (strncmp(asked, prefix, length) == 0 && strcmp(keys[i].path, asked + length) == 0))
            text_of_key(out, &keys[i], prefix);
}

bool explain_text(struct buffer *out, const char *key, struct error *err)
{
    const size_t before = out->size;

    for (size_t i = 0; i < service_key_count; i++)
        if (!key || is_asked(service_keys[i].path, key))
            text_of_key(out, &service_keys[i], "");
    text_of_entries(out, source_keys, source_key_count, "sources.", key);
    text_of_entries(out, receiver_keys, receiver_key_count, "alerts.receivers.", key);
    text_of_entries(out, rule_keys, rule_key_count, "alerts.rules.", key);
    return out->size > before ||
           error_set(err, ERROR_NOT_FOUND, key, "there is no key of this name");
}

/* In a cell a bar would end it. */
static void cell(struct buffer *out, const char *text)
{
    buffer_text(out, " ");
    for (const char *at = text; *at; at++) {
        if (*at == '|')
            buffer_byte(out, '\\');
        buffer_byte(out, *at);
    }
    buffer_text(out, " |");
}

static void markdown_row(struct buffer *out, const struct service_key *key)
{
    buffer_printf(out, "| `%s` | %s | ", key->path, key_type_name(key->type));
    limits(out, key);
    buffer_printf(out, " | %s%s%s | %s |", key->standard ? "`" : "",
                  key->standard ? key->standard : "", key->standard ? "`" : "",
                  key->reloadable ? "yes" : "no");
    cell(out, key->help);
    buffer_byte(out, '\n');
}

static void markdown_table(struct buffer *out, const struct service_key *keys, size_t count)
{
    buffer_text(out, "| key | type | limits | default | reload | meaning |\n"
                     "| --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < count; i++)
        markdown_row(out, &keys[i]);
}

void explain_markdown(struct buffer *out)
{
    markdown_table(out, service_keys, service_key_count);
    buffer_text(out, "\nOne entry of `sources`:\n\n");
    markdown_table(out, source_keys, source_key_count);
    buffer_text(out, "\nOne entry of `alerts.receivers`:\n\n");
    markdown_table(out, receiver_keys, receiver_key_count);
    buffer_text(out, "\nOne entry of `alerts.rules`:\n\n");
    markdown_table(out, rule_keys, rule_key_count);
}
