/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "config/explain.h"
#include "config/service_key.h"

enum { WIDTH = 100 };

/* Paragraph of a comment, broken between words. */
static void comment(struct buffer *out, int indent, const char *text)
{
    size_t column = 0;

    for (const char *at = text; *at;) {
        const size_t word = strcspn(at, " ");
        if (column == 0 || column + 1 + word > WIDTH) {
            buffer_printf(out, "%s%*s#", column ? "\n" : "", indent, "");
            column = (size_t)indent + 1;
        }
        buffer_byte(out, ' ');
        buffer_append(out, at, word);
        column += 1 + word;
        at += word;
        at += strspn(at, " ");
    }
    buffer_byte(out, '\n');
}

static void comment_of(struct buffer *out, int indent, const struct service_key *key)
{
    char text[1024];

    if (key->type == KEY_CHOICE || !key->least)
        (void)snprintf(text, sizeof text, "%s", key->help);
    else
        (void)snprintf(text, sizeof text, "%s From %s to %s.", key->help, key->least, key->most);
    comment(out, indent, text);
}

/* name and what it is set to, or a comment that says how it could be. */
static void setting(struct buffer *out, int indent, const char *name, const char *dash,
                    const struct service_key *key)
{
    const char *value = key->sample ? key->sample : key->standard;
    const bool commented = value[0] == '#';

    buffer_printf(out, "%*s%s%s%s: %s\n", indent, "", commented ? "# " : "", dash, name,
                  value + commented);
}

static void source_entry(struct buffer *out, const struct service_key *list)
{
    comment(out, 2, list->help);
    buffer_text(out, "  #\n");
    for (size_t i = 0; i < source_key_count; i++) {
        const struct service_key *key = &source_keys[i];
        comment_of(out, i ? 4 : 2, key);
        setting(out, i ? 4 : 2, key->path, i ? "" : "- ", key);
    }
}

/* An example in comments: without it nobody is told. */
static void commented_entry(struct buffer *out, const struct service_key *list,
                            const struct service_key *keys, size_t count)
{
    comment(out, 2, list->help);
    buffer_printf(out, "  # %s:\n", strchr(list->path, '.') + 1);
    for (size_t i = 0; i < count; i++) {
        const char *value = keys[i].sample ? keys[i].sample : keys[i].standard;

        comment_of(out, 2, &keys[i]);
        buffer_printf(out, "  # %s%s: %s\n", i ? "    " : "  - ", keys[i].path,
                      value + (value[0] == '#'));
    }
}

void explain_yaml(struct buffer *out)
{
    const char *section = "";

    buffer_text(out,
                "# SPDX-License-Identifier: GPL-3.0-or-later\n"
                "# rigel.yaml with every key. A key that is left out has the value shown here, "
                "but for sources and\n# tests, which are examples. "
                "`rigel config check rigel.yaml` says what is wrong with a file;\n"
                "# docs/configuration.md has the whole story.\n");
    for (size_t i = 0; i < service_key_count; i++) {
        const struct service_key *key = &service_keys[i];
        const size_t length = strcspn(key->path, ".");
        if (strncmp(section, key->path, length) != 0 || section[length] == '\0') {
            buffer_printf(out, "\n%.*s:\n", (int)length, key->path);
            section = key->path;
        }
        if (key->type == KEY_SOURCES) {
            source_entry(out, key);
            continue;
        }
        if (key->type == KEY_RECEIVERS) {
            commented_entry(out, key, receiver_keys, receiver_key_count);
            continue;
        }
        if (key->type == KEY_RULES) {
            commented_entry(out, key, rule_keys, rule_key_count);
            continue;
        }
        comment_of(out, 2, key);
        setting(out, 2, key->path + length + 1, "", key);
    }
}
