/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "orion/options_value.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/utf8.h"

/* What Python's str.strip() takes away, of ASCII. */
static const char python_blanks[] = " \t\n\v\f\r\x1c\x1d\x1e\x1f";
/* What its int() lets stand around a number. */
static const char number_blanks[] = " \t\n\v\f\r";

enum { NUMBER_DIGITS_MOST = 4300 /* Python refuses longer ones */ };

static void *member_of(struct orion_options *options, enum orion_option_id id)
{
    return (char *)options + orion_option_rows[id].offset;
}

static const char *stripped(struct arena *arena, const char *text, size_t length,
                            const char *blanks)
{
    while (length && strchr(blanks, *text)) {
        text++;
        length--;
    }
    while (length && strchr(blanks, text[length - 1]))
        length--;
    return arena_strndup(arena, text, length);
}

static const char *escaped_character(struct arena *arena, const char *at, size_t size, char quote)
{
    const unsigned char byte = (unsigned char)*at;
    const unsigned char second = size == 2 ? (unsigned char)at[1] : 0;

    if (!size)
        return arena_printf(arena, "\\udc%02x", byte);
    if (byte == '\n' || byte == '\r' || byte == '\t')
        return byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t";
    if (byte == '\\' || *at == quote)
        return arena_printf(arena, "\\%c", *at);
    if (byte < 0x20 || byte == 0x7f)
        return arena_printf(arena, "\\x%02x", byte);
    /* U+0080 to U+00A0 and the soft hyphen do not print. */
    if (byte == 0xc2 && (second <= 0xa0 || second == 0xad))
        return arena_printf(arena, "\\x%02x", second);
    return arena_strndup(arena, at, size);
}

const char *options_value_shown(struct arena *arena, const char *text)
{
    const char quote = strchr(text, '\'') && !strchr(text, '"') ? '"' : '\'';
    AUTO_BUFFER shown;

    buffer_init(&shown, SIZE_MAX / 2);
    buffer_byte(&shown, quote);
    for (const char *at = text; *at;) {
        const size_t size = utf8_sequence(at);
        buffer_text(&shown, escaped_character(arena, at, size, quote));
        at += size ? size : 1;
    }
    buffer_byte(&shown, quote);
    return arena_strdup(arena, buffer_ok(&shown) ? shown.data : "''");
}

static bool invalid(struct arena *arena, enum orion_option_id id, const char *text,
                    const char *what, struct error *err)
{
    const struct option_row *row = &orion_option_rows[id];
    const char *shown = options_value_shown(arena, text);

    if (row->letter)
        return error_set(err, ERROR_USAGE, NULL, "Invalid value for '-%c' / '%s': %s is not %s.",
                         row->letter, row->name, shown, what);
    return error_set(err, ERROR_USAGE, NULL, "Invalid value for '%s': %s is not %s.", row->name,
                     shown, what);
}

/* A sign, then digits; single underscores may stand between them. Writes the number without them
 * and without leading zeros: what Python's str(int(text)) gives. NULL: it is none. */
static const char *whole_number(struct arena *arena, const char *text)
{
    const char *at = stripped(arena, text, strlen(text), number_blanks);
    const bool minus = *at == '-';
    char *digits = arena_strndup(arena, at, strlen(at) + 1);
    size_t count = 0, seen = 0;

    if (*at == '-' || *at == '+')
        at++;
    for (; *at; at++) {
        if (*at == '_' && seen && at[1] >= '0' && at[1] <= '9' && at[-1] != '_')
            continue;
        if (*at < '0' || *at > '9' || ++seen > NUMBER_DIGITS_MOST)
            return NULL;
        if (count || *at != '0')
            digits[count++] = *at;
    }
    digits[count] = '\0';
    if (!seen)
        return NULL;
    return count ? arena_printf(arena, "%s%s", minus ? "-" : "", digits) : "0";
}

/* Numbers beyond 64 bits become the nearest one: no option means anything up there. */
static int64_t clamped(const char *number)
{
    const bool minus = *number == '-';
    int64_t value = 0;

    for (const char *at = number + minus; *at; at++) {
        const int digit = *at - '0';
        if (minus ? value < (INT64_MIN + digit) / 10 : value > (INT64_MAX - digit) / 10)
            return minus ? INT64_MIN : INT64_MAX;
        value = value * 10 + (minus ? -digit : digit);
    }
    return value;
}

static bool set_integer(struct arena *arena, struct orion_options *options, enum orion_option_id id,
                        const char *text, struct error *err)
{
    const char *number = whole_number(arena, text);

    if (!number)
        return invalid(arena, id, text, "a valid integer", err);
    *(int64_t *)member_of(options, id) = clamped(number);
    return true;
}

static bool set_boolean(struct arena *arena, struct orion_options *options, enum orion_option_id id,
                        const char *text, struct error *err)
{
    static const char *const words[] = {"1", "true",  "t", "yes", "y", "on",
                                        "0", "false", "f", "no",  "n", "off"};
    const char *word = stripped(arena, text, strlen(text), python_blanks);

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcasecmp(word, words[i]) == 0) {
            *(bool *)member_of(options, id) = i < ARRAY_LEN(words) / 2;
            return true;
        }
    return invalid(arena, id, text, "a valid boolean", err);
}

static bool set_format(struct arena *arena, struct orion_options *options, enum orion_option_id id,
                       const char *text, struct error *err)
{
    static const char *const words[] = {
        [ORION_TEXT] = "text", [ORION_JSON] = "json", [ORION_JUNIT] = "junit"};

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strcmp(text, words[i]) == 0) {
            *(enum orion_format *)member_of(options, id) = (enum orion_format)i;
            return true;
        }
    return invalid(arena, id, text, "one of 'json', 'text', 'junit'", err);
}

static bool set_json(struct orion_options *options, enum orion_option_id id, const char *text,
                     struct error *err)
{
    json_error_t fault;
    json_t *value = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, &fault);

    if (!value)
        return error_set(err, ERROR_INPUT, orion_option_rows[id].name,
                         "not valid JSON: %s (line %d, column %d); expected an object such as "
                         "{\"version\": \"4.20\"}",
                         fault.text, fault.line, fault.column);
    json_decref(value);
    *(const char **)member_of(options, id) = text;
    return true;
}

/* Cut at commas. Orion takes the pieces of --display as they are, those of file lists stripped and
 * without the empty ones. */
static void set_list(struct arena *arena, struct orion_options *options, enum orion_option_id id,
                     const char *text)
{
    const bool paths = orion_option_rows[id].kind == OPTION_PATHS;
    const char **items = NULL;
    size_t count = 0, capacity = 0;

    for (const char *at = text; *text; at++) {
        const size_t length = strcspn(at, ",");
        const char *piece =
            paths ? stripped(arena, at, length, python_blanks) : arena_strndup(arena, at, length);
        at += length;
        if (!paths || *piece) {
            items = arena_grow(arena, items, count, &capacity, sizeof *items);
            items[count++] = piece;
        }
        if (!*at)
            break;
    }
    *(struct text_list *)member_of(options, id) = (struct text_list){items, count};
}

static void set_algorithm(struct orion_options *options, enum orion_option_id id)
{
    options->algorithm = id == ORION_OPTION_CMR              ? ORION_CMR
                         : id == ORION_OPTION_HUNTER_ANALYZE ? ORION_HUNTER
                                                             : ORION_ANOMALY;
}

bool options_value_set(struct arena *arena, struct orion_options *options, enum orion_option_id id,
                       const char *text, struct error *err)
{
    switch (orion_option_rows[id].kind) {
    case OPTION_FLAG:
        *(bool *)member_of(options, id) = true;
        return true;
    case OPTION_ALGORITHM:
        set_algorithm(options, id);
        return true;
    case OPTION_BOOLEAN:
        return set_boolean(arena, options, id, text, err);
    case OPTION_INTEGER:
        return set_integer(arena, options, id, text, err);
    case OPTION_FORMAT:
        return set_format(arena, options, id, text, err);
    case OPTION_JSON:
        return set_json(options, id, text, err);
    case OPTION_TEXT:
        *(const char **)member_of(options, id) = text;
        return true;
    case OPTION_LIST:
    case OPTION_PATHS:
        set_list(arena, options, id, text);
        return true;
    case OPTION_NUMBERS:
    case OPTION_EAGER:
        break; /* options_numbers_set; no member */
    }
    return true;
}

bool options_numbers_set(struct arena *arena, struct orion_options *options,
                         enum orion_option_id id, const struct text_list *texts, struct error *err)
{
    const char **items = ARENA_ARRAY(arena, const char *, texts->count + 1);

    for (size_t i = 0; i < texts->count; i++) {
        items[i] = whole_number(arena, texts->items[i]);
        if (!items[i])
            return invalid(arena, id, texts->items[i], "a valid integer", err);
    }
    *(struct text_list *)member_of(options, id) = (struct text_list){items, texts->count};
    return true;
}
