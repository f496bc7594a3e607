/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "orion/interactive.h"
#include "orion/options_table.h"

static bool is_option(const char *word, enum orion_option_id id)
{
    return strcmp(word, orion_option_rows[id].name) == 0;
}

/* Names that speak of secrets, as Orion sees them. */
static bool names_secret(const char *name)
{
    static const char *const words[] = {"secret",      "token",      "es_server",  "password",
                                        "passwd",      "apikey",     "api_key",    "api-key",
                                        "accesskey",   "access_key", "access-key", "privatekey",
                                        "private_key", "private-key"};
    char lower[256] = "";

    for (size_t i = 0; name[i] && i + 1 < sizeof lower; i++)
        lower[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] - 'A' + 'a' : name[i]);
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strstr(lower, words[i]))
            return true;
    return false;
}

static const char *hidden_variables(struct arena *arena, const char *json)
{
    json_t *variables = json_loads(json, 0, NULL);
    const char *name, *shown = json;
    json_t *value;

    json_object_foreach(variables, name, value) if (names_secret(name))(void)
        json_object_set_new(variables, name, json_string("***"));
    char *text = variables ? json_dumps(variables, 0) : NULL;
    if (text)
        shown = arena_strdup(arena, text);
    free(text);
    json_decref(variables);
    return shown;
}

static const char *hidden_user(struct arena *arena, const char *url)
{
    const char *host = strstr(url, "://");
    const char *at = strrchr(url, '@');

    host = host ? host + 3 : url;
    return at && at >= host ? arena_printf(arena, "%.*s***%s", (int)(host - url), url, at) : url;
}

static const char *shown_value(struct arena *arena, const char *option, const char *value)
{
    if (is_option(option, ORION_OPTION_JIRA_TOKEN))
        return "***";
    if (is_option(option, ORION_OPTION_INPUT_VARS))
        return hidden_variables(arena, value);
    return strstr(value, "://") ? hidden_user(arena, value) : value;
}

/* In single quotes where the shell would see more than a word. */
static void quoted(struct buffer *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./:,=@%+";

    if (*word && !word[strspn(word, plain)]) {
        buffer_text(out, word);
        return;
    }
    buffer_byte(out, '\'');
    for (const char *at = word; *at; at++)
        if (*at == '\'')
            buffer_text(out, "'\\''");
        else
            buffer_byte(out, *at);
    buffer_byte(out, '\'');
}

static const struct option_row *row_of(const char *word)
{
    for (size_t id = 0; id < ORION_OPTION_COUNT; id++)
        if (is_option(word, (enum orion_option_id)id))
            return &orion_option_rows[id];
    return NULL;
}

const char *orion_command_line(struct arena *arena, const struct text_list *arguments)
{
    AUTO_BUFFER out;

    buffer_init(&out, SIZE_MAX / 2);
    buffer_text(&out, "orion");
    for (size_t i = 1; i < arguments->count; i++) {
        const char *word = arguments->items[i];
        const struct option_row *row = row_of(word);
        buffer_text(&out, " \\\n    ");
        quoted(&out, word);
        if (row && option_takes_value(row) && i + 1 < arguments->count) {
            buffer_byte(&out, ' ');
            quoted(&out, shown_value(arena, word, arguments->items[++i]));
        }
    }
    return arena_strdup(arena, buffer_ok(&out) ? out.data : "orion");
}
